import Scenes
import TestSupport
import Testing

/// Damaged files give errors or numbers, and nothing else. These are a few of each format whose
/// reader stands on no HDF5, which has faults of its own; `make fuzz` tries many of all.
@Suite("Damaged files of every format") struct MutationTests {
  private static let formats = FormatCase.forFuzzing.filter { !$0.standsOnHDF5 }

  @Test("Bytes changed, cut off, repeated or exchanged; sizes that overflow", arguments: formats)
  func mutated(_ format: FormatCase) throws {
    let files = try DamagedFiles(format, seed: 7)
    var refused = 0
    for number in 0..<24 where try files.readCase(number) != nil { refused += 1 }
    // What is put back is whole; and the damage was not too slight to be noticed.
    try files.readAll()
    // Imagine's reader finds its way through almost any.
    #expect(refused > 0 || format.format == "HFA")
  }
}

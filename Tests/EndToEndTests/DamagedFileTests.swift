import Foundation
import TestSupport
import Testing

/// Files that bring out faults of HDF5 1.10.8: a later library may do better with them, but in no
/// case does the program crash or come to no end.
@Suite("Damaged files that libraries fail on") struct DamagedFileTests {
  @Test(
    "End with an error that names the file",
    arguments: [("AVIRIS-NG", 149), ("CF NetCDF-4", 390), ("AVIRIS-3", 9)])
  func library(_ format: String, _ number: Int) throws {
    let files = try DamagedFiles(
      #require(FormatCase.all.first { $0.name == format }), seed: 7)
    _ = try files.damage(number)
    let ending = try FacetProgram(in: TemporaryFolder()).run("inspect", files.path)
    #expect(!ending.wasKilled, "\(ending.messages)")
    #expect([0, 1].contains(ending.status), "\(ending.messages)")
    if ending.status == 1 { #expect(ending.messages.contains(files.path), "\(ending.messages)") }
  }
}

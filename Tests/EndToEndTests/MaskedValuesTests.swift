import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// Scenes with holes are used, and the user is told of the holes.
@Suite struct MaskedValuesTests {
  @Test func missingAndInfiniteValuesAreCountedAndEmptyPixelsHaveNoData() throws {
    let refusal = try Refusal()
    try refusal.writeScene { values in
      // Row 4, columns 2 and 3: no value at all; row 6, column 1: one infinite band.
      for index in 42 * 6..<44 * 6 { values[index] = .nan }
      values[61 * 6 + 2] = .infinity
    }
    let trained = try TinyExperiment.train(in: refusal.folder)
    #expect(trained.status == 0)
    #expect(
      trained.messages.contains("note: taken for the band's mean: 13 missing or infinite values"))
    #expect(trained.messages.contains("note: left out: 2 labelled pixels without a valid band"))
    let program = FacetProgram(in: refusal.folder)
    for name in ["map.h5", "map.tif"] {
      let mapped = try program.run("classify", "run", "-o", name, "--confidence")
      #expect(mapped.status == 0)
      #expect(
        mapped.messages.contains("note: no data in 2 of 120 pixels, which have no valid band"))
      let map = try readClassMap(refusal.folder.file(name)).labels
      #expect(map.values.indices.filter { map.values[$0] == 0 } == [42, 43])
    }
    // They are neither learnt nor judged.
    let record = try #require(
      JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: refusal.folder.file("run/run.json"))))
        as? [String: Any])
    let sides = ["trainPixels", "validationPixels", "testPixels"].compactMap { record[$0] as? Int }
    #expect(sides.reduce(0, +) == 118)
    #expect(record["invalidPixels"] as? Int == 2)
    let report = try program.run("report", "run")
    #expect(report.status == 0)
    #expect(report.messages.contains("the report is in"))
    #expect(report.results.contains("on \(sides[2]) test pixels"), "\(report.results)")
  }

  @Test func aConstantBandIsToldOf() throws {
    let refusal = try Refusal()
    try refusal.writeScene { values in
      for index in values.indices where index % 6 == 3 { values[index] = 7 }
    }
    let trained = try TinyExperiment.train(in: refusal.folder)
    #expect(trained.status == 0)
    #expect(trained.messages.contains("note: nothing is learned from 1 of 6 bands"))
    #expect(trained.messages.contains("[4], from 1"))
    #expect(try FacetProgram(in: refusal.folder).run("classify", "run", "-o", "m.png").status == 0)
  }
}

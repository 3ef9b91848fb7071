import Foundation
import Scenes
import TestSupport
import Testing

@Suite struct AcquisitionDayTests {
  @Test(arguments: [
    ("time_coverage_start", "2023-07-01T10:11:12Z", "2023-07-01"),
    ("Product_StartTime", "20230701T101112", "2023-07-01"), ("time_coverage_start", "soon", nil),
    ("time_coverage_start", "2023-17-41", nil), ("title", "2023-07-01", nil),
  ])
  func anAttributeOfTheRootSaysIt(name: String, value: String, day: String?) throws {
    let folder = try TemporaryFolder()
    let file = try HDF5File.create(folder.file("a.h5"))
    try file.setAttribute(name, .string(value))
    try file.close()
    #expect(acquisitionDay(of: folder.file("a.h5")) == day)
  }

  @Test func anENVIHeaderSaysIt() throws {
    let folder = try TemporaryFolder()
    try Data([1, 2]).write(to: URL(fileURLWithPath: folder.file("a.img")))
    try """
    ENVI
    samples = 2
    lines = 1
    bands = 1
    header offset = 0
    data type = 1
    interleave = bsq
    byte order = 0
    acquisition time = 2019-05-06T07:08:09.0Z
    """.write(toFile: folder.file("a.hdr"), atomically: true, encoding: .utf8)
    #expect(acquisitionDay(of: folder.file("a.img")) == "2019-05-06")
    #expect(acquisitionDay(of: folder.file("missing.img")) == nil)
  }
}

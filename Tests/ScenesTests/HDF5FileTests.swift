import Foundation
import Parts
import Scenes
import TestSupport
import Testing

@Suite("HDF5 files") struct HDF5FileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Values of every number type come back as written, and as any other type")
  func roundTrip() throws {
    func check<Element: HDF5Element>(_ element: Element.Type) throws {
      let path = folder.file("\(element).h5")
      let values: [Element] = (0..<24).map { Element(exactly: $0 * 5) ?? 0 }
      let file = try HDF5File.create(path)
      let dataset = try file.createDataset(
        "/a/group/values", of: element, shape: [2, 3, 4], chunk: [1, 2, 4])
      try dataset.write(values)
      try file.close()

      let read = try HDF5File.open(path).dataset("a/group/values")
      #expect(read.shape == [2, 3, 4])
      #expect(read.chunk == [1, 2, 4])
      #expect(try read.readAll(element) == values)
      #expect(try read.readAll(Float.self) == values.map(\.asFloat))
      #expect(try read.readAll(Int64.self) == (0..<24).map { $0 * 5 })
      #expect(
        try read.read(element, start: [1, 1, 1], count: [1, 2, 2])
          == [values[17], values[18], values[21], values[22]])
    }
    try check(UInt8.self)
    try check(Int8.self)
    try check(UInt16.self)
    try check(Int16.self)
    try check(UInt32.self)
    try check(Int32.self)
    try check(UInt64.self)
    try check(Int64.self)
    try check(Float.self)
    try check(Double.self)
  }

  @Test("Attributes of every kind come back as written, and may be replaced")
  func attributes() throws {
    let path = folder.file("attributes.h5")
    let file = try HDF5File.create(path)
    _ = try file.createDataset("/x", of: Float.self, shape: [2])
    let attributes: [String: HDF5Attribute] = [
      "int": .int(-7), "double": .double(0.125), "string": .string("Wälder, 林"),
      "ints": .ints([1, 2, 3]), "doubles": .doubles([0.5, -1]),
      "strings": .strings(["Corn", "", "Soybean-notill"]),
    ]
    for (name, value) in attributes {
      try file.setAttribute(name, .int(0), on: "/x")
      try file.setAttribute(name, value, on: "/x")
    }
    try file.close()
    let read = try HDF5File.open(path)
    for (name, value) in attributes { #expect(try read.attribute(name, on: "/x") == value) }
    #expect(try read.attribute("absent", on: "/x") == nil)
  }

  @Test("A missing dataset is answered with those that there are")
  func missingDataset() throws {
    let path = folder.file("some.h5")
    try TinyScene(labels: Array(repeating: 1, count: 35)).write(to: path, as: UInt16.self)
    let error = #expect(throws: SceneError.self) { try HDF5File.open(path).dataset("gt") }
    #expect(error?.variable == "gt")
    #expect(error?.remedy?.contains("/cube (5×7×4 uint16), /labels (5×7 uint16)") == true)
  }

  @Test("A file that is missing, empty, a folder or not HDF5 is called so")
  func wrongFiles() throws {
    func problem(_ path: String) -> String {
      (#expect(throws: SceneError.self) { try HDF5File.open(path) })?.problem ?? ""
    }
    #expect(problem(folder.file("no.h5")).contains("no such file"))
    #expect(problem(folder.path).contains("is a folder"))
    try Data().write(to: URL(fileURLWithPath: folder.file("empty.h5")))
    #expect(problem(folder.file("empty.h5")).contains("is empty"))
    try Data("row,column\n1,2\n".utf8).write(to: URL(fileURLWithPath: folder.file("text.h5")))
    #expect(problem(folder.file("text.h5")).contains("is not an HDF5 file"))
  }

  @Test("A file cut off anywhere gives an error, never a crash")
  func truncatedFiles() throws {
    let whole = folder.file("whole.h5")
    let scene = TinyScene(
      rows: 40, columns: 30, bands: 20, chunk: [8, 8, 20],
      labels: Array(repeating: 1, count: 1200), hasWavelengths: true)
    try scene.write(to: whole, as: UInt16.self)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
    for step in 0..<40 {
      let length = bytes.count * step / 40
      let path = folder.file("cut.h5")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: SceneError.self) { try HDF5File.open(path) }
      #expect(error?.file == path)
      if length > 96 { #expect(error?.problem.contains("truncated") == true, "\(length) bytes") }
    }
  }

  @Test("A block outside the dataset is refused")
  func outside() throws {
    let path = folder.file("scene.h5")
    try TinyScene().write(to: path, as: UInt16.self)
    let dataset = try HDF5File.open(path).dataset("/cube")
    #expect(throws: SceneError.self) {
      try dataset.read(Float.self, start: [4, 0, 0], count: [2, 1, 1])
    }
    #expect(throws: SceneError.self) { try dataset.read(Float.self, start: [0], count: [1]) }
    #expect(throws: SceneError.self) {
      try dataset.read(Float.self, start: [-1, 0, 0], count: [1, 1, 1])
    }
  }

  @Test("The nearest name is found, and none where nothing is near")
  func nearest() {
    let names = ["wavelength", "labels", "scale", "offset"]
    #expect(nearestName(to: "wavelenghts", among: names) == "wavelength")
    #expect(nearestName(to: "Label", among: names) == "labels")
    #expect(nearestName(to: "zzzzzz", among: names) == nil)
  }
}

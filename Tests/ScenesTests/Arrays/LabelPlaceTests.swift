import Foundation
import Scenes
import TestSupport
import Testing

/// Labels in files of arrays are put where the file says that they lie.
@Suite("Labels by their place") struct LabelPlaceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Labels of the ground with rows and columns as the lists of places run.
  private func values(_ ys: [Double], _ xs: [Double], isTransposed: Bool = false) -> [Double] {
    func label(_ y: Double, _ x: Double) -> Double {
      let row = Int((Ground.transform[3] - y) / 30)
      let column = Int((x - Ground.transform[0]) / 30)
      guard 0..<Ground.rows ~= row, 0..<Ground.columns ~= column else { return 99 }
      return Ground.label(row, column)
    }
    return isTransposed
      ? xs.flatMap { x in ys.map { label($0, x) } } : ys.flatMap { y in xs.map { label(y, $0) } }
  }

  private func placed(_ labels: String) throws -> LabelMap {
    let scene = folder.file("scene.nc")
    try Ground.writeScene(scene)
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces([labels])
    return try Scene.open(scene, descriptor: descriptor).readLabels()
  }

  @Test("Whichever way rows and columns run", arguments: [false, true], [false, true])
  func directions(isClassic: Bool, isTransposed: Bool) throws {
    for ys in [Ground.ys, Ground.ys.reversed()] {
      for xs in [Ground.xs, Ground.xs.reversed()] {
        let path = folder.file("labels.nc")
        try NetCDFArray.write(
          [
            NetCDFArray(
              "gt", isTransposed ? [Ground.x, Ground.y] : [Ground.y, Ground.x], .byte,
              values(ys, xs, isTransposed: isTransposed)),
            Ground.axis("y", ys, ["standard_name": .text("projection_y_coordinate")]),
            Ground.axis("x", xs, ["standard_name": .text("projection_x_coordinate")]),
          ], to: path, isClassic: isClassic)
        #expect(try placed(path) == Ground.labels, "\(ys[0]) \(xs[0])")
      }
    }
  }

  @Test("Packed coordinates, in km, in single precision, by bounds", arguments: [true, false])
  func units(isClassic: Bool) throws {
    let ys = Array(Ground.ys.reversed())
    let gt = NetCDFArray("gt", [Ground.y, Ground.x], .short, values(ys, Ground.xs))
    let packed = NetCDFArray(
      "y", [Ground.y], .short, (0..<6).map(Double.init),
      [
        "scale_factor": .numbers([30], .double), "add_offset": .numbers([ys[0]], .double),
        "units": .text("m"),
      ])
    let plain = Ground.axis("x", Ground.xs, ["units": .text("m")])
    let kilometres = [
      Ground.axis("y", ys.map { $0 / 1000 }, ["units": .text("km")]),
      Ground.axis("x", Ground.xs.map { $0 / 1000 }, ["units": .text("km")]),
    ]
    let single = [
      NetCDFArray("y", [Ground.y], .float, ys), NetCDFArray("x", [Ground.x], .float, Ground.xs),
    ]
    // Coordinates of the western edges, which their bounds tell.
    let edges = [
      Ground.axis("y", ys),
      Ground.axis("x", Ground.xs.map { $0 - 15 }, ["bounds": .text("x_bnds")]),
      NetCDFArray(
        "x_bnds", [Ground.x, ("nv", 2)], .double, Ground.xs.flatMap { [$0 - 15, $0 + 15] }),
    ]
    for (number, axes) in [[packed, plain], kilometres, single, edges].enumerated() {
      let path = folder.file("labels\(number).nc")
      try NetCDFArray.write([gt] + axes, to: path, isClassic: isClassic)
      #expect(try placed(path) == Ground.labels, "\(number)")
    }
  }

  @Test("Part of the scene, and more than it")
  func parts() throws {
    let part = folder.file("part.nc")
    let (ys, xs) = (Array(Ground.ys[2...]), Array(Ground.xs[1...3]))
    try NetCDFArray.write(
      [
        NetCDFArray("gt", [("y", 4), ("x", 3)], .ubyte, values(ys, xs)), Ground.axis("y", ys),
        Ground.axis("x", xs),
      ], to: part, isClassic: false)
    var expected = Ground.labels
    for row in 0..<6 {
      for column in 0..<5 where row < 2 || !(1...3 ~= column) {
        expected[row: row, column: column] = 0
      }
    }
    #expect(try placed(part) == expected)
    let more = folder.file("more.nc")
    let (north, west) = ([5_800_015] + Ground.ys, [499_985] + Ground.xs)
    try NetCDFArray.write(
      [
        NetCDFArray("gt", [("y", 7), ("x", 6)], .byte, values(north, west)),
        Ground.axis("y", north), Ground.axis("x", west),
      ], to: more, isClassic: true)
    #expect(try placed(more) == Ground.labels)
  }

  @Test("Ground elsewhere is refused, whatever the format", arguments: ["nc3", "nc4", "h5", "mat"])
  func elsewhere(format: String) throws {
    let path = folder.file("labels.\(format)")
    let (ys, xs) = (Ground.ys.map { $0 - 90_000 }, Ground.xs.map { $0 + 5000 })
    let numbers = (0..<30).map { Double($0 % 4) }
    switch format {
    case "h5":
      let file = try HDF5File.create(path)
      try file.createDataset("/gt", of: UInt8.self, shape: [6, 5]).write(
        numbers.map { UInt8($0) })
      try file.setAttribute(
        "map_info",
        .string("UTM, 1, 1, 505000, 5710000, 30, 30, 33, North, WGS-84, units=Meters"), on: "/gt")
      try file.close()
    case "mat":
      try MATLABProducts.arrays(
        path, [("gt", [6, 5], numbers), ("x", [1, 5], xs), ("y", [6, 1], ys)])
    default:
      try NetCDFArray.write(
        [
          NetCDFArray("gt", [Ground.y, Ground.x], .byte, numbers), Ground.axis("y", ys),
          Ground.axis("x", xs),
        ], to: path, isClassic: format == "nc3")
    }
    let error = #expect(throws: SceneError.self) { try placed(path) }
    #expect(
      error?.problem.contains("lies outside of the scene") == true, "\(String(describing: error))")
    #expect(error?.file.contains(path) == true)
  }

  @Test("HDF5 by coordinates, GeoTransform or map info; MATLAB by x and y")
  func otherFormats() throws {
    func h5(_ name: String, _ rows: [Double], _ add: (HDF5File) throws -> Void) throws -> String {
      let path = folder.file(name)
      let file = try HDF5File.create(path)
      try file.createDataset("/gt", of: UInt8.self, shape: [6, 5]).write(
        values(rows, Ground.xs).map { UInt8($0) })
      try add(file)
      try file.close()
      return path
    }
    let south = Array(Ground.ys.reversed())
    let coordinates = try h5("coordinates.h5", south) {
      try $0.createDataset("/x", of: Double.self, shape: [5]).write(Ground.xs)
      try $0.createDataset("/y", of: Double.self, shape: [6]).write(south)
    }
    let transform = try h5("transform.h5", south) {
      try $0.setAttribute("GeoTransform", .doubles([500_000, 30, 0, 5_799_820, 0, 30]), on: "/gt")
    }
    let info = try h5("info.h5", Ground.ys) {
      try $0.setAttribute(
        "map info", .string("{UTM, 1, 1, 500000, 5800000, 30, 30, 33, North, WGS-84}"))
    }
    for path in [coordinates, transform, info] {
      #expect(try placed(path) == Ground.labels, "\(path)")
    }
    let matlab = folder.file("labels.mat")
    // MATLAB's first dimension is the fastest.
    let turned = values(south, Ground.xs, isTransposed: true)
    try MATLABProducts.arrays(
      matlab, [("gt", [6, 5], turned), ("x", [1, 5], Ground.xs), ("y", [6, 1], south)])
    #expect(try placed(matlab) == Ground.labels)
  }

  @Test("Without a place by row and column, which is said; of another size refused")
  func withoutPlace() throws {
    let path = folder.file("labels.h5")
    let file = try HDF5File.create(path)
    try file.createDataset("/gt", of: UInt8.self, shape: [6, 5]).write(
      values(Ground.ys, Ground.xs).map { UInt8($0) })
    try file.createDataset("/small", of: UInt8.self, shape: [5, 5]).write(
      [UInt8](repeating: 1, count: 25))
    try file.close()
    #expect(try placed(path) == Ground.labels)
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces([path])
    do {
      // HDF5 keeps a file locked while it is open.
      let scene = try Scene.open(folder.file("scene.nc"), descriptor: descriptor)
      #expect(try scene.gatherLabels().notes.contains { $0.contains("by row and column") })
      #expect(try SceneSummary(of: scene).text.contains("by row and column"))
    }
    let error = #expect(throws: SceneError.self) { try placed("\(path):/small") }
    #expect(error?.problem.contains("is 5×5, the scene 6×5") == true)
    // Numbers of pixels are no place.
    let numbered = folder.file("numbered.nc")
    try NetCDFArray.write(
      [
        NetCDFArray("gt", [Ground.y, Ground.x], .byte, values(Ground.ys, Ground.xs)),
        Ground.axis("y", (0..<6).map(Double.init)), Ground.axis("x", (0..<5).map(Double.init)),
      ], to: numbered, isClassic: false)
    #expect(try placed(numbered) == Ground.labels)
  }

  @Test("Masks named as FILE:dataset go the same way")
  func masks() throws {
    let path = folder.file("mask.nc")
    let south = Array(Ground.ys.reversed())
    try NetCDFArray.write(
      [
        NetCDFArray("train", [("time", 1), Ground.y, Ground.x], .byte, values(south, Ground.xs)),
        Ground.axis("y", south), Ground.axis("x", Ground.xs),
      ], to: path, isClassic: false)
    let scene = folder.file("scene.nc")
    try Ground.writeScene(scene)
    #expect(try Scene.open(scene).readLabels("\(path):train") == Ground.labels)
  }
}

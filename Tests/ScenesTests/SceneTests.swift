import Foundation
import Scenes
import TestSupport
import Testing

@Suite("Scenes in HDF5") struct SceneTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// All of the window's values, by row, column and band.
  func values(
    _ scene: Scene, rows: Range<Int>, columns: Range<Int>
  ) throws -> [Float] {
    let count = rows.count * columns.count * scene.shape.bands
    var values = [Float](repeating: -1, count: count)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: rows, columns: columns, into: $0)
    }
    return values
  }

  @Test(
    "Every order of axes gives the same pixels",
    arguments: ["rcb", "crb", "rbc", "brc", "bcr", "cbr"])
  func axisOrders(order: String) throws {
    let names: [Character: String] = ["r": "row", "c": "column", "b": "band"]
    for chunk in [nil, [2, 3, 2], [7, 7, 7]] as [[Int]?] {
      let path = folder.file("\(order).h5")
      let tiny = TinyScene(axes: order, chunk: chunk)
      try tiny.write(to: path, as: UInt16.self)
      var descriptor = SceneDescriptor()
      descriptor.axes = order.compactMap { names[$0] }.joined(separator: ",")
      let scene = try Scene.open(path, descriptor: descriptor)
      #expect(scene.shape == CubeShape(rows: 5, columns: 7, bands: 4))
      for (rows, columns) in [(0..<5, 0..<7), (1..<4, 2..<7), (4..<5, 6..<7), (0..<1, 0..<7)] {
        let read = try values(scene, rows: rows, columns: columns)
        var expected: [Float] = []
        for row in rows {
          for column in columns {
            for band in 0..<4 {
              expected.append(Float(tiny.value(row: row, column: column, band: band)))
            }
          }
        }
        #expect(read == expected, "\(order) \(rows) \(columns)")
      }
    }
  }

  @Test("Squares of pixels and their rests are turned over right, on one thread and on two")
  func largerOrders() throws {
    let former = WorkingThreads.count
    defer { WorkingThreads.count = former }
    for (order, axes) in [
      ("rcb", "row,column,band"), ("rbc", "row,band,column"), ("brc", "band,row,column"),
    ] {
      for chunk in [nil, [30, 20, 17]] as [[Int]?] {
        let path = folder.file("larger-\(order).h5")
        let tiny = TinyScene(rows: 41, columns: 83, bands: 37, axes: order, chunk: chunk)
        try tiny.write(to: path, as: UInt16.self)
        var descriptor = SceneDescriptor()
        descriptor.axes = axes
        descriptor.fill = Double(tiny.value(row: 20, column: 60, band: 3))
        descriptor.scale = 0.5
        for threads in [1, 2] {
          WorkingThreads.count = threads
          let scene = try Scene.open(path, descriptor: descriptor)
          let read = try values(scene, rows: 3..<40, columns: 2..<81)
          var wrong = 0
          for place in read.indices {
            let (pixel, band) = place.quotientAndRemainder(dividingBy: 37)
            let stored = tiny.value(row: 3 + pixel / 79, column: 2 + pixel % 79, band: band)
            let expected = Double(stored) == descriptor.fill ? Float.nan : Float(stored) / 2
            if read[place].bitPattern != expected.bitPattern { wrong += 1 }
          }
          #expect(wrong == 0, "\(order), chunk \(chunk ?? []), \(threads) threads")
        }
      }
    }
  }

  @Test("Every number type gives the same pixels, in float and double")
  func numberTypes() throws {
    func check<Element: HDF5Element>(_ element: Element.Type) throws {
      let path = folder.file("\(element).h5")
      let tiny = TinyScene(rows: 1, columns: 3, bands: 4)
      try tiny.write(to: path, as: element)
      let cube = try Scene.open(path).cube
      let window = CubeWindow(rows: 0..<1, columns: 1..<3, bands: [3, 0])
      let single = try [Float](unsafeUninitializedCapacity: 4) {
        try cube.read(window, into: UnsafeMutableBufferPointer(rebasing: $0[..<4]))
        $1 = 4
      }
      let double = try [Double](unsafeUninitializedCapacity: 4) {
        try cube.read(window, into: UnsafeMutableBufferPointer(rebasing: $0[..<4]))
        $1 = 4
      }
      #expect(single == [13, 10, 23, 20])
      #expect(double == [13, 10, 23, 20])
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

  @Test("Bands come in the order asked for, also far apart and twice")
  func bandSubsets() throws {
    for axes in ["rcb", "brc"] {
      let path = folder.file("wide-\(axes).h5")
      let tiny = TinyScene(rows: 2, columns: 3, bands: 60, axes: axes, chunk: [2, 2, 2])
      try tiny.write(to: path, as: Int32.self)
      var descriptor = SceneDescriptor()
      descriptor.axes = axes == "rcb" ? "row,column,band" : "band,row,column"
      let cube = try Scene.open(path, descriptor: descriptor).cube
      for bands in [[59, 0, 30, 30], [5, 6, 7], [58, 59, 2, 1, 0], Array(0..<60)] {
        let window = CubeWindow(rows: 1..<2, columns: 0..<3, bands: bands)
        let read = try [Float](unsafeUninitializedCapacity: window.count) {
          try cube.read(window, into: UnsafeMutableBufferPointer(rebasing: $0[..<window.count]))
          $1 = window.count
        }
        let expected = (0..<3).flatMap { column in
          bands.map { Float(tiny.value(row: 1, column: column, band: $0)) }
        }
        #expect(read == expected)
      }
    }
  }

  @Test("Fill is masked before scaling; infinities are masked")
  func fillAndScale() throws {
    let path = folder.file("fill.h5")
    // Stored 5 becomes 500, which is the fill value only before scaling.
    try TinyScene(rows: 1, columns: 2, bands: 2).write(to: path, as: Int16.self) {
      $0 = [500, 5, -1, 7]
    }
    var descriptor = SceneDescriptor()
    descriptor.fill = 500
    descriptor.scale = 100
    descriptor.offset = 1
    let scaled = try values(Scene.open(path, descriptor: descriptor), rows: 0..<1, columns: 0..<2)
    #expect(scaled[0].isNaN)
    #expect(Array(scaled[1...]) == [501, -99, 701])

    let floats = folder.file("floats.h5")
    try TinyScene(rows: 1, columns: 2, bands: 2).write(to: floats, as: Float.self) {
      $0 = [.infinity, -.infinity, .nan, 2]
    }
    let masked = try values(Scene.open(floats), rows: 0..<1, columns: 0..<2)
    #expect(masked.map(\.isNaN) == [true, true, true, false])
    #expect(masked[3] == 2)
  }

  @Test("The border is mirrored without repeating the edge")
  func mirrorBorder() throws {
    #expect([-2, -1, 0, 3, 4, 5].map { mirrored($0, count: 4) } == [2, 1, 0, 3, 2, 1])
    let path = folder.file("mirror.h5")
    let tiny = TinyScene()
    try tiny.write(to: path, as: UInt16.self)
    let scene = try Scene.open(path)
    let read = try values(scene, rows: -4..<9, columns: -6..<13)
    var index = 0
    for row in -4..<9 {
      for column in -6..<13 {
        for band in 0..<4 {
          let value = tiny.value(
            row: mirrored(row, count: 5), column: mirrored(column, count: 7), band: band)
          #expect(read[index] == Float(value))
          index += 1
        }
      }
    }
    let error = #expect(throws: SceneError.self) {
      try values(scene, rows: -5..<5, columns: 0..<7)
    }
    #expect(error?.remedy?.contains("smaller than the scene (5×7×4)") == true)
  }
}

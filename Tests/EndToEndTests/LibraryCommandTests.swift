import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// A spectral library trains what maps a scene without labels; labels are looked at by `inspect`.
@Suite struct LibraryCommandTests {
  let folder: TemporaryFolder
  let program: FacetProgram
  private let wavelengths = [450.0, 500, 550, 600, 650, 700, 750, 800, 850]

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
  }

  private func succeed(_ arguments: String...) throws -> String {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending.results + ending.messages
  }

  /// Reflectance of three materials at a wavelength in nm.
  private func reflectance(_ material: Int, _ wavelength: Double) -> Double {
    switch material {
    case 0: wavelength < 700 ? 0.05 : 0.5
    case 1: 0.1 + wavelength / 4000
    default: 0.3 - wavelength / 4000
    }
  }

  /// A scene of 6 × 8 pixels whose left, middle and right parts are of the three materials, each pixel
  /// as bright as it likes; and a library of them, finely sampled.
  private func write() throws {
    var values: [Float] = []
    for row in 0..<6 {
      for column in 0..<8 {
        let brightness = 1 + 0.04 * Double(row - column % 3)
        values += wavelengths.map {
          Float(reflectance(material(column), $0) * brightness)
        }
      }
    }
    let file = try HDF5File.create(folder.file("scene.h5"))
    try file.createDataset("/cube", of: Float.self, shape: [6, 8, 9]).write(values)
    try file.createDataset("/wavelength", of: Double.self, shape: [9]).write(wavelengths)
    try file.setAttribute("units", .string("nm"), on: "/wavelength")
    try file.close()
    let fine = stride(from: 400.0, through: 900, by: 2)
    var text = "name,class," + fine.map { "\($0)" }.joined(separator: ",") + "\n"
    for (material, name) in ["wood", "soil", "water"].enumerated() {
      for copy in 0..<6 {
        text +=
          "\(name) \(copy),\(name),"
          + fine.map { "\(reflectance(material, $0) * (0.9 + 0.04 * Double(copy)))" }
          .joined(separator: ",") + "\n"
      }
    }
    try text.write(toFile: folder.file("library.csv"), atomically: true, encoding: .utf8)
  }

  private func material(_ column: Int) -> Int { column < 3 ? 0 : column < 5 ? 1 : 2 }

  private func names(_ map: String) throws -> [[String]] {
    let labels = try readClassMap(folder.file(map)).labels
    return (0..<labels.rows).map { row in
      (0..<labels.columns).map { labels.classes.name(of: Int(labels[row: row, column: $0])) }
    }
  }

  private var truth: [[String]] {
    Array(
      repeating: (0..<8).map { ["wood", "soil", "water"][material($0)] }, count: 6)
  }

  @Test(arguments: ["sam", "knn", "mean"])
  func aBaselineLearnsFromALibrary(method: String) throws {
    try write()
    let said = try succeed(
      "baseline", method, "library.csv", "--sensor", "scene.h5", "--onto", "scene.h5", "--map",
      "map.tif")
    #expect(said.contains("18 training spectra of 3 classes"))
    #expect(try names("map.tif") == truth)
    // Without resampling the bands are others.
    let refused = try program.run(
      "baseline", method, "library.csv", "--onto", "scene.h5", "--map", "other.tif")
    #expect(refused.status != 0)
    #expect(refused.messages.contains("--sensor"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("other.tif")))
  }

  @Test func aNetworkLearnsFromALibrary() throws {
    try write()
    let said = try succeed(
      "train", "--scene", "library.csv", "--sensor", "scene.h5", "-o", "run", "--seed", "1",
      "--set", "network.kind=spectral", "--set", "split.kind=all", "--set", "split.validation=0",
      "--set", "pretrain.epochs=30", "--set", "finetune.epochs=2", "--set", "finetune.batch=16")
    #expect(said.contains("--scene \(folder.file("scene.h5"))"))
    _ = try succeed("classify", "run", "--scene", "scene.h5", "-o", "map.tif", "--no-walk")
    let map = try names("map.tif")
    let right = zip(map.flatMap(\.self), truth.flatMap(\.self)).count { $0 == $1 }
    #expect(right >= 43, "\(right) of 48")
  }

  @Test func inspectSaysWhatLabelsAre() throws {
    try write()
    try "row,column,class,colour\n0,1,oak,#00ff00\n7,1,oak,\n5,7,lake,#0000ff\n".write(
      toFile: folder.file("points.csv"), atomically: true, encoding: .utf8)
    let alone = try succeed("inspect", "--labels", "points.csv")
    #expect(alone.contains("Recognised points.csv: table of points by row and column"))
    #expect(alone.contains("#00ff00"))
    let placed = try succeed("inspect", "--labels", "points.csv", "scene.h5")
    #expect(placed.contains("2 features, 1 not on the scene"))
    let json = try succeed("inspect", "--labels", "points.csv", "--json")
    #expect(json.contains("\"format\" : \"table of points by row and column\""))
    let none = try program.run("inspect")
    #expect(none.status == 64)
    #expect(none.messages.contains("only --labels can be looked at without one"))
  }
}

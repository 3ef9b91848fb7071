import Foundation
import Scenes
import TestSupport
import Testing

/// Scene files that cannot be used, through the command line.
@Suite struct BadSceneTests {
  let refusal: Refusal

  init() throws {
    refusal = try Refusal()
  }

  @Test func missing() throws {
    for command in [["inspect", "scene.h5"]] {
      try refusal.expect(command, says: ["scene.h5", "no such file", "Check the path"])
    }
    try refusal.expectFromTraining(says: ["scene.h5", "no such file", "Check the path"])
  }

  @Test func notHDF5() throws {
    try "rows, columns, bands".write(
      toFile: refusal.folder.file("scene.h5"), atomically: false, encoding: .utf8)
    try refusal.expect(["inspect", "scene.h5"], says: ["scene.h5", "of no format that is known"])
    try refusal.expectFromTraining(says: ["scene.h5", "of no format that is known"])
  }

  @Test func truncated() throws {
    try refusal.writeScene()
    let path = refusal.folder.file("scene.h5")
    try FileHandle(forUpdating: URL(fileURLWithPath: path)).truncate(atOffset: 3000)
    try refusal.expect(["inspect", "scene.h5"], says: ["scene.h5", "truncated", "fetch the file"])
    try refusal.expectFromTraining(says: ["scene.h5", "truncated", "fetch the file"])
  }

  @Test func absentDatasetListsThoseThereAre() throws {
    try refusal.writeScene()
    for key in ["cube", "labels", "wavelength"] {
      try refusal.expectFromTraining(
        ["--set", "scene.\(key)=/other"],
        says: ["scene.h5", "`/other`", "no such dataset", "/cube (12×10×6 float32)", "/labels"])
    }
  }

  @Test func wrongRank() throws {
    try refusal.writeScene()
    try refusal.expectFromTraining(
      ["--set", "scene.cube=/labels"],
      says: ["scene.h5", "`/labels`", "has 2 dimensions (12×10)", "/cube"])
  }

  @Test func wrongAxis() throws {
    try refusal.writeScene()
    try refusal.expectFromTraining(
      ["--set", "scene.axes=row,column,time"],
      says: ["scene.h5", "`/cube`", "row,column,time", "Name row, column and band once each"])
    try refusal.expect(
      ["inspect", "scene.h5", "--axes", "band,band,row"], says: ["band,band,row", "Name row"])
  }

  @Test func windowLargerThanTheScene() throws {
    try refusal.writeScene()
    try refusal.expectFromTraining(
      ["--set", "network.window=25"],
      says: ["scene.h5", "25×25", "12×10", "at most 19"])
  }

  @Test func aBandWithoutAnyValue() throws {
    try refusal.writeScene { values in
      for index in values.indices where index % 6 == 4 { values[index] = .nan }
    }
    try refusal.expectFromTraining(
      says: ["scene.h5", "no value in any of", "for 1 of 6 bands", "band 5", "Drop these bands"])
  }
}

/// Label maps that cannot be used, through the command line.
@Suite struct BadLabelsTests {
  let refusal: Refusal
  var scene = TinyExperiment.twoHalves

  init() throws {
    refusal = try Refusal()
  }

  private func add(_ name: String, _ shape: [Int], _ labels: [UInt16]) throws {
    // A file that is made anew, for HDF5File writes no existing one.
    let file = try HDF5File.create(refusal.folder.file("scene.h5"))
    try file.createDataset("/cube", of: Float.self, shape: [12, 10, 6])
      .write((0..<720).map { Float($0 % 37) })
    try file.createDataset("/wavelength", of: Double.self, shape: [6]).write(scene.wavelengths)
    try file.createDataset(name, of: UInt16.self, shape: shape).write(labels)
    try file.close()
  }

  @Test func ofTransposedShape() throws {
    try add("/labels", [10, 12], Array(repeating: 1, count: 120))
    try refusal.expectFromTraining(
      says: ["scene.h5", "`/labels`", "10×12", "12×10", "its transpose would fit"])
  }

  @Test func ofAnotherShape() throws {
    try add("/labels", [10, 10], Array(repeating: 1, count: 100))
    try refusal.expectFromTraining(
      ["--set", "scene.labels=/labels"],
      says: ["scene.h5", "`/labels`", "10×10", "12×10", "its transpose does not fit either"])
  }

  @Test mutating func ofOnePixelInAClass() throws {
    scene.labels?[7] = 3
    try refusal.writeScene(scene)
    try refusal.expectFromTraining(
      says: ["scene.h5", "`/labels`", "class 3 has 1 labelled pixel", "Label more"])
  }

  @Test mutating func none() throws {
    scene.labels = nil
    try refusal.writeScene(scene)
    try refusal.expectFromTraining(says: ["scene.h5", "has no labels", "Name one with `labels`"])
    scene.labels = Array(repeating: 0, count: 120)
    try refusal.writeScene(scene)
    try refusal.expectFromTraining(says: ["scene.h5", "no labelled pixels", "120"])
  }

  @Test mutating func ofOneClass() throws {
    scene.labels = Array(repeating: 2, count: 120)
    try refusal.writeScene(scene)
    try refusal.expectFromTraining(
      says: ["scene.h5", "one class only", "120 pixels of class 2", "at least two"])
  }

  @Test func emptyTestSide() throws {
    let half: [UInt16] = TinyExperiment.twoHalves.labels ?? []
    try add("/train", [12, 10], half)
    // Every labelled pixel trains, so none is left to judge by.
    try refusal.expectFromTraining(
      [
        "--set", "split.kind=masks", "--set", "split.train=/train", "--set", "split.test=/train",
      ], says: ["scene.h5"])
    let file = try HDF5File.create(refusal.folder.file("none.h5"))
    try file.createDataset("/none", of: UInt16.self, shape: [12, 10])
      .write(Array(repeating: 0, count: 120))
    try file.close()
    try refusal.expectFromTraining(
      [
        "--set", "split.kind=masks", "--set", "split.train=/train",
        "--set", "split.test=none.h5:/none",
      ], says: ["scene.h5", "no test pixel"])
  }
}

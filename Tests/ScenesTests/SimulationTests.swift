import Foundation
import Scenes
import TestSupport
import Testing

@Suite("Simulated scenes") struct SimulationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cube(_ scene: Scene) throws -> [Float] {
    var values = [Float](repeating: 0, count: scene.shape.pixels * scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 0..<scene.shape.rows, columns: 0..<scene.shape.columns, into: $0)
    }
    return values
  }

  @Test("The same seed gives the same values, another seed others")
  func determinism() throws {
    func made(_ name: String, seed: UInt64) throws -> (values: [Float], labels: LabelMap) {
      let path = folder.file(name)
      try SceneSimulation(rows: 70, columns: 50, bands: 20, classes: 3, seed: seed).write(to: path)
      let scene = try Scene.open(path)
      return (try cube(scene), try scene.readLabels())
    }
    let first = try made("first.h5", seed: 7)
    let again = try made("again.h5", seed: 7)
    let other = try made("other.h5", seed: 8)
    #expect(first.values == again.values)
    #expect(first.labels == again.labels)
    #expect(first.values != other.values)
    #expect(try folder.contents() == ["again.h5", "first.h5", "other.h5"])
  }

  @Test("A scene is complete: every class, the truth everywhere, a grid, plausible reflectance")
  func contents() throws {
    let path = folder.file("scene.h5")
    var last = 0.0
    try SceneSimulation(rows: 90, columns: 75, bands: 40, classes: 9, seed: 3).write(to: path) {
      #expect($0 >= last)
      last = $0
    }
    #expect(last == 1)
    let scene = try Scene.open(path, descriptor: SceneDescriptor.named("simulated"))
    #expect(scene.shape == CubeShape(rows: 90, columns: 75, bands: 40))
    #expect(scene.bands.wavelengths?.first == 400 && scene.bands.wavelengths?.last == 2500)
    #expect(scene.georeference?.transform == [680_000, 5, 0, 5_340_000, 0, -5])
    #expect(scene.georeference?.crs?.contains("32632") == true)
    #expect(scene.cube.recognition.fill == -32768)
    let labels = try scene.readLabels()
    #expect(labels.classes.count == 9)
    let truth = try scene.readLabels("/truth")
    #expect(truth.counts()[0] == 0)
    #expect(truth.counts().count == 10)
    #expect(labels.counts().allSatisfy { $0 > 20 })
    for (label, true_) in zip(labels.values, truth.values) where label != 0 {
      #expect(label == true_)
    }
    let values = try cube(scene)
    #expect(values.allSatisfy { $0 > -0.2 && $0 < 1.2 })
    let mean = values.reduce(0, +) / Float(values.count)
    #expect(mean > 0.1 && mean < 0.4)
    let picture = try falseColour(of: scene, longestSide: 30)
    #expect(picture.width == 25 && picture.height == 30)
    #expect(Set(picture.pixels).count > 50)
  }

  @Test("The nearest class mean errs on pixels, and much less on their neighbourhoods")
  func difficulty() throws {
    let path = folder.file("hard.h5")
    try SceneSimulation().write(to: path)
    let scene = try Scene.open(path)
    let labels = try scene.readLabels()
    let values = try cube(scene)
    let (columns, bands) = (scene.shape.columns, scene.shape.bands)
    var pixels: [(label: Int, own: [Float], around: [Float])] = []
    for row in stride(from: 3, to: scene.shape.rows - 3, by: 2) {
      for column in stride(from: 3, to: columns - 3, by: 2) {
        let label = labels[row: row, column: column]
        var sum = [Float](repeating: 0, count: bands)
        var isInterior = label != 0
        for i in row - 3...row + 3 {
          for j in column - 3...column + 3 {
            isInterior = isInterior && labels[row: i, column: j] == label
            for band in 0..<bands { sum[band] += values[(i * columns + j) * bands + band] / 49 }
          }
        }
        guard isInterior else { continue }
        let first = (row * columns + column) * bands
        pixels.append((Int(label), Array(values[first..<first + bands]), sum))
      }
    }
    #expect(pixels.count > 300)
    let single = nearestMeanAccuracy(pixels.map { ($0.label, $0.own) }, classes: 8)
    let window = nearestMeanAccuracy(pixels.map { ($0.label, $0.around) }, classes: 8)
    #expect(single < 0.8, "\(single)")
    #expect(single > 0.4, "\(single)")
    #expect(window > single + 0.12, "\(single) → \(window)")
  }

  /// Means from every second pixel, accuracy on the others.
  private func nearestMeanAccuracy(_ pixels: [(Int, [Float])], classes: Int) -> Double {
    let bands = pixels[0].1.count
    var means = [[Float]](repeating: .init(repeating: 0, count: bands), count: classes + 1)
    var counts = [Float](repeating: 0, count: classes + 1)
    for (label, spectrum) in pixels.enumerated().filter({ $0.offset % 2 == 0 }).map(\.element) {
      counts[label] += 1
      for band in 0..<bands { means[label][band] += spectrum[band] }
    }
    for label in 1...classes { means[label] = means[label].map { $0 / max(1, counts[label]) } }
    let test = pixels.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    let right = test.filter { label, spectrum in
      let distances = (1...classes).map { candidate in
        zip(means[candidate], spectrum).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      return distances.indices.min { distances[$0] < distances[$1] }! + 1 == label
    }
    return Double(right.count) / Double(test.count)
  }

  @Test(
    "Values that cannot be are refused by name",
    arguments: [
      (0, 10, 10, 2, 0.5, "rows"), (10, -1, 10, 2, 0.5, "columns"), (20, 20, 0, 2, 0.5, "bands"),
      (20, 20, 10, 1, 0.5, "classes"), (2000, 2000, 10, 65536, 0.5, "classes"),
      (20, 20, 10, 2, -0.1, "difficulty"), (20, 20, 10, 2, .nan, "difficulty"),
      (10, 10, 10, 8, 0.5, "classes"), (10_000_000, 10_000_000, 10_000, 2, 0.5, "rows"),
    ])
  func refuses(
    rows: Int, columns: Int, bands: Int, classes: Int, difficulty: Double, variable: String
  ) {
    let error = #expect(throws: SceneError.self) {
      try SceneSimulation(
        rows: rows, columns: columns, bands: bands, classes: classes, difficulty: difficulty)
    }
    #expect(error?.variable == variable)
  }

  @Test("A folder that cannot be made, or too little space, leaves nothing behind")
  func unwritable() throws {
    let simulation = try SceneSimulation(rows: 20, columns: 20, bands: 10, classes: 2)
    let path = "/proc/none/scene.h5"
    let error = #expect(throws: SceneError.self) { try simulation.write(to: path) }
    #expect(error?.file == path)
    let vast = try SceneSimulation(rows: 1_000_000, columns: 1_000_000, bands: 10)
    let full = #expect(throws: SceneError.self) { try vast.write(to: folder.file("vast.h5")) }
    #expect(full?.problem.contains("MiB free") == true)
    #expect(try folder.contents().isEmpty)
  }
}

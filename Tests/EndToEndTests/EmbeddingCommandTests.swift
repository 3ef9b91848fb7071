import Foundation
import Scenes
import TestSupport
import Testing

/// `facet embed` and `facet similar`.
@Suite struct EmbeddingCommandTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  @Test func embedsAndComparesEveryPixel() throws {
    try experiment.train()
    try experiment.succeed("embed", "run", "-o", "embedding.h5")
    let embedding = try HDF5File.open(experiment.folder.file("embedding.h5")).dataset("/embedding")
    #expect(embedding.shape == [24, 22, 4])
    let values = try embedding.readAll(Float.self)
    #expect(values.allSatisfy { $0.isFinite })
    try experiment.succeed("similar", "run", "--pixel", "3,5", "-o", "near.h5")
    let distances = try HDF5File.open(experiment.folder.file("near.h5")).dataset("/distance")
      .readAll(Float.self)
    let own = values[(71 * 4)..<(72 * 4)]
    for pixel in 0..<(24 * 22) {
      let other = values[(pixel * 4)..<((pixel + 1) * 4)]
      let squares = zip(own, other).map { ($0 - $1) * ($0 - $1) }
      #expect(abs(squares.reduce(0, +).squareRoot() - distances[pixel]) < 1e-3)
    }
    try experiment.succeed("similar", "run", "--class", "Winter barley", "-o", "near.tif")
    try experiment.succeed("similar", "run", "--class", "2", "-o", "near.png")
    let info = String(
      decoding: try output(of: "/usr/bin/gdalinfo", [experiment.folder.file("near.tif")]),
      as: UTF8.self)
    #expect(info.contains("Float32") && info.contains("Size is 22, 24"))
  }
}

public import Networks
public import Testing
import Torch

/// Small networks of the three kinds, for laws that hold for each.
let designs = [
  NetworkDesign(
    kind: .spectral, bands: 21, window: 1, reduce: 6, width: 4, scales: [1, 3, 5],
    spectralScales: [1, 3, 5, 11], features: 10, dropout: 0.5),
  NetworkDesign(
    kind: .spatial, bands: 7, window: 9, reduce: 8, width: 6, scales: [1, 3, 5],
    spectralScales: [1, 3], features: 10, dropout: 0.5),
  NetworkDesign(
    kind: .spatial, bands: 7, window: 7, reduce: 8, width: 6, scales: [1, 3, 5],
    spectralScales: [1, 3], features: 10, dropout: 0.5),
  // Channels that the CPU's fast path takes.
  NetworkDesign(
    kind: .spatial, bands: 7, window: 9, reduce: 16, width: 16, scales: [1, 3, 5],
    spectralScales: [1, 3], features: 32, dropout: 0.5),
  NetworkDesign(
    kind: .spatial, bands: 7, window: 7, reduce: 16, width: 32, scales: [1, 3, 7],
    spectralScales: [1, 3], features: 16, dropout: 0.5),
  NetworkDesign(
    kind: .volume, bands: 21, window: 5, reduce: 6, width: 3, scales: [1, 3, 5],
    spectralScales: [1, 3, 5, 11], features: 10, dropout: 0.5),
]

extension NetworkDesign: CustomTestStringConvertible {
  public var testDescription: String { "\(kind.rawValue), window \(window), width \(width)" }
}

/// A network whose batch norms have seen data, and whose scales and shifts are not 1 and 0.
func trainedNetwork(_ design: NetworkDesign, seed: UInt64 = 3) throws -> any FeatureNetwork {
  let generator = try RandomGenerator(seed: seed)
  let network = try makeNetwork(design, generator: generator)
  for entry in network.state where entry.path.contains("norm.") {
    switch entry.path.split(separator: ".").last {
    case "weight", "running_var":
      try entry.tensor.assign(generator.uniform(entry.tensor.shape) + 0.5)
    default: try entry.tensor.assign(generator.normal(entry.tensor.shape) * 0.3)
    }
  }
  return network
}

/// The largest difference between two tensors, element by element.
func largestDifference(_ a: Tensor, _ b: Tensor) throws -> Double {
  #expect(a.shape == b.shape)
  return try withoutGradients { try (a - b).magnitude().max().item() }
}

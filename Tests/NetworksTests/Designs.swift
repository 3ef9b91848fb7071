public import Networks
import Parts
public import Testing
import Torch

/// Small networks of all kinds, for laws that hold for each.
let designs = [
  design("1-D", bands: 21, window: 1, ["reduce": 6, "width": 4]),
  design("2-D", bands: 7, window: 9, ["reduce": 8, "width": 6]),
  design("2-D", bands: 7, window: 7, ["reduce": 8, "width": 6]),
  // Channels that the CPU's fast path takes.
  design("2-D", bands: 7, window: 9, features: 32, ["reduce": 16, "width": 16]),
  design(
    "2-D", bands: 7, window: 7, features: 16,
    ["reduce": 16, "width": 32, "scales": .numbers([1, 3, 7])]),
  design("3-D", bands: 21, window: 5, ["reduce": 6, "width": 3]),
  design(
    "transformer", bands: 21, window: 3,
    ["group": 6, "step": 5, "width": 8, "heads": 2, "blocks": 4]),
  design("attention", bands: 7, window: 9, ["width": 8, "heads": 2]),
  design("attention", bands: 7, window: 5, ["width": 8, "heads": 4, "reach": 3]),
]

/// A design, of a kind that must be registered.
func design(
  _ kind: String, bands: Int, window: Int, features: Int = 10, dropout: Double = 0.5,
  _ options: [String: Parameter] = [:]
) -> NetworkDesign {
  guard let kind = NetworkKind.find(kind) else { preconditionFailure("no network \(kind)") }
  return NetworkDesign(
    kind: kind, bands: bands, window: window, features: features, dropout: dropout,
    options: options)
}

extension NetworkDesign: CustomTestStringConvertible {
  public var testDescription: String {
    "\(kind), window \(window), \(options["width"]?.shown ?? "standard") wide"
  }
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

public import Torch

/// A network that turns the neighbourhood of a pixel into a feature vector.
///
/// A patch of exactly the window gives one vector, and a tile gives the vector of every pixel whose
/// window lies inside, with the same weights. Without padding over rows and columns, dense and patch
/// results are equal to rounding.
public protocol FeatureNetwork: Stateful {
  var design: NetworkDesign { get }

  /// What the last layers say, before it is brought down to the features.
  ///
  /// - Parameters:
  ///   - input: standardised cube windows in pixel order, N × h × w × bands, in float32 or bfloat16,
  ///     which everything is computed in then.
  ///   - mode: training or inference.
  /// - Returns: N × (h − window + 1) × (w − window + 1) × responses.
  func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor

  /// - Parameters:
  ///   - responses: of the last layers.
  ///   - mode: training or inference.
  /// - Returns: the same shape with the design's features in place of responses.
  func features(of responses: Tensor, _ mode: Mode) throws -> Tensor

  /// Pixels along a side of a tile that the network runs fastest on with some 100 MB of memory.
  var tileSide: Int { get }

  /// The same network for inference alone, such as with batch norm folded into the convolutions.
  ///
  /// - Parameter precision: of its inputs. What is packed for the CPU takes float32 alone.
  func folded(for precision: Precision) throws -> any FeatureNetwork
}

extension FeatureNetwork {
  public var tileSide: Int { 64 }

  public func folded(for precision: Precision) throws -> any FeatureNetwork { self }

  /// - Parameters:
  ///   - input: standardised cube windows in pixel order, N × h × w × bands.
  ///   - mode: training or inference; it matters to batch norm and dropout.
  /// - Returns: N × (h − window + 1) × (w − window + 1) × features.
  public func features(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try features(of: responses(input, mode), mode)
  }
}

/// A network with fresh weights drawn from `generator`.
///
/// - Throws: `TorchError` or `PartError` if the design cannot be built.
public func makeNetwork(_ design: NetworkDesign, generator: RandomGenerator) throws
  -> any FeatureNetwork
{
  try design.requireSense()
  return try design.kind.make(design, generator: generator)
}

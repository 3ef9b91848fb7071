public import Torch

/// Which neighbourhood a network looks at.
public enum NetworkKind: String, Codable, Sendable, CaseIterable {
  /// The spectrum of the pixel alone.
  case spectral = "1-D"
  /// A window of pixels, bands as channels.
  case spatial = "2-D"
  /// A window of pixels, bands as an axis of their own.
  case volume = "3-D"
}

/// What a network is built from. Channel counts and kernels are ours: the paper's are not known.
public struct NetworkDesign: Codable, Equatable, Sendable {
  public var kind: NetworkKind
  /// Bands of the cube.
  public var bands: Int
  /// Side of the patch in pixels, odd; 1 for the spectral network.
  public var window: Int
  /// Channels after a 1×1 reduction.
  public var reduce: Int
  /// Channels of each filter of a bank.
  public var width: Int
  /// Spatial kernel sizes of a bank, odd.
  public var scales: [Int]
  /// Kernel sizes along the spectrum, odd (1-D and 3-D).
  public var spectralScales: [Int]
  /// Length d of a pixel's feature vector.
  public var features: Int
  /// Share of the features dropped in training.
  public var dropout: Double

  public init(
    kind: NetworkKind, bands: Int, window: Int, reduce: Int, width: Int, scales: [Int],
    spectralScales: [Int], features: Int, dropout: Double
  ) {
    self.kind = kind
    self.bands = bands
    self.window = window
    self.reduce = reduce
    self.width = width
    self.scales = scales
    self.spectralScales = spectralScales
    self.features = features
    self.dropout = dropout
  }

  /// - Throws: `TorchError` naming the first value that no network can be built from.
  func requireSense() throws {
    let most = 1 << 16
    for (name, value) in [
      ("bands", bands), ("window", window), ("reduce", reduce), ("width", width),
      ("features", features),
    ] where !(1...most).contains(value) {
      throw TorchError("a network's `\(name)` must be from 1 to \(most), not \(value)")
    }
    for (name, sizes) in [("scales", scales), ("spectralScales", spectralScales)] {
      guard !sizes.isEmpty, Set(sizes).count == sizes.count,
        sizes.allSatisfy({ (1...most).contains($0) && $0 % 2 == 1 })
      else { throw TorchError("a network's `\(name)` must be different odd sizes, not \(sizes)") }
    }
    guard dropout >= 0, dropout < 1 else {
      throw TorchError("a network's `dropout` must be from 0 to below 1, not \(dropout)")
    }
  }

  /// - Throws: `TorchError` unless `input` is N × h × w × bands with at least one whole window.
  func requireWindows(_ input: Tensor) throws {
    let shape = input.shape
    guard shape.count == 4, shape[3] == bands, shape[1] >= window, shape[2] >= window else {
      throw TorchError(
        "the \(kind.rawValue) network takes N × h × w × \(bands) bands with h and w of \(window)"
          + " pixels or more, not \(shape)")
    }
  }

  /// The scales of each bank in turn, so that the receptive field is exactly the window: every bank
  /// takes the largest scales that still fit. Window 9 and scales 1, 3, 5 give {1,3,5}, {1,3,5};
  /// window 7 gives {1,3,5}, {1,3}. At least two banks, the second {1} where the window is used up.
  ///
  /// - Throws: `TorchError` where no scales make up the window.
  package func banks(scales: [Int]) throws -> [[Int]] {
    guard window > 0, window % 2 == 1 else {
      throw TorchError("a window must be odd and positive, not \(window)")
    }
    guard scales.contains(1), scales.allSatisfy({ $0 > 0 && $0 % 2 == 1 }) else {
      throw TorchError("scales must be odd and hold 1, which \(scales) do not")
    }
    var remaining = window - 1
    var banks: [[Int]] = []
    while remaining > 0 || banks.count < 2 {
      let fitting = scales.filter { $0 - 1 <= remaining }
      let largest = fitting.max() ?? 1
      guard largest > 1 || remaining == 0 else {
        throw TorchError("a window of \(window) cannot be made of scales \(scales)")
      }
      banks.append(fitting.sorted())
      remaining -= largest - 1
    }
    return banks
  }
}

/// A network that turns the neighbourhood of a pixel into a feature vector.
///
/// Every convolution over rows and columns is valid, so that a patch of exactly the window gives
/// one vector, and a tile gives the vector of every pixel whose window lies inside, with the same
/// weights: dense and patch results are equal to rounding.
public protocol FeatureNetwork: Stateful {
  var design: NetworkDesign { get }

  /// What the last filter bank says, before it is brought down to the features.
  ///
  /// - Parameter input: standardised cube windows in pixel order, N × h × w × bands, in float32 or
  ///   bfloat16, which everything is computed in then.
  /// - Returns: N × (h − window + 1) × (w − window + 1) × responses.
  func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor

  /// - Parameter responses: of the last filter bank.
  /// - Returns: the same shape with the design's features in place of responses.
  func features(of responses: Tensor, _ mode: Mode) throws -> Tensor

  /// Pixels along a side of a tile that the network runs fastest on with some 100 MB of memory.
  var tileSide: Int { get }

  /// The same network for inference alone, batch norm folded into the convolutions.
  ///
  /// - Parameter precision: of its inputs. What is packed for the CPU takes float32 alone.
  func folded(for precision: Precision) throws -> any FeatureNetwork
}

extension FeatureNetwork {
  public var tileSide: Int { 64 }

  /// - Parameter input: standardised cube windows in pixel order, N × h × w × bands.
  /// - Returns: N × (h − window + 1) × (w − window + 1) × features.
  public func features(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try features(of: responses(input, mode), mode)
  }
}

/// A network with fresh weights drawn from `generator`.
///
/// - Throws: `TorchError` where the design cannot be built.
public func makeNetwork(_ design: NetworkDesign, generator: RandomGenerator) throws
  -> any FeatureNetwork
{
  try design.requireSense()
  return switch design.kind {
  case .spectral: try SpectralNetwork(design, generator: generator)
  case .spatial: try SpatialNetwork(design, generator: generator)
  case .volume: try VolumeNetwork(design, generator: generator)
  }
}

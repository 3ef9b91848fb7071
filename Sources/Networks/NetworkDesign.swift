public import Parts
public import Torch

/// What a network is built from: what all networks have, and the options of its kind.
public struct NetworkDesign: Equatable, Sendable {
  public var kind: NetworkKind
  /// Bands of the cube.
  public var bands: Int
  /// Side of the patch in pixels, odd; 1 for a network that looks at the pixel alone.
  public var window: Int
  /// Length d of a pixel's feature vector.
  public var features: Int
  /// Share of the features dropped in training, from 0 to below 1.
  public var dropout: Double
  /// The options of the kind that differ from its standards.
  public var options: [String: Parameter]

  public init(
    kind: NetworkKind, bands: Int, window: Int, features: Int, dropout: Double,
    options: [String: Parameter] = [:]
  ) {
    self.kind = kind
    self.bands = bands
    self.window = if case .pixel = kind.window { 1 } else { window }
    self.features = features
    self.dropout = dropout
    self.options = options
  }

  /// - Throws: `TorchError` or `PartError` naming the first value that no network can be built from.
  func requireSense() throws {
    let most = 1 << 16
    for (name, value) in [("bands", bands), ("window", window), ("features", features)]
    where !(1...most).contains(value) {
      throw TorchError("a network's `\(name)` must be from 1 to \(most), not \(value)")
    }
    guard window % 2 == 1 else {
      throw TorchError("a window must be odd and positive, not \(window)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw TorchError("a network's `dropout` must be from 0 to below 1, not \(dropout)")
    }
    try kind.validate(window: window, options)
  }

  /// - Throws: `TorchError` unless `input` is N × h × w × bands with at least one whole window.
  public func requireWindows(_ input: Tensor) throws {
    let shape = input.shape
    guard shape.count == 4, shape[3] == bands, shape[1] >= window, shape[2] >= window else {
      throw TorchError(
        "the \(kind.name) network takes N × h × w × \(bands) bands with h and w of \(window)"
          + " pixels or more, not \(shape)")
    }
  }
}

/// Options stand beside the other keys: {"kind": "2-D", "bands": 200, "window": 9, "width": 64, …}.
extension NetworkDesign: Codable {
  private static let common: Set<String> = ["kind", "bands", "window", "features", "dropout"]

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: PartKey.self)
    kind = try container.decode(NetworkKind.self, forKey: PartKey("kind"))
    bands = try container.decode(Int.self, forKey: PartKey("bands"))
    window = try container.decode(Int.self, forKey: PartKey("window"))
    features = try container.decode(Int.self, forKey: PartKey("features"))
    dropout = try container.decode(Double.self, forKey: PartKey("dropout"))
    options = [:]
    for key in container.allKeys where !Self.common.contains(key.stringValue) {
      // Versions before 0.2 wrote the options of all kinds.
      guard kind.options.contains(where: { $0.name == key.stringValue }) else { continue }
      options[key.stringValue] = try container.decode(Parameter.self, forKey: key)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PartKey.self)
    try container.encode(kind, forKey: PartKey("kind"))
    try container.encode(bands, forKey: PartKey("bands"))
    try container.encode(window, forKey: PartKey("window"))
    try container.encode(features, forKey: PartKey("features"))
    try container.encode(dropout, forKey: PartKey("dropout"))
    // All of them, so that a later version with other standards builds the same network.
    for option in kind.options {
      try container.encode(options[option.name] ?? option.standard, forKey: PartKey(option.name))
    }
  }
}

public import Networks
internal import Parts
internal import Yams

/// What the network is built from; see `NetworkDesign`. Window and options have the standards of the
/// kind: each is as wide as trains in minutes on two cores.
public struct NetworkSection: Equatable, Sendable {
  /// Which network, and its own options.
  public var options: KindOptions<NetworkKind>
  /// Side r of the patch in pixels, odd; a network of single pixels sees the pixel alone.
  public var window: Int
  /// Length d of the feature vector.
  public var features = 128
  /// Number k of the metric's factors.
  public var factors = 64
  /// Share of the features dropped in training.
  public var dropout = 0.5
  /// Folder of a prior that training begins with; nil for fresh weights.
  public var from: String?

  static let standard = NetworkKind.find("2-D") ?? NetworkKind.all[0]

  /// The defaults of a kind; of the 2-D network if none is given.
  public init(_ kind: NetworkKind? = nil) {
    options = KindOptions(kind ?? Self.standard)
    window = options.kind.standardWindow
  }

  public var kind: NetworkKind { options.kind }

  /// The network for cubes of `bands` bands.
  public func design(bands: Int) -> NetworkDesign {
    NetworkDesign(
      kind: kind, bands: bands, window: window, features: features, dropout: dropout,
      options: options.all)
  }

  func validate(_ rule: Rule) throws {
    let isWindow = window % 2 == 1 && (1...255).contains(window)
    try rule.require(isWindow, "window", is: window, must: "odd, from 1 to 255")
    for (key, count) in [("features", features), ("factors", factors)] {
      try rule.require(key, count, in: 1...4_096)
    }
    let isShare = dropout >= 0 && dropout < 1
    try rule.require(isShare, "dropout", is: dropout, must: "from 0 to below 1")
    try options.validate(rule) { try kind.validate(window: design(bands: 1).window, $0) }
  }

  static func settled(_ written: Node.Mapping) -> Node.Mapping {
    KindOptions.settled(
      written, standard: standard, common: ["window", "features", "factors", "dropout"])
  }
}

extension NetworkSection: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: PartKey.self)
    options = try KindOptions(from: container)
    window = try container.decode(Int.self, forKey: PartKey("window"))
    features = try container.decode(Int.self, forKey: PartKey("features"))
    factors = try container.decode(Int.self, forKey: PartKey("factors"))
    dropout = try container.decode(Double.self, forKey: PartKey("dropout"))
    from = try container.decodeIfPresent(String.self, forKey: PartKey("from"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PartKey.self)
    try options.encode(to: &container)
    try container.encode(window, forKey: PartKey("window"))
    try container.encode(features, forKey: PartKey("features"))
    try container.encode(factors, forKey: PartKey("factors"))
    try container.encode(dropout, forKey: PartKey("dropout"))
    try container.encode(from, forKey: PartKey("from"))
  }
}

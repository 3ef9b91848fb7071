public import Networks

/// What the network is built from; see `NetworkDesign`. The defaults depend on its kind: each is
/// as wide as trains in minutes on two cores.
public struct NetworkSection: Codable, Equatable, Sendable {
  public var kind: NetworkKind = .spatial
  /// Side r of the patch in pixels, odd; the 1-D network sees the pixel alone.
  public var window = 9
  /// Channels after the 1×1 reduction.
  public var reduce = 64
  /// Channels of each filter of a bank.
  public var width = 64
  /// Spatial kernel sizes of a bank.
  public var scales = [1, 3, 5]
  /// Kernel sizes along the spectrum (1-D and 3-D).
  public var spectralScales = [1, 3, 5, 11]
  /// Length d of the feature vector.
  public var features = 128
  /// Number k of the metric's factors.
  public var factors = 64
  /// Share of the features dropped in training.
  public var dropout = 0.5

  /// The defaults of a kind.
  public init(_ kind: NetworkKind = .spatial) {
    self.kind = kind
    switch kind {
    case .spectral: (window, reduce, width) = (1, 32, 16)
    case .spatial: break
    case .volume: (window, reduce, width) = (5, 16, 4)
    }
  }

  /// Takes the kind as "2-D" or as "spatial".
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let word = try container.decode(String.self, forKey: .kind)
    guard let kind = Self.kind(word) else {
      let words = NetworkKind.allCases.map(\.rawValue) + ["spectral", "spatial", "volume"]
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: wrongChoice(word, of: words))
    }
    self.kind = kind
    window = try container.decode(Int.self, forKey: .window)
    reduce = try container.decode(Int.self, forKey: .reduce)
    width = try container.decode(Int.self, forKey: .width)
    scales = try container.decode([Int].self, forKey: .scales)
    spectralScales = try container.decode([Int].self, forKey: .spectralScales)
    features = try container.decode(Int.self, forKey: .features)
    factors = try container.decode(Int.self, forKey: .factors)
    dropout = try container.decode(Double.self, forKey: .dropout)
  }

  /// The kind that a word means.
  static func kind(_ word: String) -> NetworkKind? {
    let names: [String: NetworkKind] = [
      "spectral": .spectral, "spatial": .spatial, "volume": .volume,
    ]
    return NetworkKind(rawValue: word) ?? names[word]
  }

  /// The network for cubes of `bands` bands. The 1-D network's window is the pixel itself.
  public func design(bands: Int) -> NetworkDesign {
    NetworkDesign(
      kind: kind, bands: bands, window: kind == .spectral ? 1 : window, reduce: reduce,
      width: width, scales: scales, spectralScales: spectralScales, features: features,
      dropout: dropout)
  }

  func validate(_ rule: Rule) throws {
    let isWindow = window % 2 == 1 && (1...255).contains(window)
    try rule.require(isWindow, "window", is: window, must: "odd, from 1 to 255")
    for (key, count) in [
      ("reduce", reduce), ("width", width), ("features", features), ("factors", factors),
    ] { try rule.require(key, count, in: 1...4_096) }
    for (key, sizes) in [("scales", scales), ("spectralScales", spectralScales)] {
      let areScales =
        sizes.contains(1) && Set(sizes).count == sizes.count
        && sizes.allSatisfy { $0 % 2 == 1 && (1...255).contains($0) }
      try rule.require(
        areScales, key, is: sizes, must: "different odd sizes up to 255, 1 among them")
    }
    let isShare = dropout >= 0 && dropout < 1
    try rule.require(isShare, "dropout", is: dropout, must: "from 0 to below 1")
  }
}

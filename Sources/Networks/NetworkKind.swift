public import Parts
public import Torch

/// A network as it describes itself: the window that it looks at, its options, and how it is made.
public struct NetworkKind: PartKind {
  public static let noun = "network"

  /// Which neighbourhood of a pixel a network looks at.
  public enum Window: Sendable {
    /// The pixel alone, whatever a configuration says.
    case pixel
    /// A square of pixels, odd; its side unless a configuration states another.
    case square(standard: Int)
  }

  public let name: String
  public let otherNames: [String]
  public let summary: String
  public let window: Window
  public let options: [PartOption]
  /// Whether a tile gives each pixel what the pixel's own patch gives it. Any other network runs
  /// patch by patch when a scene is mapped.
  public let isDense: Bool
  /// Whether the CPU's gradients in bfloat16 are right.
  public let trainsRoundedOnCPU: Bool
  private let check: @Sendable (_ window: Int, PartValues) throws -> Void
  private let make: @Sendable (NetworkParts) throws -> any FeatureNetwork

  /// - Parameters:
  ///   - check: refuses options that do not go together; each by itself is checked before.
  ///   - make: makes the network with fresh weights.
  init(
    _ name: String, otherNames: [String] = [], _ summary: String, window: Window,
    options: [PartOption], isDense: Bool = true, trainsRoundedOnCPU: Bool = true,
    check: @escaping @Sendable (_ window: Int, PartValues) throws -> Void = { _, _ in },
    make: @escaping @Sendable (NetworkParts) throws -> any FeatureNetwork
  ) {
    self.name = name
    self.otherNames = otherNames
    self.summary = summary
    self.window = window
    self.options = options
    self.isDense = isDense
    self.trainsRoundedOnCPU = trainsRoundedOnCPU
    self.check = check
    self.make = make
  }

  /// The side of the window unless a configuration states another.
  public var standardWindow: Int {
    switch window {
    case .pixel: 1
    case .square(let standard): standard
    }
  }

  /// - Throws: `PartError` or `TorchError` for options that make no sense by themselves or together.
  public func validate(window: Int, _ parameters: [String: Parameter]) throws {
    try check(window, values(parameters))
  }

  func make(_ design: NetworkDesign, generator: RandomGenerator) throws -> any FeatureNetwork {
    let network = try make(
      NetworkParts(design: design, values: values(design.options), generator: generator))
    return isDense ? network : PatchByPatch(network)
  }
}

/// What a network is made from.
public struct NetworkParts {
  public let design: NetworkDesign
  /// Its options.
  public let values: PartValues
  /// Draws the weights.
  public let generator: RandomGenerator
}

extension NetworkKind: Equatable {
  public static func == (one: NetworkKind, other: NetworkKind) -> Bool { one.name == other.name }
}

extension NetworkKind: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let kind = Self.find(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "there is no network \(name)")
    }
    self = kind
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

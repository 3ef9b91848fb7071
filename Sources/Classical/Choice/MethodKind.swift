public import Parts

/// Metrics, or embeddings: what tells the two registries apart.
public protocol MethodFamily: Sendable {
  associatedtype Method: Sendable
  /// What each of the family states beside `MethodKind`'s words.
  associatedtype Trait: Sendable
  /// "metric".
  static var noun: String { get }
  /// Every method of the family.
  static var all: [MethodKind<Self>] { get }
}

/// A classical method as it describes itself: `PartKind`'s name, sentence and options, and what a page
/// about it needs.
public struct MethodKind<Family: MethodFamily>: ClassicalKind {
  public static var noun: String { Family.noun }
  public static var all: [MethodKind] { Family.all }

  public let name: String
  public let otherNames: [String]
  public let title: String
  public let summary: String
  public let paper: String
  public let components: ComponentOption?
  public let options: [PartOption]
  public let cost: String
  public let refusal: String
  let trait: Family.Trait
  private let make: @Sendable (PartValues) throws -> Family.Method

  /// - Parameter options: beside `components`.
  init(
    _ name: String, or otherNames: [String] = [], title: String, _ summary: String, paper: String,
    trait: Family.Trait, components: ComponentOption? = nil, options: [PartOption] = [],
    cost: String, refusal: String, make: @escaping @Sendable (PartValues) throws -> Family.Method
  ) {
    self.name = name
    self.otherNames = otherNames
    self.title = title
    self.summary = summary
    self.paper = paper
    self.trait = trait
    self.components = components
    self.options = (components.map { [$0.option] } ?? []) + options
    self.cost = cost
    self.refusal = refusal
    self.make = make
  }

  /// Whether it is found at once: it has no number of steps.
  public var isClosedForm: Bool {
    !options.contains { ["iterations", "passes"].contains($0.name) }
  }

  /// The method with the parameters that differ from its defaults.
  ///
  /// - Throws: `PartError` for a parameter that it does not have, or a value of the wrong
  ///   type or out of its range; `ClassicalError` for values that make no sense together.
  public static func make(_ part: Part) throws -> Family.Method {
    let kind = try named(part.name)
    return try kind.make(kind.values(part.parameters))
  }
}

/// What a method of either family states of itself.
public protocol ClassicalKind: PartKind {
  /// As the field calls it: "linear discriminant analysis".
  var title: String { get }
  /// Where it is defined.
  var paper: String { get }
  /// How many components may be kept; nil if that is no choice.
  var components: ComponentOption? { get }
  /// What grows with the points, and how it is bounded; one sentence.
  var cost: String { get }
  /// What it refuses; one sentence.
  var refusal: String { get }
}

/// The option `components`.
public struct ComponentOption: Sendable {
  /// What bounds their number.
  public enum Bound: String, Sendable {
    case directions = "the points' directions"
    case classes = "classes − 1"
    case points = "the points learned from less 1"
  }

  /// nil for all there are.
  public let standard: Int?
  public let most: Bound

  init(_ standard: Int? = nil, most: Bound) {
    self.standard = standard
    self.most = most
  }

  var option: PartOption {
    .whole(
      "components", standard,
      "Components to keep\(standard == nil ? "; default all" : ""), at most \(most.rawValue).")
  }
}

import Parts
import SelfSupervision
import Torch

/// An objective over a linear encoder of 3×3 patches with 4 bands, in float64.
struct TinyGround {
  static let (items, side, bands, width) = (9, 3, 4, 6)
  let objective: any Objective
  let weight: Tensor
  let targetWeight: Tensor

  init(_ kind: ObjectiveKind, seed: UInt64 = 1) throws {
    let generator = try RandomGenerator(seed: seed)
    var parameters: [String: Parameter] = [:]
    let small: [(String, Parameter)] = [("width", 8), ("queue", 12), ("prototypes", 3), ("run", 1)]
    for (name, value) in small where kind.options.contains(where: { $0.name == name }) {
      parameters[name] = value
    }
    objective = try kind.make(
      parameters,
      ObjectiveGround(
        width: Self.width, bands: Self.bands, items: Self.items, generator: generator,
        type: .float64))
    let shape = [Self.side * Self.side * Self.bands, Self.width]
    weight = try generator.normal(shape, type: .float64).requiringGradient()
    targetWeight = try generator.normal(shape, type: .float64)
  }

  static func encode(_ patches: Tensor, _ weight: Tensor) throws -> Tensor {
    try patches.reshaped([patches.shape[0], -1]).times(weight)
  }

  var encoder: Encoder {
    Encoder(
      online: { try Self.encode($0, weight) }, target: { try Self.encode($0, targetWeight) })
  }

  /// - Parameter order: of the items.
  static func views(seed: UInt64, order: [Int] = Array(0..<items)) throws -> Views {
    let generator = try RandomGenerator(seed: seed)
    let shape = [items, side, side, bands]
    let rows = try Tensor(order.map { Int64($0) })
    func drawn() throws -> Tensor {
      try generator.normal(shape, type: .float64).selecting(rows, along: 0)
    }
    let (first, second) = (try drawn(), try drawn())
    let hidden = try hiddenBands(items, bands, share: 0.5, run: 1, generator)
      .to(.float64).selecting(rows, along: 0)
    return Views(
      first: first, second: second, items: rows, hidden: hidden, beginsEpoch: true, seed: 5)
  }

  /// Looks at the items once, as a phase does.
  func prepare() throws {
    let views = try Self.views(seed: 3)
    try objective.prepare { try Self.encode(views.first, weight).detached() }
  }

  func loss(_ views: Views) throws -> Tensor { try objective.loss(of: views, by: encoder).total }
}

// Gidaris, Singh and Komodakis, "Unsupervised representation learning by predicting image
// rotations", ICLR 2018.
internal import Parts
package import Torch

/// Mean cross-entropy of telling the four quarter turns of a patch apart.
///
/// A window of a scene has no upright: what can be told is the direction of rows, shadows and
/// borders.
package struct RotationPrediction: Objective {
  private let head: Linear

  /// A patch in its four turns, counter-clockwise: rows before columns, bands last.
  ///
  /// - Parameter patches: N × r × r × bands.
  /// - Returns: 4·N × r × r × bands: all patches as they are, then all turned once, ….
  package static func turned(_ patches: Tensor) throws -> Tensor {
    var turns = [patches]
    for _ in 0..<3 {
      turns.append(try turns[turns.count - 1].permuted([0, 2, 1, 3]).flipped([1]))
    }
    return try Tensor.concatenated(turns, along: 0)
  }

  /// The number of turns of each patch that `turned` gives, int64.
  package static func targets(_ count: Int) throws -> Tensor {
    try Tensor((0..<(4 * count)).map { Int64($0 / count) })
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let count = views.first.shape[0]
    let embeddings = try encoder.online(Self.turned(views.first))
    let targets = try Self.targets(count).to(embeddings.device)
    return try ObjectiveLoss(
      crossEntropy(head(embeddings), targets), embeddings.slice(0, 0..<count))
  }

  package func state(_ path: String) -> [StateEntry] { head.state(joined(path, "head")) }
}

extension RotationPrediction {
  static let kind = ObjectiveKind(
    "rotation", "By how many quarter turns a window was turned.", options: [],
    sight: { _ in .single }
  ) {
    let width = $0.ground.width
    let weight = try $0.normal([4, width]) / Double(width).squareRoot()
    let bias = try Tensor.zeros(
      [4], type: $0.ground.type, device: $0.ground.generator.device)
    return RotationPrediction(
      head: Linear(
        weight: try weight.requiringGradient(), bias: try bias.requiringGradient()))
  }
}

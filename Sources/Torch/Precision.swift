/// What a network computes in.
///
/// Weights, batch statistics, the metric, losses, gradients of weights and the optimiser's state
/// are float32 either way (mixed precision; Micikevicius et al. 2018).
public enum Precision: String, Codable, Sendable, CaseIterable {
  case float32
  /// Layers' inputs, weights and outputs with 8 digits of two in place of 24 and float32's range,
  /// so that no loss needs scaling; sums within a product are float32.
  case bfloat16

  /// That of a network's input, which its layers follow.
  package var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}

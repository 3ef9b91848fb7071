internal import MetricLearning
public import Torch
public import Training

/// A decision that gives every class a share of a pixel, on which a random walk may follow.
public protocol ShareRule: DecisionRule {
  /// The classes that have a share.
  var numbers: [Int] { get }

  /// - Parameters:
  ///   - pixels: N of them.
  ///   - walk: whether a random walk follows on the shares.
  /// - Returns: N × classes in the order of `numbers`; rows add up to 1.
  func shares(_ pixels: PixelFeatures, before walk: Bool) throws -> Tensor
}

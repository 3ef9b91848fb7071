internal import Foundation

/// How the learning rate goes over the steps of a phase.
public enum Schedule: Equatable, Sendable {
  case constant
  /// Multiplied by `factor` after every `every` steps.
  case step(every: Int, factor: Double)
  /// Half a cosine from the peak to nearly 0 (Loshchilov and Hutter 2017, without restarts).
  case cosine
  /// Up over the first 30 % of the steps from 1/25 of the peak, then down to 1/250 000 of it, both
  /// along half a cosine (Smith and Topin 2018; the shape and the numbers are PyTorch's).
  case oneCycle

  /// The rate of one step.
  ///
  /// - Parameters:
  ///   - step: from 0.
  ///   - total: steps of the phase.
  ///   - peak: the largest rate.
  ///   - warmUp: steps over which the rate first rises linearly to the schedule's own; may be 0.
  public func rate(step: Int, of total: Int, peak: Double, warmUp: Int = 0) -> Double {
    if step < warmUp {
      return plain(step: warmUp, total, peak) * Double(step + 1) / Double(warmUp + 1)
    }
    return plain(step: step, total, peak)
  }

  private func plain(step: Int, _ total: Int, _ peak: Double) -> Double {
    let last = Double(max(total - 1, 1))
    let step = Double(min(step, max(total - 1, 0)))
    switch self {
    case .constant: return peak
    case .step(let every, let factor):
      return peak * pow(factor, (step / Double(max(every, 1))).rounded(.down))
    case .cosine: return Self.anneal(from: peak, to: 0, step / Double(max(total, 1)))
    case .oneCycle:
      let top = max(0.3 * Double(total) - 1, 0)
      return step <= top
        ? Self.anneal(from: peak / 25, to: peak, top > 0 ? step / top : 1)
        : Self.anneal(from: peak, to: peak / 250_000, (step - top) / (last - top))
    }
  }

  private static func anneal(from start: Double, to end: Double, _ share: Double) -> Double {
    end + (start - end) * (1 + cos(Double.pi * share)) / 2
  }
}

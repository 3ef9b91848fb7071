package import Torch

/// How the spectra of a patch vary from view to view. Each is the same for all pixels of a patch, so
/// that what tells pixels apart stays.
package struct SpectralViews: Sendable {
  /// Probability that a band is taken away: set to the band's mean.
  package var bandDropout: Double
  /// Standard deviation of a factor that varies smoothly along the spectrum, around 1.
  package var gain: Double
  /// Share of another patch of the batch that is mixed in, at most.
  package var mixing: Double

  package init(bandDropout: Double = 0, gain: Double = 0, mixing: Double = 0) {
    self.bandDropout = bandDropout
    self.gain = gain
    self.mixing = mixing
  }

  /// Waves along the spectrum that a smooth factor is made of, beside the constant.
  private static let waves = 3

  /// - Parameters:
  ///   - patches: N × r × r × bands, standardised.
  ///   - level: mean over deviation of each band: a factor acts on the values before
  ///     standardisation.
  package func callAsFunction(
    _ patches: Tensor, level: Tensor, _ generator: RandomGenerator
  ) throws -> Tensor {
    var views = patches
    let (count, bands) = (patches.shape[0], patches.shape[3])
    if mixing > 0 {
      let others = try generator.uniform([count]).sorted(along: 0).indices
      let share = try generator.uniform([count, 1, 1, 1]) * mixing
      views = try views * (1 - share) + views.selecting(others, along: 0) * share
    }
    if gain > 0 {
      let factor = try smooth(count, bands, generator).reshaped([count, 1, 1, bands])
      views = try views * (factor + 1) + factor * level
    }
    if bandDropout > 0 {
      let kept = try generator.uniform([count, 1, 1, bands]).greaterOrEqual(bandDropout)
      views = try views * kept.to(.float32)
    }
    return views
  }

  /// Curves of N × bands around 0: a constant and slow cosines, whose variances add up to gain².
  private func smooth(_ count: Int, _ bands: Int, _ generator: RandomGenerator) throws -> Tensor {
    let place =
      try Tensor.range(bands, device: generator.device).to(.float32)
      * (Double.pi / Double(max(1, bands - 1)))
    let curves = try (0...Self.waves).map { wave in
      try (place * Double(wave)).cos() * (wave == 0 ? 1 : 2.0.squareRoot())
    }
    let weights =
      try generator.normal([count, Self.waves + 1])
      * (gain / Double(Self.waves + 1).squareRoot())
    return try weights.times(Tensor.stacked(curves))
  }
}

/// Which bands of each patch are hidden: runs of neighbours, each with a probability; at least one run
/// of every patch.
///
/// - Returns: N × bands; 1 for hidden, else 0.
package func hiddenBands(
  _ count: Int, _ bands: Int, share: Double, run: Int, _ generator: RandomGenerator
) throws -> Tensor {
  let runs = (bands + run - 1) / run
  let drawn = try generator.uniform([count, runs])
  let least = try drawn.lessOrEqual(drawn.min(1, keep: true))
  let hidden = try drawn.less(share).or(least)
  let ofBand = try Tensor((0..<bands).map { Int64($0 / run) }).to(generator.device)
  return try hidden.to(.float32).selecting(ofBand, along: 1)
}

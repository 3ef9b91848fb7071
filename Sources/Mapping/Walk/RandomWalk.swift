public import Training

/// Class probabilities made consistent over ground that looks alike: random walks with priors.
///
/// From every pixel a walker steps to neighbours, more readily where spectra are alike, until it is
/// caught: by what the network says of the pixel where it stands, with a rate of `prior`, or by a
/// labelled pixel, almost at once. The probability of a class is that of being caught by it:
///
///     (L + Γ) x = Γ p        L = D − W,   w_ij = exp(−contrast · ‖s_i − s_j‖² / m) + 1e-6
///
/// over the 8 neighbours, with s the scene's first three principal components, m the median of
/// ‖s_i − s_j‖² over pairs of neighbours, Γ the rates and p the network's probabilities, or a label.
/// Rows of x add up to 1.
///
/// L. Grady, "Multilabel random walker image segmentation using prior models", CVPR 2005; for
/// hyperspectral scenes X. Kang et al., "Extended random walker-based classification of
/// hyperspectral images", IEEE TGRS 53(1), 2015. Choices of ours: three principal components, of
/// standardised spectra, in place of one; 8 neighbours; the median as the scale.
public struct RandomWalk: Equatable, Sendable {
  /// How much unlike spectra hold a walker back; 0 makes all steps alike.
  public var contrast: Float
  /// The rate at which the network's word catches a walker, against steps of at most 1; where it is
  /// nil, the one of `priors` with which most validation pixels are right, or `usual` without any.
  public var prior: Float?

  /// What validation pixels choose from, from walks that go far to the network nearly by itself.
  public static let priors: [Float] = [0.001, 0.01, 0.1, 1]
  public static let usual: Float = 0.001

  public init(contrast: Float = 2, prior: Float? = nil) {
    self.contrast = contrast
    self.prior = prior
  }

  /// As a configuration asks for it, whether or not it asks for one.
  public init(_ section: MapSection) {
    self.init(contrast: section.contrast, prior: section.prior)
  }

  /// From how far, in pixels, labels and the network's word count; 256 at most. Both decay by e over
  /// sqrt(3 w / prior) with steps of weight w, of which a third is the mean: three times that.
  package static func reach(prior: Float) -> Int {
    min(256, Int((3 / prior.squareRoot()).rounded(.up)))
  }

  /// The rate at which a labelled pixel catches: a walker there hardly ever leaves.
  static let labelled: Float = 100
  /// A step is never impossible, so that the system is connected.
  static let least: Float = 1e-6
}

/// What is known of a rectangle of pixels before the walk.
package struct WalkGround {
  package let rows: Int
  package let columns: Int
  package let classes: Int
  /// rows × columns × classes: the network's probabilities, or a label's; 0 without a value.
  package var priors: [Float]
  /// Rate at which a walker is caught at each pixel.
  package var rates: [Float]
  /// Weights of the steps from each pixel to the right, to the left below, below, and to the right
  /// below: rows × columns × 4; 0 where there is no such neighbour, or either has no value.
  package var steps: [Float]

  /// Row and column of the neighbours that `steps` leads to.
  package static let neighbours = [(0, 1), (1, -1), (1, 0), (1, 1)]

  package init(
    rows: Int, columns: Int, classes: Int, priors: [Float], rates: [Float], steps: [Float]
  ) {
    precondition(
      priors.count == rows * columns * classes && rates.count == rows * columns
        && steps.count == rows * columns * 4,
      "\(priors.count) priors, \(rates.count) rates and \(steps.count) steps for "
        + "\(rows)×\(columns) pixels and \(classes) classes")
    self.rows = rows
    self.columns = columns
    self.classes = classes
    self.priors = priors
    self.rates = rates
    self.steps = steps
  }
}

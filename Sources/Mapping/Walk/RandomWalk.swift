public import Training

/// Class probabilities smoothed by random walks over ground that looks alike.
///
/// From every pixel a walker steps to neighbours, more readily to those with a similar spectrum, until
/// it is caught: by what the network says of the pixel it stands on, at a rate of `prior`, or by a
/// labelled pixel, almost at once. The probability of a class is that of being caught by it:
///
///     (L + Γ) x = Γ p        L = D − W,   w_ij = exp(−contrast · ‖s_i − s_j‖² / m) + 1e-6
///
/// over the 8 neighbours, with s the scene's first three principal components, m the median of
/// ‖s_i − s_j‖² over pairs of neighbours, Γ the rates and p the network's probabilities, or a label.
/// The probabilities of a pixel add up to 1 within 1e-5, and none is off by more than 0.01, however
/// the scene is cut into tiles.
///
/// L. Grady, "Multilabel random walker image segmentation using prior models", CVPR 2005; for
/// hyperspectral scenes X. Kang et al., "Extended random walker-based classification of
/// hyperspectral images", IEEE TGRS 53(1), 2015. Choices of ours: three principal components, of
/// standardised spectra, in place of one; 8 neighbours; the median as the scale.
public struct RandomWalk: Equatable, Sendable {
  /// How much a difference of spectra holds a walker back; 0 makes all steps alike.
  public var contrast: Float
  /// The rate at which the network's probabilities catch a walker, against steps of at most 1. If nil:
  /// the one of `priors` with which most validation pixels are right, or `usual` without any.
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

  /// Over even ground, with steps of weight 1, what is known of a pixel counts e times less every so
  /// many pixels: √(3 / prior).
  package static func reach(prior: Float) -> Float { (3 / prior).squareRoot() }

  /// The rate at which a labelled pixel catches walkers: nearly all that reach it.
  static let labelled: Float = 100
  /// A step is never impossible, so that the system is connected.
  static let least: Float = 1e-6
}

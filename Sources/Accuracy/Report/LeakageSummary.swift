/// How much of its training a split shows to its test pixels.
public struct LeakageSummary: Equatable, Sendable, Codable {
  /// Side of the window that the network sees, in pixels.
  public var window: Int
  /// Share of test pixels whose window contains a training pixel, 0 to 1.
  public var containsTrainingPixel: Double
  /// Share of test pixels whose window overlaps the window of a training pixel, 0 to 1.
  public var overlapsTrainingWindow: Double
  /// Share of test pixels with a training pixel among their 8 neighbours, 0 to 1.
  public var besideTrainingPixel: Double

  public init(
    window: Int, containsTrainingPixel: Double, overlapsTrainingWindow: Double,
    besideTrainingPixel: Double
  ) {
    self.window = window
    self.containsTrainingPixel = containsTrainingPixel
    self.overlapsTrainingWindow = overlapsTrainingWindow
    self.besideTrainingPixel = besideTrainingPixel
  }

  /// Whether the figures are those of ground apart from the training windows.
  public var isClean: Bool { overlapsTrainingWindow == 0 && besideTrainingPixel == 0 }

  /// What the leakage means for the figures, in a sentence.
  public var statement: String {
    if window <= 1 {
      return besideTrainingPixel == 0
        ? "Pixels are classified one by one, and none of the test pixels lies beside a training "
          + "pixel: this figure speaks for ground of this scene that was not trained on."
        : "Pixels are classified one by one, but \(percent(besideTrainingPixel)) of test pixels lie "
          + "beside a training pixel, whose spectrum is much like theirs: "
          + (besideTrainingPixel >= 0.5
            ? "this figure says little about new ground."
            : "on new ground expect less than this figure.")
    }
    if overlapsTrainingWindow == 0 {
      return "No test pixel's window shares a pixel with a training window: this figure speaks for "
        + "ground of this scene that was not trained on."
    }
    if containsTrainingPixel == 0 {
      return "\(percent(overlapsTrainingWindow)) of test pixels have a window that overlaps a "
        + "training window, though none holds a training pixel: this figure may flatter."
    }
    let finding = "\(percent(containsTrainingPixel)) of test pixels have a training pixel in their "
    return finding
      + (containsTrainingPixel >= 0.5
        ? "window: this figure says little about new ground."
        : "window: on new ground expect less than this figure.")
  }

  /// Whole per cent, but never 0 or 100 for a share that is not.
  private func percent(_ share: Double) -> String {
    guard share.isFinite else { return "An unknown share" }
    if share > 0 && share < 0.01 { return "Less than 1 %" }
    if share < 1 && share > 0.99 { return "More than 99 %" }
    return "\(Int((share * 100).rounded())) %"
  }
}

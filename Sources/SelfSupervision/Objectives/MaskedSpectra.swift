// He, Chen, Xie, Li, Dollár and Girshick, "Masked autoencoders are scalable vision learners" (MAE),
// CVPR 2022: what is hidden from the encoder is predicted, and only that is judged.
// Choice of ours: bands of the whole window are hidden in runs of neighbours, which are too much
// alike to be hidden singly, and the spectrum of the middle pixel is predicted.
internal import Parts
package import Torch

///     Σ_hidden (prediction − target)² / number of hidden bands in the batch
package struct MaskedSpectra: Objective {
  private let decoder: Head
  private let isNormalised: Bool

  /// - Parameters:
  ///   - prediction, target: N × bands.
  ///   - hidden: 1 where a band was hidden, else 0.
  ///   - isNormalised: whether each target is standardised over its own bands, as in MAE.
  package static func loss(
    _ prediction: Tensor, target: Tensor, hidden: Tensor, isNormalised: Bool
  ) throws -> Tensor {
    let goal = isNormalised ? try standardised(target) : target
    return try ((prediction - goal).squared() * hidden).sum() / hidden.sum().maximum(1)
  }

  private static func standardised(_ target: Tensor) throws -> Tensor {
    let centred = try target - target.mean(1, keep: true)
    let variance = try centred.squared().sum(1, keep: true) / Double(max(1, target.shape[1] - 1))
    return try centred / (variance + 1e-6).squareRoot()
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let shape = views.first.shape
    guard let hidden = views.hidden, hidden.shape == [shape[0], shape[3]] else {
      throw PartError("masked spectra need to know which of \(shape[3]) bands are hidden")
    }
    let seen = try views.first * (1 - hidden.reshaped([shape[0], 1, 1, shape[3]]))
    let embeddings = try encoder.online(seen)
    let middle = shape[1] / 2
    let target = try views.first.slice(1, middle..<(middle + 1)).slice(2, middle..<(middle + 1))
      .reshaped([shape[0], shape[3]])
    return try ObjectiveLoss(
      Self.loss(
        decoder(embeddings), target: target.detached(), hidden: hidden,
        isNormalised: isNormalised), embeddings)
  }

  package func state(_ path: String) -> [StateEntry] { decoder.state(joined(path, "decoder")) }
}

extension MaskedSpectra {
  static let kind = ObjectiveKind(
    "maskedSpectra", "The bands that were hidden from the network (as MAE).",
    options: [
      .number("share", 0.6, in: 0.01...0.99, "Share of the bands hidden."),
      .whole("run", 8, in: 1...4096, "Neighbouring bands that are hidden together."),
      .flag("normalised", false, "Whether each spectrum is standardised over its own bands first."),
    ], sight: { .hidden(share: $0.number("share"), run: $0.whole("run")) }
  ) {
    let ground = $0.ground
    return MaskedSpectra(
      decoder: try Head(
        from: ground.width, hidden: max(128, ground.width), to: ground.bands, ground),
      isNormalised: $0.values.flag("normalised"))
  }
}

internal import Sampling
public import Scenes

extension ModelCard {
  /// Where a trained model meets a scene: refuses one whose bands are not the model's, and says what
  /// else of it may be other than the model takes it for.
  ///
  /// - Parameter scene: with the bands that the model is to read.
  /// - Returns: one sentence a line: what the file contradicts itself in, bands that cannot be
  ///   compared, values in what may be another unit.
  /// - Throws: `SceneError` as `requireBands`, or if the scene cannot be read.
  public func meet(_ scene: Scene) throws -> [String] {
    try requireBands(scene.bands, of: scene.file)
    return try scene.warnings() + bandNotes(scene) + valueNotes(scene)
  }

  private func bandNotes(_ scene: Scene) -> [String] {
    switch (wavelengths, scene.bands.wavelengths) {
    case (let own?, nil):
      return [
        "warning: \(scene.file) does not state its wavelengths: its "
          + "\(counted(scene.shape.bands, "band")) are taken for those of the model, \(own[0]) to "
          + "\(own.last ?? own[0]) nm, in their order"
      ]
    case (nil, .some):
      return [
        "warning: the model does not know the wavelengths of its bands: those of \(scene.file) are "
          + "taken in their order"
      ]
    case (let own?, let theirs?):
      let apart = zip(own, theirs).map { abs($0 - $1) }.max() ?? 0
      guard apart > 1 else { return [] }
      return [
        "warning: the bands of \(scene.file) are up to \((apart * 10).rounded() / 10) nm from the "
          + "model's"
      ]
    case (nil, nil): return []
    }
  }

  /// Compares three rows with the training pixels. Other ground differs by a few times, another unit
  /// by ten times or more, in every row.
  private func valueNotes(_ scene: Scene) throws -> [String] {
    let shape = scene.shape
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.columns * shape.bands)
    defer { buffer.deallocate() }
    var ratios: [Double] = []
    for row in Set([shape.rows / 6, shape.rows / 2, shape.rows * 5 / 6]).sorted() {
      try scene.read(rows: row..<(row + 1), columns: 0..<shape.columns, into: buffer)
      let ofBands = (0..<shape.bands).compactMap { band -> Double? in
        let values = (0..<shape.columns).map { buffer[$0 * shape.bands + band] }
          .filter(\.isFinite)
        let usual = Double(standardisation.mean[band])
        guard !values.isEmpty, usual > 0 else { return nil }
        return values.reduce(0) { $0 + Double($1) } / Double(values.count) / usual
      }.sorted()
      if !ofBands.isEmpty { ratios.append(ofBands[ofBands.count / 2]) }
    }
    guard let least = ratios.min(), let most = ratios.max(), least > 8 || most < 0.05 else {
      return []
    }
    let (ratio, word) = least > 8 ? (least, "times") : (1 / max(most, 1e-9), "times less than")
    return [
      "warning: the values of \(scene.file) are about \(Self.rounded(ratio)) \(word) those that the "
        + "model was trained on: are they in another unit? State `scale` in a descriptor"
    ]
  }

  /// To one digit: 9 873 gives "10000".
  private static func rounded(_ ratio: Double) -> String {
    var power = 1.0
    while ratio / power >= 10 { power *= 10 }
    return "\(Int((ratio / power).rounded() * power))"
  }
}

public import Classical
public import Scenes
package import Torch
internal import Training

/// The components that a classical metric or embedding makes of every spectrum of a scene, without a
/// network. The scene is read twice by strips of whole rows: once to learn, once to write; what learns
/// from classes skips strips without labels.
///
/// Learning takes pixels that have a value in every band. Afterwards a missing value counts as its
/// band's mean over those, and a pixel without any value is NaN.
public struct ClassicalEmbedding {
  private let choice: MethodChoice
  private let scene: Scene
  /// nil if the method needs no classes.
  private let labels: LabelMap?
  private let stripRows: Int

  /// - Parameters:
  ///   - choice: the method with its options.
  ///   - scene: the scene to embed.
  ///   - labels: of the pixels that the method learns from, 0 for others; only what needs classes
  ///     looks at them.
  ///   - stripBytes: of a strip that is read at once; there are two.
  /// - Throws: `SceneError` if the scene cannot give what the method asks for, such as 500 components
  ///   of 200 bands. No pixel is read.
  public init(
    _ choice: MethodChoice, of scene: Scene, labels: LabelMap?, stripBytes: Int = 32 << 20
  ) throws {
    self.choice = choice
    self.scene = scene
    self.labels = choice.needsClasses ? labels : nil
    var classes: [Int: Int] = [:]
    if let labels = self.labels {
      for (row, count) in labels.counts().enumerated() where count > 0 {
        if let code = labels.classes.code(of: row) { classes[code] = count }
      }
    }
    do {
      try choice.require(
        PointsAhead(
          features: scene.shape.bands,
          points: self.labels == nil ? scene.shape.pixels : classes.values.reduce(0, +),
          classes: classes))
    } catch let error as ClassicalError {
      throw Self.failure(error, choice, scene)
    }
    let row = scene.shape.columns * scene.shape.bands * MemoryLayout<Float>.size
    stripRows = max(1, min(scene.shape.rows, stripBytes / max(1, row)))
  }

  /// A method as it has learned the scene.
  public struct Learned {
    let map: any PointMap
    /// Of each band, for missing values.
    let mean: Tensor
    /// What the user should be told.
    public let notes: [String]
    /// Components a pixel.
    public var components: Int { map.outputs }

    /// - Parameters:
    ///   - map: takes the scene's spectra.
    ///   - mean: of each band, 1 × bands, for missing values.
    package init(map: any PointMap, mean: Tensor, notes: [String] = []) {
      (self.map, self.mean, self.notes) = (map, mean, notes)
    }
  }

  /// Learns the method.
  ///
  /// - Parameters:
  ///   - seed: of samples and starting points that the method draws.
  ///   - progress: told the rows read.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  /// - Throws: `SceneError` if the scene's pixels do not suffice for the method.
  public func learn(
    seed: UInt64 = 0, progress: (_ done: Int) -> Void, isInterrupted: () -> Bool
  ) throws -> Learned {
    var classes = try ClassMoments(width: scene.shape.bands)
    var sample: SpectraSample?
    if case .points(let most) = try choice.needs {
      // A method that needs classes draws from them by itself, so that it sees each of them.
      sample = SpectraSample(
        most: labels == nil ? most ?? 20_000 : max(most ?? 0, 20_000), bands: scene.shape.bands,
        seed: seed)
    }
    do {
      // Moments are learned from the last strip up: what is read last stays in the format's cache,
      // and writing begins with it. A sample keeps the order of pixels, however strips are cut.
      let wanted = strips.filter(isWanted)
      var reader = RowsAhead(scene, sample == nil ? wanted.reversed() : wanted)
      var done = 0
      while let strip = try reader.next() {
        try learn(strip, &classes, &sample)
        done += strip.rows.count
        progress(done)
        if isInterrupted() { throw MappingInterrupted() }
      }
      progress(scene.shape.rows)
      var notes: [String] = []
      guard (sample?.count ?? classes.count) > 0 else {
        throw ClassicalError(
          labels == nil
            ? "no pixel has a value in every band; drop the bands that have gaps"
            : "no labelled pixel has a value in every band")
      }
      if let sample {
        if sample.seen > sample.count {
          notes.append("Learned from a sample of \(sample.count) of \(sample.seen) pixels.")
        }
        let spectra = try sample.spectra()
        let found = try choice.seeded(seed).fit(spectra, labels: sample.labels)
        return Learned(
          map: found.map, mean: try spectra.to(.float64).mean(0, keep: true),
          notes: notes + found.notes)
      }
      let found = try choice.fit(classes)
      return Learned(map: found.map, mean: try classes.total().mean, notes: found.notes)
    } catch let error as ClassicalError {
      throw Self.failure(error, choice, scene)
    }
  }

  private static func failure(_ error: ClassicalError, _ choice: MethodChoice, _ scene: Scene)
    -> SceneError
  {
    SceneError(
      file: scene.file, problem: "cannot be embedded by \(choice): \(error.message)",
      remedy: "Change --by")
  }

  /// Whether anything is to be learned from these rows.
  private func isWanted(_ rows: Range<Int>) -> Bool {
    guard let labels else { return true }
    let columns = scene.shape.columns
    return labels.values[(rows.lowerBound * columns)..<(rows.upperBound * columns)]
      .contains { $0 > 0 }
  }

  /// Takes the pixels of a strip that are labelled, if classes are needed, and have a value in every
  /// band.
  private func learn(
    _ strip: RowsAhead.Strip, _ classes: inout ClassMoments, _ sample: inout SpectraSample?
  ) throws {
    let first = strip.rows.lowerBound * scene.shape.columns
    // A sum is NaN if a value is.
    let gaps = try strip.spectra.sum(1).isNaN().to(.uint8).values(UInt8.self)
    let rows = gaps.indices.filter { gaps[$0] == 0 && labels?.values[first + $0] != 0 }
    guard !rows.isEmpty else { return }
    let kept =
      try rows.count == gaps.count
      ? strip.spectra : strip.spectra.selecting(Tensor(rows.map { Int64($0) }), along: 0)
    // By their codes, as messages name them.
    let own = rows.map { row in
      labels.flatMap { $0.classes.code(of: Int($0.values[first + row])) } ?? 0
    }
    if sample == nil {
      try classes.add(kept, labels: own)
    } else {
      try sample?.add(kept, labels: own)
    }
  }

  /// Writes the components of every pixel; finishes the writer, or abandons it.
  public func write(
    _ learned: Learned, into writer: any FieldWriter, progress: (_ done: Int) -> Void,
    isInterrupted: () -> Bool
  ) throws {
    do {
      let mean = try learned.mean.to(.float32)
      var reader = RowsAhead(scene, strips)
      while let strip = try reader.next() {
        let spectra = strip.spectra
        let isThere = try spectra.isFinite()
        let placed =
          try isThere.all().to(.float32).item() > 0
          ? learned.map(spectra)
          : learned.map(
            spectra.filled(where: isThere.not(), with: 0) + mean * isThere.not().to(.float32)
          ).filled(where: isThere.any(1, keep: true).not(), with: .nan)
        try placed.contiguous().withElements(Float.self) {
          try writer.write(rows: strip.rows, UnsafeBufferPointer($0))
        }
        progress(strip.rows.upperBound)
        if isInterrupted() { throw MappingInterrupted() }
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  private var strips: [Range<Int>] {
    stride(from: 0, to: scene.shape.rows, by: stripRows).map {
      $0..<min($0 + stripRows, scene.shape.rows)
    }
  }
}

public import Classical
internal import Sampling
public import Scenes
internal import Torch
internal import Training

/// The components that a classical metric or embedding makes of every spectrum of a scene, without a
/// network. The scene is read twice by strips of whole rows: once to learn, once to write.
///
/// Learning takes pixels that have a value in every band. Afterwards a missing value counts as its
/// band's mean over those, and a pixel without any value is NaN.
public struct ClassicalEmbedding {
  private let choice: MethodChoice
  private let scene: Scene
  private let labels: [UInt16]?
  private let stripRows: Int

  /// - Parameters:
  ///   - choice: the method with its options.
  ///   - scene: the scene to embed.
  ///   - labels: of the pixels that the method learns from, 0 for others; only what needs classes
  ///     looks at them.
  ///   - stripBytes: of a strip that is read at once.
  public init(
    _ choice: MethodChoice, of scene: Scene, labels: LabelMap?, stripBytes: Int = 16 << 20
  ) {
    self.choice = choice
    self.scene = scene
    self.labels = choice.needsClasses ? labels?.values : nil
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
    var all = try Moments(width: scene.shape.bands)
    var classes = try ClassMoments(width: scene.shape.bands)
    var sample: SpectraSample?
    if case .points(let most) = try choice.needs {
      // A method that needs classes draws from them by itself, so that it sees each of them.
      sample = SpectraSample(
        most: labels == nil ? most ?? 20_000 : max(most ?? 0, 20_000), bands: scene.shape.bands,
        seed: seed)
    }
    do {
      try forEachStrip { rows, spectra in
        let whole = try spectra.isFinite().all(1)
        let first = rows.lowerBound * scene.shape.columns
        let places = try whole.nonzero().reshaped([-1]).to(.int64).values(Int64.self)
        if !places.isEmpty {
          let kept =
            try places.count == spectra.shape[0]
            ? spectra : spectra.selecting(Tensor(places), along: 0)
          try all.add(kept)
          let pixels = places.map { first + Int($0) }
          try learn(kept, pixels, &classes, &sample)
        }
        progress(rows.upperBound)
        if isInterrupted() { throw MappingInterrupted() }
      }
      guard all.count > 0 else {
        throw ClassicalError("no pixel has a value in every band; drop the bands that have gaps")
      }
      let found: MethodChoice.Placement
      var notes: [String] = []
      if let sample {
        guard sample.count > 0 else { throw Self.withoutLabels }
        if sample.seen > sample.count {
          notes.append("Learned from a sample of \(sample.count) of \(sample.seen) pixels.")
        }
        found = try choice.seeded(seed).fit(sample.spectra(), labels: sample.labels)
      } else {
        guard labels == nil || !classes.classes.isEmpty else { throw Self.withoutLabels }
        found = try choice.fit(labels == nil ? ClassMoments(of: all) : classes)
      }
      return Learned(map: found.map, mean: all.mean, notes: notes + found.notes)
    } catch let error as ClassicalError {
      throw SceneError(
        file: scene.file, problem: "cannot be embedded by \(choice): \(error.message)",
        remedy: "Change --by")
    }
  }

  private static var withoutLabels: ClassicalError {
    ClassicalError("no labelled pixel has a value in every band")
  }

  private func learn(
    _ kept: Tensor, _ pixels: [Int], _ classes: inout ClassMoments, _ sample: inout SpectraSample?
  ) throws {
    guard let labels else {
      try sample?.add(kept, labels: pixels.map { _ in 0 })
      return
    }
    let rows = pixels.indices.filter { labels[pixels[$0]] > 0 }
    guard !rows.isEmpty else { return }
    let labelled = try kept.selecting(Tensor(rows.map { Int64($0) }), along: 0)
    let own = rows.map { Int(labels[pixels[$0]]) }
    if sample == nil {
      try classes.add(labelled, labels: own)
    } else {
      try sample?.add(labelled, labels: own)
    }
  }

  /// Writes the components of every pixel; finishes the writer, or abandons it.
  public func write(
    _ learned: Learned, into writer: any FieldWriter, progress: (_ done: Int) -> Void,
    isInterrupted: () -> Bool
  ) throws {
    do {
      let mean = try learned.mean.to(.float32)
      try forEachStrip { rows, spectra in
        let isThere = try spectra.isFinite()
        let placed =
          try isThere.all().to(.float32).item() > 0
          ? learned.map(spectra)
          : learned.map(
            spectra.filled(where: isThere.not(), with: 0) + mean * isThere.not().to(.float32)
          ).filled(where: isThere.any(1, keep: true).not(), with: .nan)
        try placed.contiguous().withElements(Float.self) {
          try writer.write(rows: rows, UnsafeBufferPointer($0))
        }
        progress(rows.upperBound)
        if isInterrupted() { throw MappingInterrupted() }
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// - Parameter body: takes rows, and their spectra, pixels × bands, NaN where a value is missing.
  private func forEachStrip(_ body: (Range<Int>, Tensor) throws -> Void) throws {
    let (rows, columns, bands) = (scene.shape.rows, scene.shape.columns, scene.shape.bands)
    var buffer = [Float](repeating: 0, count: stripRows * columns * bands)
    for start in stride(from: 0, to: rows, by: stripRows) {
      let strip = start..<min(start + stripRows, rows)
      let spectra = try buffer.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(
          rebasing: buffer.prefix(strip.count * columns * bands))
        try scene.read(rows: strip, columns: 0..<columns, into: part)
        return try Tensor.copying(
          UnsafeBufferPointer(part), shape: [strip.count * columns, bands])
      }
      try body(strip, spectra)
    }
  }
}

/// Spectra drawn evenly from a stream of them whose length is not known (algorithm R: J. Vitter,
/// "Random sampling with a reservoir", ACM Transactions on Mathematical Software 11, 1985).
struct SpectraSample {
  private let most: Int
  private let bands: Int
  private var generator: SeededGenerator
  private var values: [Float] = []
  private(set) var labels: [Int] = []
  /// Spectra that were offered.
  private(set) var seen = 0

  init(most: Int, bands: Int, seed: UInt64) {
    self.most = most
    self.bands = bands
    generator = SeededGenerator(seed: seed)
  }

  var count: Int { labels.count }

  mutating func add(_ spectra: Tensor, labels new: [Int]) throws {
    let all = try spectra.contiguous().values(Float.self)
    for (row, label) in new.enumerated() {
      let own = all[(row * bands)..<((row + 1) * bands)]
      seen += 1
      if labels.count < most {
        values += own
        labels.append(label)
        continue
      }
      let place = Int(generator.uniform() * Double(seen))
      guard place < most else { continue }
      labels[place] = label
      values.replaceSubrange((place * bands)..<((place + 1) * bands), with: own)
    }
  }

  func spectra() throws -> Tensor { try Tensor(values, shape: [count, bands]) }
}

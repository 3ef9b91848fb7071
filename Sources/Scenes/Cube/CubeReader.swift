/// A cube in a file: what it is at once, its pixels on demand.
///
/// The primitive reads a window into the caller's buffer, so that a scene never needs to be in
/// memory. A reader may be used from several threads; its calls into C libraries are serialised.
public protocol CubeReader: Sendable {
  /// Rows × columns × bands as the file holds them.
  var shape: CubeShape { get }
  /// What is known of each band; as many as `shape.bands`.
  var bands: BandTable { get }
  /// Where the scene lies on Earth, if the file says.
  var georeference: Georeference? { get }
  /// What the file was taken for, and why.
  var recognition: Recognition { get }

  /// Reads a window, scaled to physical values, fill as NaN.
  ///
  /// - Parameters:
  ///   - window: rows × columns × bands inside `shape`.
  ///   - buffer: exactly `window.count` elements; written in pixel order (band-interleaved by
  ///     pixel): element `((row · columns) + column) · bands + band`.
  /// - Throws: `SceneError` if the window is not inside the cube, or the file cannot be read.
  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Float>) throws
  /// As above, in double precision.
  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Double>) throws
}

/// What a file was recognised as, for `facet inspect`.
public struct Recognition: Sendable, Codable, Equatable {
  /// "HDF5", "MATLAB v5", "ENVI", …
  public var format: String
  /// The signs that it was recognised by, one a line.
  public var evidence: [String]
  /// Number type of the stored values: "uint16", "float32", …
  public var storedType: String
  /// The stored value that means "no data", before scaling.
  public var fill: Double?
  /// Physical value = stored · scale + offset.
  public var scale: Double
  public var offset: Double

  public init(
    format: String, evidence: [String], storedType: String, fill: Double? = nil,
    scale: Double = 1, offset: Double = 0
  ) {
    self.format = format
    self.evidence = evidence
    self.storedType = storedType
    self.fill = fill
    self.scale = scale
    self.offset = offset
  }
}

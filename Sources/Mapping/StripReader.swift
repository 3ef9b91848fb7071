internal import Foundation
internal import Sampling
internal import Scenes
internal import Torch

/// A strip of rows of a scene, or a piece of one if the scene is wide.
struct Strip {
  /// Rows and columns of the scene that can be mapped from it.
  let rows: Range<Int>
  let columns: Range<Int>
  /// For each of rows × columns.
  fileprivate let validity: [Bool]

  /// Whether any band of a pixel has a value.
  ///
  /// - Parameters:
  ///   - row: from the first row of the strip.
  ///   - column: of the scene.
  func isValid(_ row: Int, _ column: Int) -> Bool {
    validity[row * columns.count + column - columns.lowerBound]
  }
}

/// A strip with its pixels, on their way to the device.
struct LoadedStrip {
  let strip: Strip
  /// 1 × (rows + 2 margin) × (columns + 2 margin) × bands in pixel order, with the mirrored margin that
  /// windows reach into, standardised; missing values are 0.
  let values: Transfer
}

/// Sees a strip's standardised spectra, as soon as they are read: from its first pixel on, and how
/// many numbers there are from one row to the next.
typealias SpectraTap = (Strip, UnsafePointer<Float>, Int) throws -> Void

/// Reads a scene strip by strip, one strip ahead of whoever maps it; a strip from left to right.
/// Rows that two strips of whole rows share are read once. A GPU is sent a strip as soon as it is read,
/// while the one before it is being mapped.
// A strip is read by one thread at a time, which `next` waits for before it starts the following one.
final class StripReader: @unchecked Sendable {
  private let scene: Scene
  private let standardisation: Standardisation
  private let margin: Int
  private let rowsPerStrip: Int
  /// Of the scene, those that are mapped.
  private let rows: Range<Int>
  private let columnsPerStrip: Int
  private let device: Device
  private let seen: SpectraTap?
  private let isRead = DispatchSemaphore(value: 0)
  private var ahead: Result<LoadedStrip, any Error>?
  private var nextRow: Int
  private var hasBegun = false
  private var nextColumn = 0
  private var previous: Tensor?

  init(
    _ scene: Scene, _ standardisation: Standardisation, margin: Int, rowsPerStrip: Int,
    columnsPerStrip: Int, only rows: Range<Int>? = nil, device: Device, seen: SpectraTap? = nil
  ) {
    self.scene = scene
    self.standardisation = standardisation
    self.margin = margin
    self.rowsPerStrip = rowsPerStrip
    self.columnsPerStrip = columnsPerStrip
    self.device = device
    self.seen = seen
    self.rows = rows ?? 0..<scene.shape.rows
    nextRow = self.rows.lowerBound
  }

  /// The next strip to the right or below; nil after the last.
  func next() throws -> LoadedStrip? {
    if isReading {
      isRead.wait()
      isReading = false
    } else if !hasBegun {
      hasBegun = true
      ahead = Result { try read() }
    }
    let strip = try ahead?.get()
    ahead = nil
    if strip != nil, nextRow < rows.upperBound {
      isReading = true
      Thread.detachNewThread { [self] in
        ahead = Result { try read() }
        isRead.signal()
      }
    }
    return strip
  }

  private var isReading = false

  private func read() throws -> LoadedStrip {
    let shape = scene.shape
    let rows = nextRow..<min(nextRow + rowsPerStrip, self.rows.upperBound)
    let columns = nextColumn..<min(nextColumn + columnsPerStrip, shape.columns)
    let width = columns.count + 2 * margin
    let height = rows.count + 2 * margin
    let line = width * shape.bands
    let memory = try Tensor.staging([1, height, width, shape.bands], for: device)
    // The last 2·margin rows of the strip before are the first of this one.
    let kept = previous == nil ? 0 : 2 * margin
    let validity = try memory.withElements(Float.self) { values in
      try previous?.withElements(Float.self) { former in
        _ = values.prefix(kept * line).update(fromContentsOf: former.suffix(kept * line))
      }
      let fresh = UnsafeMutableBufferPointer(rebasing: values.dropFirst(kept * line))
      try scene.read(
        rows: (rows.lowerBound - margin + kept)..<(rows.upperBound + margin),
        columns: (columns.lowerBound - margin)..<(columns.upperBound + margin), into: fresh)
      return standardise(fresh, lines: height - kept, width: width)
    }
    let isValid = collectValidity(validity, kept: kept, rows: rows.count, width: width)
    if columns.count == shape.columns {
      previous = memory
    } else {
      keptValidity = []
    }
    nextColumn = columns.upperBound < shape.columns ? columns.upperBound : 0
    nextRow = nextColumn > 0 ? rows.lowerBound : rows.upperBound
    let strip = Strip(rows: rows, columns: columns, validity: isValid)
    if let seen {
      try memory.withElements(Float.self) { values in
        guard let base = values.baseAddress else { return }
        try seen(strip, base + margin * (line + shape.bands), line)
      }
    }
    return LoadedStrip(
      strip: strip,
      values: try Transfer(memory, to: device))
  }

  /// Validity of the rows that the next strip shares with this one, padded like the strip.
  private var keptValidity: [Bool] = []

  private func collectValidity(_ fresh: [Bool], kept: Int, rows: Int, width: Int) -> [Bool] {
    let all = keptValidity + fresh
    keptValidity = Array(all.suffix(2 * margin * width))
    var inner: [Bool] = []
    inner.reserveCapacity(rows * (width - 2 * margin))
    for row in margin..<(margin + rows) {
      inner += all[(row * width + margin)..<((row + 1) * width - margin)]
    }
    return inner
  }

  /// Standardises in place; returns for each pixel whether any band had a value.
  private func standardise(
    _ values: UnsafeMutableBufferPointer<Float>, lines: Int, width: Int
  ) -> [Bool] {
    guard let base = values.baseAddress else { return [] }
    let bands = scene.shape.bands
    return [Bool](unsafeUninitializedCapacity: lines * width) { isValid, count in
      nonisolated(unsafe) let start = base
      nonisolated(unsafe) let flags = isValid
      let standardisation = standardisation
      // Each line is worked on by one part alone.
      let parts = max(1, min(lines, WorkingThreads.count))
      concurrently(parts) { part in
        for pixel in (lines * part / parts * width)..<(lines * (part + 1) / parts * width) {
          let spectrum = start + pixel * bands
          let missing = standardisation.apply(spectrum, to: spectrum)
          flags.initializeElement(at: pixel, to: missing < bands)
        }
      }
      count = lines * width
    }
  }
}

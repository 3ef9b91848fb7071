internal import CPixels

/// How stored numbers become physical ones: fill and valid range first, then scale and offset.
///
/// Fill is tested on the stored number, before scaling: a scaled fill value may equal a true one.
struct StoredValues: Sendable {
  /// Stored numbers that mean "no data".
  var fills: [Double] = []
  /// The stored number of each band that means "no data", nil for a band without one; beside `fills`.
  var bandFills: [Double?]?
  /// Physical value = stored · scale + offset.
  var scale = 1.0
  var offset = 0.0
  /// Scale and offset of each band of the cube if they differ; these replace the two above.
  var bandScales: [Double]?
  var bandOffsets: [Double]?
  /// Stored numbers outside of it are invalid.
  var valid: ClosedRange<Double>?
  /// Physical values outside of it are invalid.
  var validPhysical: ClosedRange<Double>?
  /// The type that the stored bits are read as, if it is of another sign than the file's type.
  var element: (any HDF5Element.Type)?

  /// Whether stored numbers are scaled or shifted.
  var isPacked: Bool {
    scale != 1 || offset != 0 || bandScales != nil || bandOffsets != nil
  }

  /// A number of the file's type as one of the type that is meant.
  func signed(_ number: Double) -> Double {
    guard let element else { return number }
    let span = Double(sign: .plus, exponent: element.byteCount * 8, significand: 1)
    switch element {
    case is UInt8.Type, is UInt16.Type, is UInt32.Type, is UInt64.Type:
      return number < 0 && number >= -span / 2 ? number + span : number
    default: return number >= span / 2 && number < span ? number - span : number
    }
  }

  /// The physical value of a stored number of an array without bands; NaN if it is none.
  func physical(_ stored: Double) -> Double {
    let number = signed(stored)
    guard !fills.contains(number), valid?.contains(number) ?? true else { return .nan }
    let value = number * scale + offset
    return validPhysical?.contains(value) ?? true ? value : .nan
  }

  /// A file's values with what a descriptor states laid over them; the file's own fill value stays
  /// one beside the descriptor's.
  func overlaid(by descriptor: SceneDescriptor) -> StoredValues {
    var result = self
    if let fill = descriptor.fill {
      result.fills = [fill] + fills.filter { $0 != fill }
    }
    if let scale = descriptor.scale {
      result.scale = scale
      result.bandScales = nil
    }
    if let offset = descriptor.offset {
      result.offset = offset
      result.bandOffsets = nil
    }
    return result
  }

  /// - Throws: `SceneError` if a scale or offset is no use.
  func requireUse(file: String, variable: String?, bands: Int) throws {
    precondition(bandFills.map { $0.count == bands } ?? true, "fill values for \(bands) bands")
    for list in [bandScales, bandOffsets] {
      guard let list, list.count != bands else { continue }
      throw SceneError(
        file: file, variable: variable,
        problem: "has \(list.count) scales or offsets for \(bands) bands",
        remedy: "State `scale` and `offset` in the scene descriptor")
    }
    let scales = [scale] + (bandScales ?? [])
    let offsets = [offset] + (bandOffsets ?? [])
    guard let wrong = scales.first(where: { !$0.isFinite || $0 == 0 }) else {
      if offsets.allSatisfy(\.isFinite) { return }
      throw SceneError(
        file: file, variable: variable, problem: "has an offset that is not finite",
        remedy: "State `offset` in the scene descriptor")
    }
    throw SceneError(
      file: file, variable: variable, problem: "has scale \(wrong)",
      remedy: "State `scale` in the scene descriptor")
  }

  /// Puts a block of stored values into pixel order, converted; what is no number becomes NaN.
  ///
  /// - Parameters:
  ///   - source: `rows` × `columns` × a run of bands, stored values in the order of `strides`.
  ///   - strides: distance in `source` from one row, column and band to the next.
  ///   - firstBand: the cube's band that the run begins with.
  ///   - picks: for each band wanted, where it stands in the run and in the target's spectrum.
  ///   - target: pixel (0, 0) of the block; a pixel is `pixelStride` and a row `rowStride` values
  ///     from the next.
  func place<Stored: HDF5Element, Value: PhysicalValue>(
    _ source: UnsafePointer<Stored>, rows: Int, columns: Int,
    strides: (row: Int, column: Int, band: Int), firstBand: Int,
    picks: [(run: Int, target: Int)],
    into target: UnsafeMutablePointer<Value>, pixelStride: Int, rowStride: Int
  ) {
    let fill = fills.compactMap { Stored.stored($0) }
    if let bandFills {
      // Band by band, each with its own fill value beside the common ones.
      var common = self
      common.bandFills = nil
      for pick in picks {
        var own = common
        if let fill = bandFills[firstBand + pick.run], !own.fills.contains(fill) {
          own.fills.append(fill)
        }
        own.place(
          source, rows: rows, columns: columns, strides: strides, firstBand: firstBand,
          picks: [pick], into: target, pixelStride: pixelStride, rowStride: rowStride)
      }
      return
    }
    let one = fill.first
    let others = fill.count > 1 || valid != nil || validPhysical != nil ? fill : nil
    let low = valid?.lowerBound ?? -.infinity
    let high = valid?.upperBound ?? .infinity
    let least = Value(validPhysical?.lowerBound ?? -.infinity)
    let most = Value(validPhysical?.upperBound ?? .infinity)
    let isPlain = !isPacked
    @inline(__always) func physical(_ stored: Stored, _ factor: Value, _ shift: Value) -> Value {
      if let one, stored == one { return .nan }
      if let others {
        if others.contains(stored) { return .nan }
        let number = stored.asDouble
        if number < low || number > high { return .nan }
      }
      let value = Value(stored: stored)
      let scaled = isPlain ? value : value * factor + shift
      if others != nil, scaled < least || scaled > most { return .nan }
      return scaled.isFinite ? scaled : .nan
    }
    let terms = picks.map { pick in
      (
        pick.run, pick.target, Value(bandScales?[firstBand + pick.run] ?? scale),
        Value(bandOffsets?[firstBand + pick.run] ?? offset)
      )
    }
    let isRun = picks.indices.allSatisfy {
      picks[$0].run == picks[0].run + $0 && picks[$0].target == picks[0].target + $0
    }
    let isEven = bandScales == nil && bandOffsets == nil
    terms.withUnsafeBufferPointer { terms in
      let (firstRun, firstTarget, factor, shift) = terms[0]
      for row in 0..<rows {
        let line = source + row * strides.row
        let output = target + row * rowStride
        if strides.band == 1 && isRun {
          for column in 0..<columns {
            let from = line + column * strides.column + firstRun
            let to = output + column * pixelStride + firstTarget
            if isEven {
              for band in 0..<terms.count { to[band] = physical(from[band], factor, shift) }
            } else {
              for band in 0..<terms.count {
                to[band] = physical(from[band], terms[band].2, terms[band].3)
              }
            }
          }
        } else if strides.column == 1 && isRun && isEven && Value.self == Float.self {
          // By squares that stay in the cache: converted line by line, then turned over.
          let output = UnsafeMutableRawPointer(output).assumingMemoryBound(to: Float.self)
          withUnsafeTemporaryAllocation(of: Float.self, capacity: 64 * 64) { square in
            guard let square = square.baseAddress else { return }
            for block in stride(from: 0, to: columns, by: 64) {
              let width = min(64, columns - block)
              for band in stride(from: 0, to: terms.count, by: 64) {
                let height = min(64, terms.count - band)
                for index in 0..<height {
                  let from = line + (firstRun + band + index) * strides.band + block
                  let to = square + index * 64
                  if others != nil
                    || !convert(
                      from, to, width, one, isPlain ? 1 : factor.single, isPlain ? 0 : shift.single)
                  {
                    for column in 0..<width {
                      to[column] = physical(from[column], factor, shift).single
                    }
                  }
                }
                facet_transpose(
                  square, 64, height, width, output + block * pixelStride + firstTarget + band,
                  pixelStride)
              }
            }
          }
        } else {
          // Columns by blocks, so that the lines of memory of a block of pixels stay in the cache
          // while the bands pass by.
          for block in stride(from: 0, to: columns, by: 32) {
            let end = min(columns, block + 32)
            for (run, place, factor, shift) in terms {
              let from = line + run * strides.band
              let to = output + place
              for column in block..<end {
                to[column * pixelStride] = physical(from[column * strides.column], factor, shift)
              }
            }
          }
        }
      }
    }
  }
}

extension HDF5Element {
  /// The stored number that equals `value`, if this type has one.
  static func stored(_ value: Double) -> Self? {
    switch Self.self {
    case is Float.Type: return Float(value) as? Self
    case is Double.Type: return value as? Self
    default:
      guard let whole = Int64(exactly: value) else { return nil }
      return Self(exactly: whole)
    }
  }
}

internal import Foundation

/// How bands of one cube are found in another by their wavelengths.
public struct BandMatching: Sendable, Equatable {
  /// Take the nearest band, or interpolate linearly between the two on either side.
  public enum Kind: String, Sendable, CaseIterable, Codable { case nearest, linear }

  public var kind: Kind
  /// How far the nearest band may be, in nanometres; for `linear`, how far outside of the range.
  public var tolerance: Double

  public init(_ kind: Kind = .nearest, tolerance: Double = 5) {
    self.kind = kind
    self.tolerance = tolerance
  }
}

extension SceneDescriptor {
  /// How the bands of further tiles and scenes are found.
  var bandMatching: BandMatching {
    BandMatching(matchBands ?? .nearest, tolerance: bandTolerance ?? 2)
  }
}

/// For each wanted band, one band or two of another cube, and the share of the second.
struct BandMatch: Equatable {
  struct Source: Equatable {
    var first: Int
    var second: Int
    var share: Double
  }

  var sources: [Source]

  /// Whether the other cube's bands are taken as they are, in their order.
  var isIdentity: Bool {
    sources.enumerated().allSatisfy { $1.share == 0 && $1.first == $0 }
  }

  /// - Parameters:
  ///   - wanted: wavelengths in nm, in order.
  ///   - bands: those there are; only good ones are taken.
  ///   - file: what has `bands`; `reference` is what wants them.
  /// - Throws: `SceneError` with a table of what does not match.
  init(
    of wanted: [Double], in bands: BandTable, _ matching: BandMatching, file: String,
    reference: String
  ) throws {
    let usable = bands.goodIndices
    guard let wavelengths = bands.wavelengths, !usable.isEmpty else {
      throw SceneError(
        file: file,
        problem: "does not say the wavelengths of its bands, by which those of "
          + "\(reference) are to be found",
        remedy: "State them with `wavelength` in a scene descriptor")
    }
    let sorted = usable.sorted { wavelengths[$0] < wavelengths[$1] }
    var missing: [String] = []
    sources = wanted.enumerated().map { index, wavelength in
      let near = usable.min {
        abs(wavelengths[$0] - wavelength) < abs(wavelengths[$1] - wavelength)
      }
      let nearest = near ?? 0
      if matching.kind == .linear,
        let above = sorted.firstIndex(where: { wavelengths[$0] >= wavelength }), above > 0
      {
        let (low, high) = (sorted[above - 1], sorted[above])
        let width = wavelengths[high] - wavelengths[low]
        return Source(
          first: low, second: high,
          share: width > 0 ? (wavelength - wavelengths[low]) / width : 0)
      }
      let distance = abs(wavelengths[nearest] - wavelength)
      if distance > matching.tolerance {
        missing.append(
          String(
            format: "  band %d at %.1f nm: the nearest is band %d at %.1f nm, %.1f nm away",
            index + 1, wavelength, nearest + 1, wavelengths[nearest], distance))
      }
      return Source(first: nearest, second: nearest, share: 0)
    }
    guard missing.isEmpty else {
      let shown = missing.prefix(20) + (missing.count > 20 ? ["  …"] : [])
      throw SceneError(
        file: file,
        problem: "lacks \(missing.count) of the \(wanted.count) bands of \(reference) within "
          + "\(matching.tolerance) nm:\n" + shown.joined(separator: "\n"),
        remedy:
          "Use a scene of the same sensor, allow a larger distance (`bandTolerance`, --tolerance), "
          + "or interpolate (`matchBands: linear`, --match-bands linear)")
    }
  }
}

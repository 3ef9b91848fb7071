/// What a file says of the order of a cube's axes.
struct AxisEvidence {
  /// Lengths of the three dimensions, in the order of the file.
  var lengths: [Int]
  /// Their names, if the file gives any.
  var names: [String?]
  /// ENVI's word for the order.
  var interleave: String?
  /// How long the lists of wavelengths are that the file or the descriptor has.
  var bands: Set<Int> = []
  /// Rows and columns of label maps, and of other arrays of two dimensions, the surest first.
  var planes: [[Int]] = []
  /// The order that is taken if nothing tells.
  var usual = Axis.pixelOrder
  /// Why that is the usual one; nil if it is but assumed.
  var reason: String?

  /// Names decide first, then the interleave, then lengths of wavelength lists and label maps.
  ///
  /// - Throws: `SceneError` if the bands may be along several axes, of which none is the usual.
  func order(file: String, variable: String) throws -> (axes: [Axis], remark: String) {
    let named = names.map { $0?.split(separator: "/").last.map(String.init) ?? "" }
    if let found = Axis.order(dimensions: named) {
      return (found, "axes \(Axis.text(found)): dimensions \(named.joined(separator: ", "))")
    }
    let interleaves: [String: [Axis]] = [
      "bip": [.row, .column, .band], "bil": [.row, .band, .column], "bsq": [.band, .row, .column],
    ]
    if let interleave, let found = interleaves[interleave] {
      return (found, "axes \(Axis.text(found)): attribute interleave = \(interleave)")
    }
    let places = lengths.indices.filter { bands.contains(lengths[$0]) }
    if places.count == 1 {
      return told(band: places[0], "\(lengths[places[0]]) wavelengths")
    }
    let possible = places.isEmpty ? Array(lengths.indices) : places
    for plane in planes {
      let fitting = possible.filter { spatial(without: $0) == plane }
      if fitting.count == 1 {
        return told(band: fitting[0], "another array is \(describe(shape: plane))")
      }
    }
    guard places.isEmpty || places.contains(usual.firstIndex(of: .band) ?? 2) else {
      throw SceneError(
        file: file, variable: variable,
        problem: "is \(describe(shape: lengths)), with lists of "
          + bands.sorted().map(String.init).joined(separator: " and ")
          + " wavelengths: several axes may be the bands",
        remedy: "State the order with `axes`, as in \"\(Axis.text(usual))\"")
    }
    if let reason { return (usual, "axes \(Axis.text(usual)): \(reason)") }
    let known = named.allSatisfy(\.isEmpty) ? "" : " dimensions are called "
    return (
      usual,
      "warning: axes \(Axis.text(usual)) are assumed, nothing tells them"
        + (known.isEmpty ? "" : ":\(known)\(named.joined(separator: ", "))")
        + "; `axes` states another order"
    )
  }

  /// The usual order of rows and columns, with the bands at a place.
  private func order(band place: Int) -> [Axis] {
    var order = usual.filter { $0 != .band }
    order.insert(.band, at: place)
    return order
  }

  private func told(band place: Int, _ why: String) -> ([Axis], String) {
    let found = order(band: place)
    let because = found == usual ? reason ?? why : why
    return (found, "axes \(Axis.text(found)): \(because)")
  }

  /// Rows and columns if the bands are at a place.
  private func spatial(without place: Int) -> [Int] {
    let order = order(band: place)
    return [Axis.row, .column].map { lengths[order.firstIndex(of: $0) ?? 0] }
  }
}

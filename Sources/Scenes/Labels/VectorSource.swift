internal import CGDAL
internal import Parts

/// Polygons and points, each with its class: a layer of a vector file (GeoPackage, GeoJSON,
/// Shapefile, …), or what a reader of another format makes of its file.
struct VectorSource {
  /// What a feature's class attribute holds.
  enum Value: Hashable {
    case number(Int)
    case text(String)
  }

  /// One feature: its class, and its geometry as well-known binary in the layer's CRS.
  struct Feature {
    var value: Value
    var colour: Colour?
    var geometry: [UInt8]
  }

  /// The file, as the user named it.
  let path: String
  let layer: String
  /// The attribute that the classes were read from.
  let field: String
  /// WKT of the CRS of the coordinates, if it is known.
  let crs: String?
  /// Whether coordinates count the scene's pixels: x columns and y rows, from the upper left corner
  /// of the scene.
  let isInPixels: Bool
  /// Whether the file is GeoJSON, whose coordinates are degrees unless told otherwise.
  let isGeoJSON: Bool
  /// West, east, south and north of the features in their CRS.
  let extent: [Double]
  /// Features that have a class; those whose attribute is empty or means "unlabelled" are left out.
  let features: [Feature]
  /// The classes of the features. Those that are named in words have no codes of their own.
  let classes: ClassTable
  /// What is to be told of the features.
  let notes: [String]
  private let rowOf: [Value: Int]

  /// Whether GDAL opens a file as vectors; false for rasters and for what it does not know.
  static func accepts(_ path: String) -> Bool {
    let opened = try? callGDAL(path, "") {
      GDALOpenEx(path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY), nil, nil, nil)
    }
    guard let opened else { return false }
    _ = try? callGDAL(path, "") { GDALClose(opened) }
    return true
  }

  /// - Parameters:
  ///   - path: the file.
  ///   - layer: a layer of it; the only one if nil.
  ///   - field: the class attribute; one of a usual name, or the only one, if nil.
  ///   - unlabelled: the class code that means "unlabelled", beside NULL.
  ///   - statedCRS: what `SceneDescriptor.labelsCRS` says.
  ///   - opened: what GDAL is to open, if that is not the file itself but a part of it.
  ///   - names: the classes that another part of the file names, by code.
  /// - Throws: `SceneError` if there is no such layer or field (naming those there are), no feature
  ///   with a class, a geometry other than polygons and points, a value that is no class, or classes
  ///   both in words and by number.
  init(
    path: String, layer wanted: String?, field: String?, unlabelled: Int?, statedCRS: String?,
    opened: String? = nil, names: [ClassTable.Entry] = []
  ) throws {
    let (contents, isGeoJSON) = try nativeLibraryLock.withLock {
      let source = try callGDAL(path, "cannot be opened as vectors") {
        GDALOpenEx(
          opened ?? path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR), nil,
          nil, nil)
      }
      defer { _ = try? callGDAL(path, "") { GDALClose(source) } }
      noteFiles(of: source)
      let driver = GDALGetDatasetDriver(source).flatMap { GDALGetDriverShortName($0) }
      return (
        try VectorLayer(source, path: path, layer: wanted)
          .read(field: field, unlabelled: unlabelled),
        driver.map { String(cString: $0).hasPrefix("GeoJSON") } ?? false
      )
    }
    var notes: [String] = []
    if contents.unnamed > 0 {
      notes.append(
        "\(path): `\(contents.field)` names no class in \(contents.unnamed) of "
          + "\(counted(contents.features.count + contents.unnamed, "feature")); they label nothing")
    }
    let place = try Place(stated: statedCRS, own: contents.crs, isGeoJSON: isGeoJSON, file: path)
    try self.init(
      path: path, layer: contents.layer, field: contents.field, place: place,
      isGeoJSON: isGeoJSON, features: contents.features, names: names, unlabelled: unlabelled,
      notes: notes)
  }

  /// How coordinates are to be understood.
  struct Place {
    var crs: String?
    var isInPixels = false
    var notes: [String] = []

    /// - Parameters:
    ///   - stated: what `SceneDescriptor.labelsCRS` says; it holds if the file does not say.
    ///   - own: what the file says.
    /// - Throws: `SceneError` if the stated CRS is not known.
    init(stated: String?, own: String?, isGeoJSON: Bool = false, file: String) throws {
      crs = own
      guard let stated else { return }
      let isPixel = ["pixel", "pixels"].contains(stated.lowercased())
      let wanted = isPixel ? nil : try wellKnownText(of: stated, file: file)
      if let own, !(isGeoJSON && isPixel) {
        if let wanted, try isSameReference(own, wanted, file: file) { return }
        notes.append(
          "\(file) states its own CRS, so that \(stated) (--labels-crs) is not used for it")
        return
      }
      (crs, isInPixels) = (wanted, isPixel)
    }

    /// The scene's pixels.
    static let pixels = Place(isInPixels: true)

    private init(isInPixels: Bool) { self.isInPixels = isInPixels }
  }

  /// - Parameters:
  ///   - path: the file, as the user named it.
  ///   - layer: the layer or table, for messages.
  ///   - field: the attribute that names the class, for messages.
  ///   - names: the classes that the file names, by code.
  ///   - notes: what is to be told already.
  /// - Throws: `SceneError` if a geometry is damaged or has a coordinate that is no number, or classes
  ///   are named both in words and by number.
  init(
    path: String, layer: String, field: String, place: Place, isGeoJSON: Bool = false,
    features: [Feature], names: [ClassTable.Entry] = [], unlabelled: Int?, notes: [String] = []
  ) throws {
    (self.path, self.layer, self.field) = (path, layer, field)
    (crs, isInPixels, self.isGeoJSON) = (place.crs, place.isInPixels, isGeoJSON)
    self.features = features
    var said: [String]
    (classes, rowOf, said) = try Self.classes(
      of: features, names: names, named: path, field: field, unlabelled: unlabelled)
    self.notes = said + notes + place.notes
    var extent = Extent()
    try callGDAL(path, "has a damaged geometry") { () -> Void? in
      for feature in features {
        var made: OGRGeometryH?
        guard
          OGR_G_CreateFromWkb(feature.geometry, nil, &made, Int32(feature.geometry.count))
            == OGRERR_NONE
        else { return nil }
        defer { OGR_G_DestroyGeometry(made) }
        var envelope = OGREnvelope()
        OGR_G_GetEnvelope(made, &envelope)
        extent.include(x: envelope.MinX, y: envelope.MinY)
        extent.include(x: envelope.MaxX, y: envelope.MaxY)
      }
      return ()
    }
    self.extent = [extent.west, extent.east, extent.south, extent.north]
  }

  /// Row in `classes` of the class of a value.
  func row(of value: Value) -> Int { rowOf[value] ?? 0 }

  /// Name of the class of a value.
  func name(of value: Value) -> String { classes.name(of: row(of: value)) }

  /// Numbers are codes. Words are numbered in their order; words that differ in case or blanks alone
  /// are one class, by the spelling that most features have.
  static func classes(
    of features: [Feature], names: [ClassTable.Entry], named path: String, field: String,
    unlabelled: Int?
  ) throws -> (ClassTable, [Value: Int], [String]) {
    var counts: [Value: Int] = [:]
    var colours: [Value: Colour] = [:]
    for feature in features {
      counts[feature.value, default: 0] += 1
      colours[feature.value] = feature.colour ?? colours[feature.value]
    }
    var groups: [String: [String]] = [:]
    var codes: [Int] = []
    for value in counts.keys {
      switch value {
      case .number(let code): codes.append(code)
      case .text(let text): groups[classKey(text), default: []].append(text)
      }
    }
    guard groups.isEmpty || codes.isEmpty else {
      throw SceneError(
        file: path, variable: field,
        problem: "names classes both by number (up to \(codes.max() ?? 0)) and in words "
          + "(\(groups.values.flatMap(\.self).sorted().prefix(5).joined(separator: ", ")))",
        remedy: "Use words or numbers for all features")
    }
    var notes: [String] = []
    var rowOf: [Value: Int] = [:]
    if groups.isEmpty {
      codes.sort()
      for (index, code) in codes.enumerated() { rowOf[.number(code)] = index + 1 }
      if let zero = counts[.number(0)] {
        notes.append(
          "\(path): 0 is the class of \(counted(zero, "feature")). State `unlabelled: 0` if it means "
            + "\"no label\"")
      }
      let named = Dictionary(names.map { ($0.code, $0) }) { first, _ in first }
      let entries = codes.map {
        named[$0] ?? ClassTable.Entry(code: $0, colour: colours[.number($0)])
      }
      let absent = names.filter { rowOf[.number($0.code)] == nil }
      return (ClassTable(entries: entries, absent: absent), rowOf, notes)
    }
    let spelt = groups.map { _, texts in
      let order = texts.sorted { (counts[.text($1)] ?? 0, $0) < (counts[.text($0)] ?? 0, $1) }
      if order.count > 1 {
        notes.append(
          "\(path): " + order.map { "\"\($0)\"" }.joined(separator: " and ") + " are one class")
      }
      return order
    }.sorted { $0[0] < $1[0] }
    var table = ClassTable(names: spelt.map { $0[0] })
    table.isNumbered = false
    for (index, texts) in spelt.enumerated() {
      for text in texts {
        rowOf[.text(text)] = index + 1
        if let colour = colours[.text(text)] { table.entries[index].colour = colour }
      }
    }
    return (table, rowOf, notes.sorted())
  }
}

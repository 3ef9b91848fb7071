extension LabelFormat {
  /// Training input of QGIS's Semi-Automatic Classification Plugin: a ZIP archive of
  /// `geometry.gpkg`, polygons with the numbers of their macroclass and class; `macroclasses.xml`,
  /// which names the macroclasses; and signatures, which Facet does not need (as remotior-sensus
  /// 0.8.0 writes them).
  static let scp = LabelFormat(
    "SCP training input",
    isFormat: { request in
      guard request.start.isZip else { return false }
      return try ZipArchive(request.path).entry(SCPSignatures.names) != nil
    },
    read: { FoundLabels(try SCPSignatures.source($0)) })
}

private enum SCPSignatures {
  static let names = "macroclasses.xml"
  static let polygons = "geometry.gpkg"

  static func source(_ request: LabelRequest) throws -> VectorSource {
    let archive = try ZipArchive(request.path)
    guard let polygons = archive.entry(polygons) else {
      throw SceneError(
        file: request.path, problem: "holds spectra and no \(polygons), so no place of any class",
        remedy: "Save the training input in SCP after polygons were drawn")
    }
    guard let names = archive.entry(names) else {
      throw SceneError(file: request.path, problem: "has lost \(names) meanwhile")
    }
    let label = "\(request.path): \(names.name)"
    let root = try XMLElement.read(archive.bytes(of: names, most: 1 << 24), file: label)
    let macroclass = root.attribute("macroclass_field") ?? "macroclass_id"
    let field = request.descriptor.labelField ?? macroclass
    var entries: [ClassTable.Entry] = []
    for element in root.all("macroclass") {
      guard let code = element.attribute("id").flatMap({ Int($0) }) else {
        throw SceneError(
          file: label, variable: "macroclass",
          problem: "has the id \"\(element.attribute("id") ?? "")\", which is no whole number",
          remedy: "Save the training input in SCP again")
      }
      entries.append(
        ClassTable.Entry(
          code: code, name: element.attribute("name"),
          colour: element.attribute("color").flatMap { Colour(hexadecimal: $0) }))
    }
    let isMacroclass = field.lowercased() == macroclass.lowercased()
    return try VectorSource(
      path: request.path, layer: request.file.variable, field: field,
      unlabelled: request.descriptor.unlabelled, statedCRS: request.descriptor.labelsCRS,
      opened: try archive.path(of: polygons, most: 1 << 30), names: isMacroclass ? entries : [])
  }
}

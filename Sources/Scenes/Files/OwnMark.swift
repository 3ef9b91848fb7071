internal import CGDAL
internal import Foundation

/// By what Facet knows the files that it made: each format holds the program's name where the format
/// keeps such things. A writer of a new format adds a line here.
///
/// A file without a mark is taken for somebody else's, and is not replaced unless that is asked for.
package struct OwnMark: Sendable {
  /// What stands in files that Facet writes.
  package static let software = "Facet"
  /// The attribute of the root of HDF5 and NetCDF files that holds it.
  package static let attribute = "software"
  /// The item of GDAL's metadata of a GeoPackage, and of an `.aux.xml`, that holds it.
  package static let item = "SOFTWARE"

  /// What a file of this format is called, as in "a PNG picture".
  private let format: String
  private let isFormat: @Sendable (_ start: FileStart) -> Bool
  private let isMarked: @Sendable (_ start: FileStart) -> Bool

  private static let all: [OwnMark] = [
    OwnMark(format: "an HDF5 file", isFormat: { $0.isHDF5 }) { start in
      let file = try? HDF5File.open(start.path, as: nil)
      return (try? file?.attribute(attribute, on: "/")?.text)?.hasPrefix(software) ?? false
    },
    OwnMark(format: "a TIFF", isFormat: { $0.isTIFF }) { start in
      metadata("TIFFTAG_SOFTWARE", of: start.path, UInt32(GDAL_OF_RASTER)) == software
    },
    OwnMark(format: "a PNG picture", isFormat: { $0.has("PNG", at: 1) }) {
      $0.contains("tEXtSoftware\0\(software)")
    },
    OwnMark(format: "a GeoPackage", isFormat: { $0.has("SQLite format 3") }) { start in
      metadata(item, of: start.path, UInt32(GDAL_OF_VECTOR)) == software
    },
    OwnMark(format: "an ENVI header", isFormat: { $0.isENVIHeader }) {
      $0.contains("description = {\n\(software)")
    },
    OwnMark(format: "a file of GDAL's", isFormat: { $0.contains("<PAMDataset") }) {
      $0.contains("<MDI key=\"\(item)\">\(software)</MDI>")
    },
    OwnMark(format: "a style of QGIS's", isFormat: { $0.contains("<!DOCTYPE qgis") }) {
      $0.contains("<!-- \(software) -->")
    },
    OwnMark(format: "a web page", isFormat: { $0.contains("<html") }) {
      $0.contains("name=\"generator\" content=\"\(software)")
    },
    // Keys are in alphabetical order, so that the key stands anywhere.
    OwnMark(format: "a JSON file", isFormat: { $0.has("{") }) { start in
      let whole = try? Data(contentsOf: URL(fileURLWithPath: start.path), options: .mappedIfSafe)
      return ["\"format\" : \"facet ", "\"\(software)\" : \""].contains {
        whole?.range(of: Data($0.utf8)) != nil
      }
    },
    // The version of the format, and the program that made the file.
    OwnMark(format: "an ONNX file", isFormat: { $0.path.lowercased().hasSuffix(".onnx") }) {
      $0.has([8, 8, 18, UInt8(software.utf8.count)] + Array(software.utf8))
    },
    OwnMark(format: "a drawing", isFormat: { $0.contains("<svg") }) {
      $0.contains("<!-- \(software) -->")
    },
    OwnMark(format: "a PDF file", isFormat: { $0.has("%PDF") }) {
      $0.contains("\n% \(software)\n")
    },
    OwnMark(format: "a table", isFormat: { $0.path.lowercased().hasSuffix(".csv") }) { start in
      // A comment would be a row to many a reader; the columns are mark enough.
      start.has("class,name,train,validation,test,") || start.has("split,method,seed,fold,")
        || start.has("zone,class,name,pixels,area_m2,share")
        || start.has("name,class,code,pixels")
    },
    OwnMark(format: "a TeX file", isFormat: { $0.path.lowercased().hasSuffix(".tex") }) {
      $0.has("% \(software)")
    },
    OwnMark(format: "a Markdown file", isFormat: { $0.path.lowercased().hasSuffix(".md") }) {
      $0.has("<!-- \(software)")
    },
    // Written to be edited, so that it is never replaced unasked.
    OwnMark(format: "a YAML file", isFormat: { $0.path.lowercased().hasSuffix(".yaml") }) { _ in
      false
    },
    // Plain numbers hold no mark; their header does.
    OwnMark(format: "ENVI data", isFormat: { ENVIFiles.headerFile(of: $0.path) != nil }) { start in
      ENVIFiles.headerFile(of: start.path).map { isFound(in: $0) } ?? false
    },
  ]

  private init(
    format: String, isFormat: @escaping @Sendable (FileStart) -> Bool,
    isMarked: @escaping @Sendable (FileStart) -> Bool
  ) {
    self.format = format
    self.isFormat = isFormat
    self.isMarked = isMarked
  }

  /// Whether Facet made a file.
  package static func isFound(in path: String) -> Bool {
    guard let start = try? FileStart(path) else { return false }
    return all.contains { $0.isFormat(start) && $0.isMarked(start) }
  }

  /// What a file is: "an HDF5 file of 205 kB".
  static func describe(_ path: String) -> String {
    let bytes = (try? FileStart.size(of: path)) ?? 0
    let start = try? FileStart(path)
    let format = start.flatMap { start in all.first { $0.isFormat(start) }?.format } ?? "a file"
    let size = bytes < 1000 ? "\(bytes) bytes" : "\(bytes / 1000) kB"
    return "\(format) of \(size)"
  }

  private static func metadata(_ key: String, of path: String, _ kind: UInt32) -> String? {
    try? callGDAL(path, "cannot be opened") {
      guard let dataset = GDALOpenEx(path, kind | UInt32(GDAL_OF_READONLY), nil, nil, nil) else {
        return String?.none
      }
      defer { GDALClose(dataset) }
      return GDALGetMetadataItem(dataset, key, nil).map { String(cString: $0) }
    }
  }
}

extension FileStart {
  /// Whether a text stands in the first bytes.
  fileprivate func contains(_ text: String) -> Bool {
    Data(bytes).range(of: Data(text.utf8)) != nil
  }
}

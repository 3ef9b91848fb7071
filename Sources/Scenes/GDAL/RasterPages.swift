internal import CGDAL
internal import Foundation

/// One image inside a raster file: a page of a TIFF, or the whole file.
struct RasterPage {
  /// What GDAL opens: the file, or "GTIFF_DIR:2:FILE".
  var name: String
  var rows: Int
  var columns: Int
  var types: [GDALDataType]

  /// "40×48×24".
  var description: String { "\(rows)×\(columns)×\(types.count)" }

  func isAlike(_ other: RasterPage) -> Bool {
    (rows, columns) == (other.rows, other.columns) && types == other.types
  }
}

/// Which images of a raster file are the scene.
struct RasterPages {
  var pages: [RasterPage]
  var driver: String
  var remarks: [String] = []

  /// - Parameter part: the image that the user chooses, by its number from 1, its name or the end of
  ///   its name; nil for none.
  /// - Throws: `SceneError` if GDAL does not open the file, or it holds several images that are not
  ///   the bands of one: the error lists them.
  init(_ path: String, part: String?) throws {
    let whole = try Self.look(path, file: path)
    driver = whole.driver
    pages = [whole.page]
    if let part, !whole.parts.isEmpty {
      let number = Int(part).map { $0 - 1 }
      let index =
        whole.parts.firstIndex { $0.name == part }
        ?? number.flatMap { whole.parts.indices.contains($0) ? $0 : nil }
        ?? whole.parts.firstIndex { $0.name.hasSuffix(":\(part)") || $0.name.hasSuffix("/\(part)") }
      guard let index else {
        throw Self.choice(path, whole.parts, problem: "has no image \(part)")
      }
      pages = [try Self.look(whole.parts[index].name, file: path).page]
      remarks.append("image \(index + 1) of \(whole.parts.count): named")
      return
    }
    if part != nil {
      remarks.append("warning: `cube` is not used: the file holds a single image")
    }
    if whole.parts.isEmpty {
      try Self.requireAllImages(whole.text, of: whole.page, path)
    } else if driver == "GTiff" {
      try takePages(whole.parts.map(\.name), path)
    } else {
      throw Self.choice(path, whole.parts, problem: "holds \(whole.parts.count) images")
    }
  }

  /// Pages of one size are bands in their order; smaller ones beside them are overviews.
  private mutating func takePages(_ names: [String], _ path: String) throws {
    let all = try names.map { try Self.look($0, file: path).page }
    let first = all[0]
    let same = all.filter { $0.isAlike(first) }
    let others = all.enumerated().filter { !$1.isAlike(first) }
    let areSmaller = others.allSatisfy { $1.rows < first.rows && $1.columns < first.columns }
    guard areSmaller, same.count > 1 || first.types.count > 1 else {
      let listed = all.enumerated().map { (name: "\($0 + 1)", text: $1.description) }
      throw Self.choice(path, listed, problem: "has \(all.count) pages of different kinds")
    }
    pages = same
    if same.count > 1 {
      remarks.append("\(same.count) pages of \(first.description): their bands, in page order")
    }
    if !others.isEmpty {
      let listed = others.prefix(5).map { "\($0 + 1) of \($1.description)" }
      remarks.append(
        "warning: \(others.count) smaller pages are taken for overviews and not read: page "
          + listed.joined(separator: ", ") + (others.count > 5 ? ", …" : ""))
    }
  }

  private static func choice(
    _ path: String, _ parts: [(name: String, text: String)], problem: String
  ) -> SceneError {
    let listed = parts.prefix(20).enumerated().map { index, part in
      let name = part.name.hasPrefix("GTIFF_DIR") ? "page" : part.name
      return Int(part.name) == nil
        ? "\(index + 1): \(name) (\(part.text))" : "\(part.name): \(part.text)"
    }
    return SceneError(
      file: path, problem: problem,
      remedy: "Name one by its number with `cube` in a scene descriptor (--cube): "
        + listed.joined(separator: ", ") + (parts.count > 20 ? ", …" : ""))
  }

  private static func look(
    _ name: String, file: String
  ) throws -> (
    page: RasterPage, parts: [(name: String, text: String)], text: String, driver: String
  ) {
    try callGDAL(file, "is of no format that is known") {
      guard
        let dataset = GDALOpenEx(
          name, UInt32(GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
      else { return nil }
      defer { GDALClose(dataset) }
      noteFiles(of: dataset)
      let count = GDALGetRasterCount(dataset)
      let types = (0..<count).map {
        GDALGetRasterBand(dataset, $0 + 1).map { GDALGetRasterDataType($0) } ?? GDT_Unknown
      }
      let page = RasterPage(
        name: name, rows: Int(GDALGetRasterYSize(dataset)),
        columns: Int(GDALGetRasterXSize(dataset)), types: types)
      let listed = metadata(of: dataset, domain: "SUBDATASETS")
      var parts: [(name: String, text: String)] = []
      while let part = listed["subdataset_\(parts.count + 1)_name"] {
        parts.append((part, listed["subdataset_\(parts.count + 1)_desc"] ?? ""))
      }
      let text = metadata(of: dataset, domain: nil)["tifftag_imagedescription"] ?? ""
      let driver = GDALGetDatasetDriver(dataset).flatMap { GDALGetDescription($0) }
      return (page, parts, text, driver.map { String(cString: $0) } ?? "raster")
    }
  }

  /// Programs that write stacks state the number of images; some write one page for all of them.
  private static func requireAllImages(_ text: String, of page: RasterPage, _ path: String) throws {
    var stated: Int?
    if text.hasPrefix("ImageJ="), let match = text.firstMatch(of: #/\bimages=(\d+)/#) {
      stated = Int(match.1)
    } else if text.hasPrefix("{"),
      let shape = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any],
      let lengths = shape["shape"] as? [Int], let values = product(lengths),
      values % (page.rows * page.columns) == 0
    {
      stated = values / (page.rows * page.columns)
    }
    guard let stated, stated > page.types.count else { return }
    throw SceneError(
      file: path,
      problem: "says that it holds \(stated) images, but GDAL finds 1 page of "
        + "\(page.types.count) bands",
      remedy: "Write it again with one page or one band for each image")
  }
}

/// GDAL's metadata of a dataset or a band, keys in lower case. Only inside `callGDAL`.
func metadata(of object: GDALMajorObjectH, domain: String?) -> [String: String] {
  guard let list = GDALGetMetadata(object, domain) else { return [:] }
  var found: [String: String] = [:]
  for index in 0..<Int(CSLCount(list)) {
    guard let item = list[index] else { continue }
    let text = String(cString: item)
    guard let equals = text.firstIndex(of: "=") else { continue }
    found[text[..<equals].lowercased()] = String(text[text.index(after: equals)...])
  }
  return found
}

/// Open images of a raster file; at most 32 at a time, since each takes a file of the process.
// The datasets are used only inside the lock of the native libraries.
final class RasterDatasets: @unchecked Sendable {
  let file: String
  let names: [String]
  private var open: [(index: Int, dataset: GDALDatasetH)] = []

  init(file: String, names: [String]) { (self.file, self.names) = (file, names) }

  deinit {
    for (_, dataset) in open { _ = try? callGDAL(file, "") { GDALClose(dataset) } }
  }

  /// Runs calls on an image.
  ///
  /// - Throws: `SceneError` if it cannot be opened, or `body` returns nil.
  func with<Result>(
    _ index: Int, _ problem: String, _ body: (GDALDatasetH) throws -> Result?
  ) throws -> Result {
    try nativeLibraryLock.withLock {
      let dataset = try dataset(index)
      return try callGDAL(file, problem) { try body(dataset) }
    }
  }

  private func dataset(_ index: Int) throws -> GDALDatasetH {
    if let place = open.firstIndex(where: { $0.index == index }) {
      let entry = open.remove(at: place)
      open.append(entry)
      return entry.dataset
    }
    let dataset = try callGDAL(file, "cannot be opened") {
      GDALOpenEx(names[index], UInt32(GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
    }
    if open.count == 32 {
      let oldest = open.removeFirst()
      _ = try? callGDAL(file, "") { GDALClose(oldest.dataset) }
    }
    open.append((index, dataset))
    return dataset
  }
}

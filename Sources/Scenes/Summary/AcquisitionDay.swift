internal import CGDAL
internal import Foundation

/// The day on which a scene was acquired, such as "2023-07-01", as its file states it: by an
/// attribute of the root (HDF5, NetCDF-4), a line of the header (ENVI) or an item of metadata (GDAL).
///
/// - Returns: nil if it is not stated, or not as a date.
package func acquisitionDay(of path: String) -> String? {
  if let file = try? HDF5File.open(path) {
    let texts = acquisitionKeys.lazy.compactMap { (try? file.attribute($0, on: "/"))??.text }
    return texts.compactMap(day).first
  }
  let items = try? callGDAL(path, "cannot be opened") { () -> [String: String]? in
    var drivers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    for driver in ["GTiff", "ENVI"] { drivers = CSLAddString(drivers, driver) }
    defer { CSLDestroy(drivers) }
    let allowed = (0..<Int(CSLCount(drivers))).map { UnsafePointer(drivers?[$0]) } + [nil]
    guard let dataset = GDALOpenEx(path, UInt32(GDAL_OF_RASTER), allowed, nil, nil)
    else { return nil }
    defer { GDALClose(dataset) }
    var items: [String: String] = [:]
    for domain in ["", "ENVI", "IMAGERY"] {
      guard let list = GDALGetMetadata(dataset, domain) else { continue }
      for index in 0..<Int(CSLCount(list)) {
        guard let text = list[index].map({ String(cString: $0) }),
          let sign = text.firstIndex(of: "=")
        else { continue }
        items[text[..<sign].lowercased()] = String(text[text.index(after: sign)...])
      }
    }
    return items
  }
  return acquisitionKeys.lazy.compactMap { items?[$0.lowercased()].flatMap(day) }.first
}

/// What formats call the time of acquisition.
private let acquisitionKeys = [
  "time_coverage_start", "acquisition_time", "acquisition time", "acquisition_date",
  "ACQUISITIONDATETIME", "DATE_ACQUIRED", "SENSING_START", "Product_StartTime", "startTime",
  "start_time",
]

/// "2023-07-01" of "2023-07-01T10:11:12Z" or "20230701T101112".
private func day(_ text: String) -> String? {
  guard
    let found = text.firstMatch(
      of: #/(?:^|[^0-9])((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?![0-9])/#)
  else { return nil }
  return "\(found.1)-\(found.2)-\(found.3)"
}

import CGDAL
import CHDF5
import CMatIO
import CNetCDF

/// What the libraries that read and write scene files say of themselves.
package struct FileLibraries: Codable, Sendable {
  /// Name and version of each library, such as "HDF5" and "1.10.8".
  package var versions: [Library]
  /// HDF5 filters by their usual name, with whether chunks packed by them can be read.
  package var filters: [Filter]
  /// Whether coordinate systems can be looked up: whether PROJ finds its database.
  package var knowsCoordinateSystems: Bool
  /// GDAL drivers that Facet's own outputs need and that this GDAL lacks.
  package var missingDrivers: [String]

  package struct Library: Codable, Sendable {
    package var name: String
    package var version: String
  }

  package struct Filter: Codable, Sendable {
    package var name: String
    package var number: Int
    package var isAvailable: Bool
  }

  /// Asks every library once; opens no file.
  package init() {
    versions = [
      Library(name: "HDF5", version: Self.hdf5Version()),
      Library(name: "netCDF", version: Self.netCDFVersion()),
      Library(name: "GDAL", version: String(cString: GDALVersionInfo("RELEASE_NAME"))),
      Library(name: "PROJ", version: Self.projVersion()),
      Library(name: "matio", version: Self.matioVersion()),
    ]
    filters = nativeLibraryLock.withLock {
      silenceHDF5()
      return registeredFilters.sorted { $0.key < $1.key }.map { number, name in
        Filter(name: name, number: Int(number), isAvailable: H5Zfilter_avail(number) > 0)
      }
    }
    knowsCoordinateSystems =
      (try? callGDAL("EPSG:4326", "cannot be looked up") { () -> Bool? in
        let system = OSRNewSpatialReference(nil)
        defer { OSRDestroySpatialReference(system) }
        return OSRImportFromEPSG(system, 4326) == OGRERR_NONE ? true : nil
      }) ?? false
    missingDrivers =
      (try? callGDAL("GDAL", "cannot list its drivers") {
        ["GTiff", "GPKG", "ENVI", "VRT"].filter { GDALGetDriverByName($0) == nil }
      }) ?? []
  }

  private static func hdf5Version() -> String {
    var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
    _ = nativeLibraryLock.withLock { H5get_libversion(&major, &minor, &release) }
    return "\(major).\(minor).\(release)"
  }

  /// "4.9.0" of "4.9.0 of Oct 22 2022 …".
  private static func netCDFVersion() -> String {
    let text = String(cString: nc_inq_libvers())
    return text.split(separator: " ").first.map(String.init) ?? text
  }

  private static func projVersion() -> String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    OSRGetPROJVersion(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  private static func matioVersion() -> String {
    var (major, minor, release): (Int32, Int32, Int32) = (0, 0, 0)
    Mat_GetLibraryVersion(&major, &minor, &release)
    return "\(major).\(minor).\(release)"
  }
}

internal import CGDAL

/// Registers GDAL's drivers of local files, once, and closes GDAL's ways to the network and to
/// other programs.
///
/// A scene or label file may name other files: a VRT its sources, a header its coordinate system.
/// None of these names may make Facet contact a server, ask a database or wait for standard input. A
/// scene on a server that the user named is read all the same; see `RemoteScenes`.
package func registerLocalDrivers() { _ = localDriversAreRegistered }

private let localDriversAreRegistered: Void = {
  GDALAllRegister()
  for index in (0..<GDALGetDriverCount()).reversed() {
    guard let driver = GDALGetDriver(index), let name = GDALGetDescription(driver) else { continue }
    if !localDrivers.contains(String(cString: name)) { GDALDeregisterDriver(driver) }
  }
  // GDAL keeps 5 % of the machine's memory for decoded blocks, unless GDAL_CACHEMAX says otherwise;
  // more than a strip's blocks buys little.
  if CPLGetConfigOption("GDAL_CACHEMAX", nil) == nil {
    GDALSetCacheMax64(min(GDALGetCacheMax64(), 256 << 20))
  }
  // A VRT may hold Python code.
  CPLSetConfigOption("GDAL_VRT_ENABLE_PYTHON", "NO")
  CPLHTTPSetFetchCallback({ _, _, _, _, _, _, _ in nil }, nil)
  guard let handler = VSIAllocFilesystemPluginCallbacksStruct() else { return }
  defer { VSIFreeFilesystemPluginCallbacksStruct(handler) }
  handler.pointee.open = { _, _, _ in nil }
  handler.pointee.stat = { _, _, _, _ in -1 }
  let isOpen = RemoteScenes.settle()
  // Nothing is allowed but what is being read; see `RemoteScenes`.
  if isOpen { CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_FILENAME", "none") }
  for prefix in remotePrefixes where !(isOpen && RemoteScenes.prefixes.contains(prefix)) {
    VSIInstallPluginHandler(prefix, handler)
  }
}()

/// Names that GDAL reads from elsewhere than the disk.
private let remotePrefixes =
  ["curl", "s3", "gs", "az", "adls", "oss", "swift", "hdfs", "webhdfs"].flatMap {
    ["/vsi\($0)/", "/vsi\($0)_streaming/"]
  } + ["/vsicurl?", "/vsistdin/", "/vsistdin?"]

/// GDAL's drivers that read nothing but files on the disk, and start no other program. HDF5, netCDF
/// and FITS are not among them: their libraries open addresses by themselves, and Facet reads the
/// first two without GDAL.
private let localDrivers: Set<String> = {
  let names = """
    VRT GTiff COG MEM NITF HFA ENVI EHdr ISCE GenBin PNG JPEG GIF BIGGIF BMP PNM TGA XPM SGI WEBP \
    HEIF JP2OpenJPEG GPKG MBTiles Rasterlite AAIGrid GRASSASCIIGrid ISG AIG XYZ ZMap GSAG GSBG \
    GS7BG SAGA RST ILWIS PCIDSK PCRaster ERS MFF MFF2 RMF BT LAN ELAS FIT ARG GXF HF2 KRO ROI_PAC \
    RRASTER R USGSDEM DTED SDTS SRTMHGT LCP GTX NTv2 CTable2 ACE2 SIGDEM Leveller Terragen \
    NWT_GRD NWT_GRC ISIS2 ISIS3 PDS PDS4 VICAR HDF4 HDF4Image GRIB BSB MAP CALS PAux DOQ1 DOQ2 \
    CEOS SAR_CEOS DIMAP SAFE SENTINEL2 RS2 TSX COSAR AirSAR TIL FAST L1B MSGN GeoJSON GeoJSONSeq \
    ESRIJSON TopoJSON KML LIBKML GML GPX CSV SQLite FlatGeobuf DXF DGN OpenFileGDB OGR_VRT \
    OGR_GMT Idrisi Geoconcept Zarr GeoRSS Memory ODS XLSX XLS S57 MVT JML
    """
  return Set(names.split(separator: " ").map(String.init)).union(["ESRI Shapefile", "MapInfo File"])
}()

/// Writes rasters by GDAL's own Python, as other programs write them.
///
/// The script has `gdal`, `osr`, `numpy`, `path`, and
/// - `cube(bands, rows, columns)`: values 100 · row + 10 · column + band, int16;
/// - `write(path, values, …)`: a raster of (band, row, column) values in UTM zone 33 north, upper-left
///   corner (500000, 5800000), pixels of 30 m; returns GDAL's dataset.
package func rasterScript(_ path: String, _ script: String) throws {
  let start = """
    import sys, numpy
    from osgeo import gdal, osr
    gdal.UseExceptions()
    path = sys.argv[1]
    types = {'uint8': gdal.GDT_Byte, 'int16': gdal.GDT_Int16, 'uint16': gdal.GDT_UInt16,
             'float32': gdal.GDT_Float32}
    def cube(bands, rows, columns):
      b, r, c = numpy.meshgrid(range(bands), range(rows), range(columns), indexing='ij')
      return (100 * r + 10 * c + b).astype('int16')
    def write(path, values, transform=(500000, 30, 0, 5800000, 0, -30), options=(), code=32633,
              driver='GTiff'):
      bands, rows, columns = values.shape
      raster = gdal.GetDriverByName(driver).Create(
        path, columns, rows, bands, types[values.dtype.name], list(options))
      if transform: raster.SetGeoTransform(transform)
      if code:
        system = osr.SpatialReference()
        system.ImportFromEPSG(code)
        raster.SetProjection(system.ExportToWkt())
      for band in range(bands): raster.GetRasterBand(band + 1).WriteArray(values[band])
      return raster

    """
  _ = try output(of: "/usr/bin/python3", ["-c", start + script, path])
}

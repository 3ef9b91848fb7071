import Foundation
package import Scenes

/// Small files as other programs keep cubes, spectra and labels, for damaging.
package enum InterchangeProducts {
  /// Where the labels lie: 6 rows and 5 columns, as the reference scene.
  package static let place = Georeference(
    transform: ReferenceScene.transform, crs: ReferenceScene.crs)

  /// Runs a script with `folder`, numpy, ogr and osr; `box(left, top, right, bottom)` is a polygon by
  /// columns and rows.
  private static func python(_ folder: TemporaryFolder, _ script: String) throws {
    let start = """
      import itertools, json, os, sys, zipfile, zlib
      import numpy
      from osgeo import gdal, ogr, osr
      gdal.UseExceptions()
      folder = sys.argv[1] + '/'
      def system(code=32632):
        found = osr.SpatialReference()
        found.ImportFromEPSG(code)
        found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return found
      def corners(left, top, right, bottom):
        return [(680000 + 30 * x, 5340000 - 30 * y) for x, y in
                [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]]
      cube = numpy.arange(6 * 5 * 8, dtype='u2').reshape(6, 5, 8)
      labels = (numpy.arange(30) % 4).astype('u1').reshape(6, 5)

      """
    _ = try output(of: "/usr/bin/python3", ["-c", start + script, folder.path])
  }

  package static let all: [FormatCase] = cubes + libraries + labels

  private static let cubes = [
    FormatCase(name: "NumPy array", format: "NumPy") { folder in
      try python(folder, "numpy.save(folder + 'a.npy', cube.astype('>f2'))")
      return folder.file("a.npy")
    },
    FormatCase(name: "NumPy archive", format: "NumPy") { folder in
      try python(
        folder,
        "numpy.savez(folder + 'a.npz', cube=cube, labels=labels, wavelength=400 + 10. * "
          + "numpy.arange(8))")
      return folder.file("a.npz")
    },
    FormatCase(name: "NumPy archive, packed", format: "NumPy") { folder in
      try python(
        folder, "numpy.savez_compressed(folder + 'a.npz', cube=cube, labels=labels)")
      return folder.file("a.npz")
    },
    FormatCase(name: "Zarr", format: "Zarr") { folder in
      try python(
        folder,
        """
        os.makedirs(folder + 's.zarr/cube'); os.makedirs(folder + 's.zarr/wavelength')
        dump = lambda name, value: json.dump(value, open(folder + 's.zarr/' + name, 'w'))
        dump('.zgroup', {'zarr_format': 2})
        for name, values, chunk, names in [
            ('cube', cube, (3, 5, 8), ['y', 'x', 'band']),
            ('wavelength', 400 + 10. * numpy.arange(8), (8,), ['band'])]:
          dump(name + '/.zarray', {
            'zarr_format': 2, 'shape': values.shape, 'chunks': chunk, 'dtype': values.dtype.str,
            'compressor': {'id': 'zlib', 'level': 1}, 'fill_value': None, 'order': 'C',
            'filters': None})
          dump(name + '/.zattrs', {'_ARRAY_DIMENSIONS': names, 'scale_factor': 0.5})
          for place in itertools.product(*[range(-(-n // m)) for n, m in zip(values.shape, chunk)]):
            part = values[tuple(slice(i * m, (i + 1) * m) for i, m in zip(place, chunk))]
            open(folder + 's.zarr/' + name + '/' + '.'.join(map(str, place)), 'wb').write(
              zlib.compress(numpy.ascontiguousarray(part).tobytes()))
        """)
      return folder.file("s.zarr")
    },
  ]

  private static let libraries = [
    FormatCase(name: "ENVI library", format: "ENVI spectral library") { folder in
      try python(folder, "cube[0, :4].astype('<f4').tofile(folder + 'a.sli')")
      return try text(
        folder, "a.hdr",
        """
        ENVI
        samples = 8
        lines = 4
        bands = 1
        data type = 4
        interleave = bsq
        byte order = 0
        file type = ENVI Spectral Library
        wavelength units = Nanometers
        spectra names = {oak 1, oak 2, lake, soil}
        wavelength = {400, 410, 420, 430, 440, 450, 460, 470}
        fwhm = {10, 10, 10, 10, 10, 10, 10, 10}

        """)
    },
    FormatCase(name: "table of spectra", format: "table of spectra") { folder in
      try text(
        folder, "a.csv", "name,class,400,410,420\noak 1,oak,0.1,0.2,0.3\nlake,water,0.2,,1e-3\n")
    },
    FormatCase(name: "EnMAP-Box library", format: "EnMAP-Box spectral library") { folder in
      try text(
        folder, "a.geojson",
        """
        {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [11, 48]},
         "properties": {"class": "oak", "profiles": {"y": [0.1, null, 0.3],
         "x": [400.5, 410, 420], "xUnit": "nm", "bbl": [1, 0, 1]}}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [11, 48]},
         "properties": {"class": "lake", "profiles": {"y": [1, 2, 3], "x": [400.5, 410, 420]}}}]}
        """)
    },
  ]

  private static let labels = [
    labelCase("ENVI regions in XML") { folder in
      try text(
        folder, "a.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <RegionsOfInterest version="1.1">
        <Region name="oak" color="0,100,50"><GeometryDef><CoordSysStr>none</CoordSysStr>
        <Polygon><Exterior><LinearRing><Coordinates>0 0 4 0 4 4 0 4 0 0</Coordinates></LinearRing>
        </Exterior><Interior><LinearRing><Coordinates>1 1 2 1 2 2 1 2 1 1</Coordinates></LinearRing>
        </Interior></Polygon></GeometryDef></Region>
        <Region name="lake" color="0,0,255"><GeometryDef><CoordSysStr>none</CoordSysStr>
        <Point><Coordinates>4.5 5.5</Coordinates></Point></GeometryDef></Region>
        </RegionsOfInterest>

        """)
    },
    labelCase("ENVI regions in text") { folder in
      try text(
        folder, "a.txt",
        """
        ; ENVI Output of ROIs (5.1) [Sat Nov 28 10:00:00 2026]
        ; Number of ROIs: 2
        ; File Dimension: 5 x 6
        ; ROI name: oak
        ; ROI rgb value: {255, 0, 0}
        ; ROI npts: 2
        ; ROI name: lake
        ; ROI rgb value: {0, 0, 255}
        ; ROI npts: 1
        ;   ID    X    Y
             1    1    1
             2    5    6

             1    3    4

        """)
    },
    labelCase("SCP training input") { folder in
      try python(
        folder,
        """
        source = ogr.GetDriverByName('GPKG').CreateDataSource(folder + 'geometry.gpkg')
        layer = source.CreateLayer('training', system(), ogr.wkbPolygon)
        layer.CreateField(ogr.FieldDefn('macroclass_id', ogr.OFTInteger))
        for code, place in [(3, (0, 0, 2, 2)), (7, (2, 2, 5, 6))]:
          feature = ogr.Feature(layer.GetLayerDefn())
          feature['macroclass_id'] = code
          feature.SetGeometry(ogr.CreateGeometryFromWkt('POLYGON((%s))' % ','.join(
            '%r %r' % corner for corner in corners(*place))))
          layer.CreateFeature(feature)
        layer = source = None
        with zipfile.ZipFile(folder + 'a.scpx', 'w') as archive:
          archive.write(folder + 'geometry.gpkg', 'geometry.gpkg')
          archive.writestr('macroclasses.xml', '<?xml version="1.0" ?><macroclasses '
            'version="0.8.0" macroclass_field="macroclass_id" class_field="class_id" crs="">'
            '<macroclass id="3" name="oak" color="#106030"/>'
            '<macroclass id="7" name="lake" color="#2040ff"/></macroclasses>')
        os.remove(folder + 'geometry.gpkg')
        """)
      return folder.file("a.scpx")
    },
    labelCase("ilastik project") { folder in
      let file = try HDF5File.create(folder.file("a.ilp"))
      let block = "/PixelClassification/LabelSets/labels000/block0000"
      try file.createDataset(block, of: UInt8.self, shape: [2, 3, 1])
        .write([UInt8](arrayLiteral: 0, 1, 2, 2, 0, 1))
      try file.setAttribute("blockSlice", .string("[1:3,1:4,0:1]"), on: block)
      try file.setAttribute(
        "axistags", .string(#"{"axes": [{"key": "y"}, {"key": "x"}, {"key": "c"}]}"#), on: block)
      let colours = "/PixelClassification/LabelColors"
      try file.createDataset(colours, of: Int64.self, shape: [2, 3])
        .write([Int64](arrayLiteral: 255, 0, 0, 0, 0, 255))
      try file.close()
      return folder.file("a.ilp")
    },
    labelCase("table of points") { folder in
      try text(
        folder, "a.csv",
        "x,y,class,colour\n680015,5339985,oak,#00ff00\n680100,5339900,\"lake, deep\",#0000ff\n")
    },
    labelCase("picture with a palette") { folder in
      try python(
        folder,
        """
        memory = gdal.GetDriverByName('MEM').Create('', 5, 6, 3, gdal.GDT_Byte)
        for band, values in enumerate([labels // 2 * 255, labels % 2 * 255, labels * 0]):
          memory.GetRasterBand(band + 1).WriteArray(values)
          memory.GetRasterBand(band + 1).SetColorInterpretation(gdal.GCI_RedBand + band)
        gdal.GetDriverByName('GTiff').CreateCopy(folder + 'a.tif', memory)
        """)
      _ = try text(folder, "a.csv", "oak,0,255,0\nlake,255,0,0\nsoil,255,255,0\n")
      return folder.file("a.tif")
    },
  ]

  private static func labelCase(
    _ name: String, _ write: @escaping @Sendable (TemporaryFolder) throws -> String
  ) -> FormatCase {
    var format = FormatCase(name: name, format: name, write: write)
    format.isLabels = true
    return format
  }

  private static func text(
    _ folder: TemporaryFolder, _ name: String, _ text: String
  ) throws -> String {
    try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    return folder.file(name)
  }

  /// Reads labels with and without a scene.
  package static func readLabels(_ path: String) throws {
    var descriptor = SceneDescriptor()
    descriptor.labelsCRS = ReferenceScene.crs
    // A project of ilastik that does not state its image's size is refused without a scene.
    _ = try? LabelRecognition.looking(at: path, descriptor: descriptor)
    _ = try GatheredLabels(
      [path], field: nil, crs: ReferenceScene.crs, onto: place, rows: 6, columns: 5,
      of: "scene.tif")
  }
}

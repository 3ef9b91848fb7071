package import Scenes

/// The reference scene in one format, and what of it the format can hold.
package struct FormatCase: Sendable, CustomStringConvertible {
  package let name: String
  /// What `Recognition` calls it.
  package let format: String
  package var hasWidths = true
  package var hasBadBand = false
  package var hasGeoreference = true
  /// Whether it is a file of labels, and no scene.
  package var isLabels = false
  var fill: Double?
  var scale: Double?
  /// Writes it into a folder; gives the path to open.
  package let write: @Sendable (_ folder: TemporaryFolder) throws -> String

  package var description: String { name }

  package var descriptor: SceneDescriptor {
    var descriptor = SceneDescriptor()
    descriptor.fill = fill
    descriptor.scale = scale
    return descriptor
  }

  package static let all: [FormatCase] = products + netCDF + matlab + envi + rasters

  /// One of each reader.
  package static let forFuzzing: [FormatCase] = {
    let kept = [
      "ENVI bil type 4", "ENVI bsq type 5, big-endian, offset", "NetCDF-3 bip", "HDF5 bil",
    ]
    let several: Set = ["ENVI", "NetCDF-3", "HDF5"]
    return all.filter { !several.contains($0.format) || kept.contains($0.name) }
      + InterchangeProducts.all
  }()

  /// Whether HDF5 takes part in reading it.
  package var standsOnHDF5: Bool {
    [
      "PRISMA L2D", "EMIT", "AVIRIS", "NEON AOP", "Tanager", "NetCDF-4", "HDF5", "MATLAB 7.3",
      "ilastik project",
    ]
    .contains(format)
  }

  private static let products = [
    FormatCase(name: "PRISMA L2D", format: "PRISMA L2D") {
      try written($0.file("prisma.he5"), HDF5Products.prisma)
    },
    FormatCase(name: "EMIT L2A", format: "EMIT", hasBadBand: true, hasGeoreference: false) {
      try written($0.file("emit.nc"), HDF5Products.emit)
    },
    FormatCase(name: "AVIRIS-3", format: "AVIRIS") {
      try written($0.file("aviris.nc"), HDF5Products.aviris)
    },
    FormatCase(name: "AVIRIS-NG", format: "AVIRIS") {
      try written($0.file("aviris-ng.nc"), HDF5Products.avirisNG)
    },
    FormatCase(name: "NEON AOP", format: "NEON AOP") {
      try written($0.file("neon.h5"), HDF5Products.neon)
    },
    FormatCase(name: "Tanager ortho", format: "Tanager", hasBadBand: true) {
      try written($0.file("tanager.h5"), TanagerProducts.ortho)
    },
    FormatCase(name: "Tanager basic", format: "Tanager", hasGeoreference: false) {
      try written($0.file("tanager-basic.h5"), TanagerProducts.basic)
    },
    FormatCase(name: "CF NetCDF-4", format: "NetCDF-4") {
      try written($0.file("cf.nc"), HDF5Products.cf)
    },
  ]

  private static let netCDF = ["bsq", "bil", "bip"].flatMap { interleave in
    [
      FormatCase(name: "NetCDF-3 \(interleave)", format: "NetCDF-3") {
        try written($0.file("\(interleave).nc")) {
          try NetCDFProducts.classic($0, interleave: interleave)
        }
      },
      FormatCase(name: "HDF5 \(interleave)", format: "HDF5", hasGeoreference: false) {
        try written($0.file("\(interleave).h5")) {
          try HDF5Products.generic($0, interleave: interleave)
        }
      },
    ]
  }

  private static let matlab = [
    FormatCase(
      name: "MATLAB 7.3", format: "MATLAB 7.3", hasWidths: false, hasGeoreference: false,
      fill: -32768, scale: 1e-4
    ) { try written($0.file("new.mat"), HDF5Products.matlab73) },
    FormatCase(
      name: "MATLAB 5", format: "MATLAB 5", hasWidths: false, hasGeoreference: false, fill: 0,
      scale: 1e-4
    ) { try written($0.file("plain.mat")) { try MATLABProducts.write($0, isCompressed: false) } },
    FormatCase(
      name: "MATLAB 5, compressed", format: "MATLAB 5", hasWidths: false, hasGeoreference: false,
      fill: 0, scale: 1e-4
    ) { try written($0.file("packed.mat")) { try MATLABProducts.write($0, isCompressed: true) } },
  ]

  private static let envi = ["bsq", "bil", "bip"].flatMap { interleave in
    [2, 3, 4, 5, 12, 13, 14, 15].map { type in
      let isBig = type % 2 == 1
      return FormatCase(
        name: "ENVI \(interleave) type \(type)\(isBig ? ", big-endian, offset" : "")",
        format: "ENVI", hasBadBand: true
      ) { folder in
        try written(folder.file("envi-\(interleave)-\(type)")) {
          try ENVIProducts.write(
            $0, interleave: interleave, dataType: type, isBigEndian: isBig, offset: isBig ? 37 : 0)
        }
      }
    }
  }

  private static let rasters = [
    FormatCase(name: "EnMAP L2A", format: "EnMAP") { try GeoTIFFProducts.enmap($0.path) },
    FormatCase(name: "DESIS L2A", format: "DESIS") { try GeoTIFFProducts.desis($0.path) },
    FormatCase(name: "EnMAP tile", format: "GeoTIFF", hasBadBand: true) {
      try written($0.file("tile.tif"), GeoTIFFProducts.tile)
    },
    FormatCase(name: "VRT", format: "VRT", hasBadBand: true) {
      try GeoTIFFProducts.copy(of: $0.file("tile.tif"), to: $0.file("tile.vrt"), driver: "VRT")
    },
    FormatCase(name: "ERDAS Imagine", format: "HFA", hasBadBand: true) {
      try GeoTIFFProducts.copy(of: $0.file("tile.tif"), to: $0.file("tile.img"), driver: "HFA")
    },
  ]

  private static func written(
    _ path: String, _ write: (String) throws -> Void
  ) throws -> String {
    try write(path)
    return path
  }
}

import Foundation
import Scenes
import TestSupport
import Testing

/// The reference scene in one format, and what of it the format can hold.
struct FormatCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// What `Recognition` calls it.
  let format: String
  var hasWidths = true
  var hasBadBand = false
  var hasGeoreference = true
  var fill: Double?
  var scale: Double?
  /// Writes it into a folder; gives the path to open.
  let write: @Sendable (_ folder: TemporaryFolder) throws -> String

  var testDescription: String { name }

  var descriptor: SceneDescriptor {
    var descriptor = SceneDescriptor()
    descriptor.fill = fill
    descriptor.scale = scale
    return descriptor
  }

  static let all: [FormatCase] = products + matlab + envi + rasters

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
    FormatCase(name: "NEON AOP", format: "NEON AOP") {
      try written($0.file("neon.h5"), HDF5Products.neon)
    },
    FormatCase(name: "Tanager", format: "Tanager") {
      try written($0.file("tanager.h5"), HDF5Products.tanager)
    },
    FormatCase(name: "CF NetCDF-4", format: "NetCDF-4") {
      try written($0.file("cf.nc"), HDF5Products.cf)
    },
  ]

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
  ]

  private static func written(
    _ path: String, _ write: (String) throws -> Void
  ) throws -> String {
    try write(path)
    return path
  }
}

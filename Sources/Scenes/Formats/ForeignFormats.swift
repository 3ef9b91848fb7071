internal import Foundation

/// A format that Facet does not read, told by its first bytes, with the way to one that it reads.
private struct ForeignFormat {
  var name: String
  var remedy: String
  /// Whether it is read as labels, and a scene is wanted.
  var isLabels = false
  var isStart: @Sendable (FileStart) -> Bool
}

private let foreignFormats = [
  ForeignFormat(name: "regions of interest of ENVI", remedy: labelRemedy, isLabels: true) {
    $0.contains("<RegionsOfInterest") || $0.has("; ENVI Output of ROIs")
  },
  ForeignFormat(name: "training input of SCP", remedy: labelRemedy, isLabels: true) {
    $0.isZip && $0.contains("geometry.gpkg")
  },
  ForeignFormat(
    name: "a zipped Zarr store", remedy: "Unpack it into a folder scene.zarr, and name that"
  ) {
    $0.has("PK") && ($0.contains(".zarray") || $0.contains(".zgroup") || $0.contains("zarr.json"))
  },
  ForeignFormat(
    name: "a packed archive", remedy: "Unpack it, and name the file of the scene inside it"
  ) {
    $0.has([0x50, 0x4B, 3, 4]) || $0.has([0x1F, 0x8B]) || $0.has("BZh")
      || $0.has([0x37, 0x7A, 0xBC, 0xAF])
      || $0.has("Rar!") || $0.has([0xFD, 0x37, 0x7A, 0x58]) || $0.has("ustar", at: 257)
  },
  ForeignFormat(
    name: "a list of references of kerchunk, which point to other files",
    remedy: "Save what it stands for as NetCDF: xarray.open_dataset(…).to_netcdf(\"scene.nc\")"
  ) { $0.has("{") && $0.contains("\"refs\"") && $0.contains(".z") },
]

private let labelRemedy = "Give it with --labels, and name the scene itself"

extension FileStart {
  /// Whether a text stands in the first bytes.
  fileprivate func contains(_ text: String) -> Bool {
    bytes.firstRange(of: Array(text.utf8)) != nil
  }

  /// - Throws: `SceneError` that says what the file is, if it is of a format that Facet does not read.
  func requireReadableFormat() throws {
    guard let foreign = foreignFormats.first(where: { $0.isStart(self) }) else { return }
    throw SceneError(
      file: path,
      problem: "is \(foreign.name), "
        + (foreign.isLabels ? "labels and no scene" : "which Facet does not read"),
      remedy: foreign.remedy)
  }
}

internal import Foundation

/// Which files of a folder are the scene, by their names: a product is delivered with quality layers
/// and quicklooks beside its image.
struct FolderImages {
  var images: [String]
  /// Files that are no image of the scene.
  var others: [String] = []

  /// What the names of images hold in products that have other rasters beside them.
  private static let marks = ["spectral_image", "_rfl_", "_rad_"]
  /// Endings of pictures for people.
  private static let pictures: Set<String> = ["png", "jpg", "jpeg", "gif", "bmp", "webp"]

  /// Files that the user named: all of them.
  init(named paths: [String]) { images = paths }

  /// Files that were found.
  init(_ paths: [String]) {
    images = paths
    for mark in Self.marks {
      let marked = paths.filter {
        ($0 as NSString).lastPathComponent.lowercased().contains(mark)
      }
      guard !marked.isEmpty else { continue }
      images = marked
      break
    }
    let cubes = images.filter {
      !Self.pictures.contains(($0 as NSString).pathExtension.lowercased())
    }
    if !cubes.isEmpty { images = cubes }
    others = paths.filter { !images.contains($0) }
  }
}

/// A cube with further remarks on how it was found.
struct RemarkedCube: GenericCubeReader {
  let cube: any CubeReader
  let remarks: [String]

  var shape: CubeShape { cube.shape }
  var bands: BandTable { cube.bands }
  var georeference: Georeference? { cube.georeference }
  var recognition: Recognition {
    var recognition = cube.recognition
    recognition.evidence += remarks
    return recognition
  }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws { try Value.read(window, of: cube, into: buffer) }
}

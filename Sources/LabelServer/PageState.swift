internal import Foundation
internal import Labelling
internal import Scenes

/// What the page knows of a session.
struct PageState: Encodable {
  struct Level: Encodable {
    var level: Int
    var rows: Int
    var columns: Int
  }

  struct Class: Encodable {
    var number: Int
    var name: String
    var colour: String
    /// Labelled pixels.
    var pixels: Int
  }

  /// What never changes while the page is open.
  struct Scene: Encodable {
    var name: String
    var rows: Int
    var columns: Int
    var bands: Int
    var wavelengths: [Double]?
    var good: [Bool]
    var levels: [Level]
    var side: Int
    var presets: [BandPreset]
    var hasPlace: Bool
    var isReadOnly: Bool
    var folder: String?
    var version: String
  }

  var scene: Scene?
  var classes: [Class]
  var canUndo: Bool
  var canRedo: Bool
  var revision: Int
  var generation: Int
  var status: LabelSession.Status
  var summary: LabelSession.Summary?
  var hasEarlier: Bool
  /// What is to be told of an import.
  var notes: [String]?

  /// - Parameter version: of Facet; nil leaves out what never changes.
  init(_ session: LabelSession, version: String? = nil) {
    let sheet = session.labels
    classes = sheet.present.map {
      Class(
        number: $0.number, name: $0.name, colour: $0.colour, pixels: sheet.counts[$0.number])
    }
    (canUndo, canRedo) = (sheet.canUndo, sheet.canRedo)
    (revision, generation) = session.version
    status = session.status
    summary = session.summary
    hasEarlier = session.hasEarlierMap
    guard let version else { return }
    let scene = session.scene
    let shape = scene.cube.shape
    var good = [Bool](repeating: false, count: shape.bands)
    for band in scene.keptBands { good[band] = true }
    self.scene = Scene(
      name: (scene.file as NSString).lastPathComponent, rows: shape.rows, columns: shape.columns,
      bands: shape.bands, wavelengths: scene.cube.bands.wavelengths, good: good,
      levels: session.grids.map { Level(level: $0.level, rows: $0.rows, columns: $0.columns) },
      side: Grid.side, presets: session.presets, hasPlace: scene.georeference?.crs != nil,
      isReadOnly: session.isReadOnly, folder: session.folder?.path, version: version)
  }
}

/// The label maps that come with a scene's file.
package protocol LabelSource: Sendable {
  /// Names of all that may be label maps of the scene.
  func paths() throws -> [String]
  /// The one that is meant if none is named: the descriptor's, one of a usual name, the only one.
  ///
  /// - Throws: `SceneError` that lists those there are.
  func defaultPath() throws -> String
  /// Reads a label map as large as the scene.
  ///
  /// - Throws: `SceneError` if it is absent, of another shape, or holds anything but whole numbers
  ///   from 0 to 65535.
  func read(_ path: String) throws -> LabelMap
  /// Classes by the descriptor, else as the file names them beside that label map.
  func classes(of path: String) throws -> ClassTable?
  /// Pixels that several sources give to different classes, which are unlabelled therefore.
  func disputedPixels() throws -> Int
  /// What there is to say of how they were put on the scene, one a line.
  func remarks() throws -> [String]
}

extension LabelSource {
  package func disputedPixels() throws -> Int { 0 }
  package func remarks() throws -> [String] { [] }
}

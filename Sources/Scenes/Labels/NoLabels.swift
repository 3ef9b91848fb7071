/// The label maps of a file that holds a cube and nothing else: none.
struct NoLabels: LabelSource {
  let file: String
  let descriptor: SceneDescriptor

  func paths() throws -> [String] { [] }

  func defaultPath() throws -> String {
    guard let named = descriptor.labels?.only else { throw refusal(nil) }
    return named
  }

  func read(_ path: String) throws -> GatheredLabels { throw refusal(path) }

  private func refusal(_ name: String?) -> SceneError {
    SceneError(
      file: file, variable: name,
      problem: name == nil
        ? "holds a cube and no labels"
        : "is no file here or beside the scene, and the scene's file holds no labels",
      remedy: "Name a file of labels with `labels`")
  }
}

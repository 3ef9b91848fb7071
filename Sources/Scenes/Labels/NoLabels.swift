/// The label maps of a file that holds a cube and nothing else: none.
struct NoLabels: LabelSource {
  let file: String
  let descriptor: SceneDescriptor

  func paths() throws -> [String] { [] }

  func defaultPath() throws -> String { throw refusal(nil) }

  func read(_ path: String) throws -> LabelMap { throw refusal(path) }

  func classes(of path: String) throws -> ClassTable? { ClassTable(of: descriptor) }

  private func refusal(_ name: String?) -> SceneError {
    SceneError(
      file: file, variable: name, problem: "holds a cube and no labels",
      remedy: "Name a file of labels with `labels`")
  }
}

import Foundation
import Parts
import Yams

extension SceneDescriptor {
  /// Reads a descriptor from YAML.
  ///
  /// - Parameters:
  ///   - yaml: the text.
  ///   - path: its file, for messages.
  /// - Throws: `SceneError` naming an unknown key and the nearest valid one, or the value at fault.
  public init(yaml: String, path: String) throws {
    let fields = CodingKeys.allCases.map(\.rawValue)
    do {
      let root = try Yams.compose(yaml: yaml)
      if root == nil {
        self.init()
        return
      }
      guard let mapping = root?.mapping else {
        throw SceneError(
          file: path, problem: "is not a list of `key: value`",
          remedy: "Its keys are \(fields.joined(separator: ", "))")
      }
      for key in mapping.keys {
        let key = key.string ?? "?"
        guard fields.contains(key) else {
          let near = nearestName(to: key, among: fields).map { "Did you mean `\($0)`? " } ?? ""
          throw SceneError(
            file: path, variable: key, problem: "is no key of a scene descriptor",
            remedy: near + "The keys are \(fields.joined(separator: ", "))")
        }
      }
      self = try YAMLDecoder().decode(SceneDescriptor.self, from: yaml)
    } catch let error as DecodingError {
      throw Self.explain(error, path: path)
    } catch let error as YamlError {
      throw SceneError(file: path, problem: "is not valid YAML: \(error)")
    }
    try validate(path: path)
  }

  /// Reads a descriptor by path ("…/salinas.yaml") or by name ("salinas": Scenes/salinas.yaml of
  /// the working folder, of the project that the program was built in, or of `share/facet` where it
  /// is installed).
  ///
  /// - Throws: `SceneError` that lists the names there are.
  public static func named(_ name: String) throws -> SceneDescriptor {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") {
      return try load(name)
    }
    let folders = descriptorFolders()
    for folder in folders {
      let path = "\(folder)/\(name).yaml"
      if FileManager.default.fileExists(atPath: path) { return try load(path) }
    }
    let known = knownNames()
    let near = nearestName(to: name, among: known).map { "Did you mean `\($0)`? " } ?? ""
    throw SceneError(
      file: "Scenes/\(name).yaml", problem: "there is no such scene descriptor",
      remedy: near
        + (known.isEmpty
          ? "Give the path of a YAML file" : "There are \(known.joined(separator: ", "))"))
  }

  /// Names that `named` finds, in alphabetical order.
  public static func knownNames() -> [String] {
    Set(
      descriptorFolders()
        .flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    ).sorted()
  }

  private static func load(_ path: String) throws -> SceneDescriptor {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SceneError(
        file: path, problem: "there is no such file, or it may not be read",
        remedy: "Check the path of the scene descriptor")
    }
    OutputGate.program.note(path, as: "the scene descriptor")
    return try SceneDescriptor(yaml: String(decoding: data, as: UTF8.self), path: path)
  }

  private static func descriptorFolders() -> [String] { installedFolders("Scenes") }

  /// The path of the scene's file: `file` in the working folder, or in the folder `FACET_SCENES`
  /// or a folder inside it.
  ///
  /// - Throws: `SceneError` that names the places searched and the source to fetch it from.
  public func locateFile() throws -> String {
    guard let file else {
      throw SceneError(
        file: name ?? "scene descriptor", variable: "file", problem: "names no file",
        remedy: "Name the scene's file")
    }
    let manager = FileManager.default
    if manager.fileExists(atPath: file) { return file }
    let folder = ProcessInfo.processInfo.environment["FACET_SCENES"]
    if let folder {
      let inside = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      for place in [folder] + inside.map({ "\(folder)/\($0)" })
      where manager.fileExists(atPath: "\(place)/\(file)") {
        return "\(place)/\(file)"
      }
    }
    throw SceneError(
      file: file,
      problem: "there is no such file in \(manager.currentDirectoryPath)"
        + (folder.map { " or \($0)" } ?? ""),
      remedy: "Give its path, or set FACET_SCENES to the folder of your scenes"
        + (source.map { "; it comes from \($0)" } ?? ""))
  }

  private func validate(path: String) throws {
    func refuse(_ key: CodingKeys, _ problem: String, _ remedy: String) -> SceneError {
      SceneError(file: path, variable: key.rawValue, problem: problem, remedy: remedy)
    }
    if let scale, !scale.isFinite || scale == 0 {
      throw refuse(.scale, "is \(scale)", "Give a number other than 0")
    }
    if let offset, !offset.isFinite {
      throw refuse(.offset, "is \(offset)", "Give a finite number")
    }
    if let bandTolerance, !(bandTolerance >= 0) {
      throw refuse(.bandTolerance, "is \(bandTolerance)", "Give a distance in nm from 0")
    }
    if let shape, shape.count != 3 || shape.contains(where: { $0 < 1 }) {
      throw refuse(.shape, "is \(shape)", "Give rows, columns and bands")
    }
    if let falseColour, falseColour.count != 3 || falseColour.contains(where: { !($0 >= 1) }) {
      throw refuse(.falseColour, "is \(falseColour)", "Give three bands or wavelengths")
    }
    for entry in classes ?? [] {
      if let colour = entry.colour, Colour(hexadecimal: colour) == nil {
        throw refuse(.classes, "\(entry.name) has the colour \(colour)", "Write it as \"#rrggbb\"")
      }
    }
    let codes = (classes ?? []).compactMap(\.code)
    guard codes.isEmpty || codes.count == classes?.count, Set(codes).count == codes.count else {
      throw refuse(.classes, "has the codes \(codes)", "Give each class a code of its own, or none")
    }
    if classes?.isEmpty == true {
      throw refuse(.classes, "is empty", "List the classes, or leave it out")
    }
  }

  private static func explain(_ error: DecodingError, path: String) -> SceneError {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default: return SceneError(file: path, problem: "\(error)")
    }
    let key = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return SceneError(
      file: path, variable: key.isEmpty ? nil : key.joined(separator: "."),
      problem: context.debugDescription, remedy: "Correct the value")
  }
}

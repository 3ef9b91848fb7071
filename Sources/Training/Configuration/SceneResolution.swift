internal import Foundation
public import Scenes

extension SceneSection {
  /// The descriptor with this section's values laid over it.
  ///
  /// - Throws: `SceneError` if the descriptor cannot be found or read.
  public func sceneDescriptor() throws -> SceneDescriptor {
    var result = try descriptor.map { try SceneDescriptor.named($0) } ?? SceneDescriptor()
    if let file { result.file = file }
    if let cube { result.cube = cube }
    if let labels { result.labels = labels }
    if let labelField { result.labelField = labelField }
    if let labelsCRS { result.labelsCRS = labelsCRS }
    if let unlabelled { result.unlabelled = unlabelled }
    if let axes { result.axes = axes }
    if let scale { result.scale = scale }
    if let offset { result.offset = offset }
    if let fill { result.fill = fill }
    if let wavelength { result.wavelength = wavelength }
    if let matchBands { result.matchBands = matchBands }
    if let bandTolerance { result.bandTolerance = bandTolerance }
    if let drop { result.drop = drop }
    if let sensor { result.sensor = sensor }
    if let grid { result.grid = grid }
    return result
  }

  /// Finds the scene's file: as written from the working folder, from the configuration's folder,
  /// then in the folder `FACET_SCENES` and the folders inside it.
  ///
  /// - Parameters:
  ///   - configuration: path of the configuration's file, if it has one.
  ///   - environment: where `FACET_SCENES` is looked up; nil for the process's own.
  /// - Throws: `ConfigurationError` if no file is named, or it is in none of these places, which
  ///   are listed.
  public func locateFile(
    configuration: String? = nil,
    environment: [String: String]? = nil
  ) throws -> String {
    let environment = environment ?? ProcessInfo.processInfo.environment
    let described = try sceneDescriptor()
    let subject = configuration ?? "configuration"
    guard let name = described.file else {
      throw ConfigurationError(
        file: subject, key: "scene.file", problem: "no scene is named",
        remedy: "Give `scene: {file: …}` or `scene: {descriptor: …}`, or --scene FILE")
    }
    let scenes = SceneFiles.scenes(name).map { Self.places(of: $0, configuration, environment) }
    let found = scenes.map { $0.first { (try? SceneFiles($0)) != nil } }
    guard let missing = found.firstIndex(of: nil) else {
      return found.compactMap { $0 }.joined(separator: " + ")
    }
    let tried = scenes[missing]
    let looked = tried.count > 6 ? Array(tried.prefix(6)) + ["…"] : tried
    throw ConfigurationError(
      file: subject, key: "scene.file",
      problem: "there is no \(looked.joined(separator: ", nor "))"
        + (environment["FACET_SCENES"] == nil ? " (FACET_SCENES is not set)" : ""),
      remedy: "Give its path with --scene, or set FACET_SCENES to the folder of your scenes"
        + (described.source.map { "; it comes from \($0)" } ?? ""))
  }

  /// Finds a scene as it is named, then as `locateFile` does without a configuration.
  ///
  /// - Throws: `SceneError` if it is in none of the places.
  package static func locate(_ name: String) throws -> String {
    let tried = places(of: name, nil, ProcessInfo.processInfo.environment)
    guard let found = tried.first(where: { (try? SceneFiles($0)) != nil }) else {
      throw SceneError(
        file: name, problem: "does not exist",
        remedy: "Give the path of a scene, or set FACET_SCENES to the folder of your scenes")
    }
    return found
  }

  private static func places(
    of name: String, _ configuration: String?, _ environment: [String: String]
  ) -> [String] {
    var places = [name]
    guard !name.hasPrefix("/") else { return places }
    if let configuration {
      let folder = (configuration as NSString).deletingLastPathComponent
      if !folder.isEmpty { places.append("\(folder)/\(name)") }
    }
    if let scenes = environment["FACET_SCENES"], !scenes.isEmpty {
      let inside = (try? FileManager.default.contentsOfDirectory(atPath: scenes)) ?? []
      places.append("\(scenes)/\(name)")
      places += inside.sorted().map { "\(scenes)/\($0)/\(name)" }
    }
    return places
  }
}

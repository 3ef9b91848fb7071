internal import Foundation
internal import MetricLearning
public import Scenes
internal import Synchronization

/// A labelling session: a scene, its labels, and a map that follows them.
///
/// May be used from several threads. What takes long (features, the whole map, training) runs on
/// threads of its own, and never makes a stroke wait.
public final class LabelSession: Sendable {
  /// What listeners are told.
  public enum Event: String, Sendable {
    /// Labels or classes: tiles of the map are stale.
    case labels
    /// The map is decided by other features: all of it is stale.
    case features
    /// Areas and accuracy are known for the labels as they are.
    case summary
    /// Progress, a message, the state of the training.
    case status
  }

  struct State {
    var sheet: LabelSheet
    var references = References()
    var tiles: DecisionTiles?
    var basis = SceneFeatures.Basis.components
    /// How often features have changed.
    var generation = 0
    var points: ReferencePoints?
    /// The pieces of the stroke that is under way.
    var stroke: LabelCommand?
    /// How often labels have changed since they were saved.
    var unsaved = 0
    var status = Status()
    var summary: Summary?
    var suggestions: [Suggestion] = []
    /// The revision and generation that these were made for.
    var suggestedFor = (-1, -1)
    var listeners: [Int: @Sendable (Event) -> Void] = [:]
    var nextListener = 0
    var spectra: [Int: (pixels: [Int], spectra: ClassSpectrum)] = [:]
    var earlier: EarlierMap?
    var isClosed = false
  }

  /// What the session is at, for the page.
  public struct Status: Codable, Equatable, Sendable {
    /// "features", "training", "finishing", or nil.
    public var work: String?
    /// 0…1.
    public var share: Double?
    /// Something the user should read: what failed.
    public var problem: String?
    /// Whether the map is decided by a trained network.
    public var isModel = false
    /// Files that "Finish" has made.
    public var finished: [String] = []
  }

  public let scene: Scene
  /// Nil if nothing is kept on the disk.
  public let folder: SessionFolder?
  public let isReadOnly: Bool
  let pictures: SceneTiles
  private let journal: Journal?
  /// Held while files are written: two threads may want to.
  private let saving = Mutex(())
  let state: Mutex<State>
  let worker = Worker()

  /// Opens a session, or begins one.
  ///
  /// - Parameters:
  ///   - scene: the scene to label.
  ///   - folder: of the session; nil keeps nothing.
  ///   - isReadOnly: whether labels stay as they are.
  /// - Throws: `SceneError` if the folder holds no session or one of another scene, or another program
  ///   has it open.
  public init(_ scene: Scene, folder: SessionFolder?, isReadOnly: Bool = false) throws {
    self.scene = scene
    self.folder = folder
    self.isReadOnly = isReadOnly
    pictures = SceneTiles(scene)
    var sheet = LabelSheet(rows: scene.shape.rows, columns: scene.shape.columns)
    var references = References()
    if let folder {
      if !isReadOnly { try folder.make() }
      if folder.exists {
        let (head, commands) = try Journal.read(folder.journal)
        guard head.rows == sheet.rows, head.columns == sheet.columns else {
          throw SceneError(
            file: folder.path,
            problem: "is a session of a scene of \(head.rows)×\(head.columns) pixels "
              + "(\(head.scene)); this one has \(sheet.rows)×\(sheet.columns)",
            remedy: "Name that scene, or another folder with -o")
        }
        for (index, command) in commands.enumerated() {
          do {
            try sheet.apply(command)
          } catch let error as LabelError {
            throw SceneError(
              file: folder.journal, problem: "line \(index + 2): \(error)",
              remedy: "Restore the journal from a copy, or remove the line")
          }
        }
        let labelled = sheet.labels.indices.filter { sheet.labels[$0] > 0 }
        references.take(
          LabelSheet.Change(
            pixels: labelled, before: Array(repeating: 0, count: labelled.count),
            after: labelled.map { sheet.labels[$0] }),
          classes: sheet.classes.count, labels: sheet.labels)
      }
    }
    if let folder, !isReadOnly {
      try Journal.mend(folder.journal)
      journal = try Journal(
        folder.journal,
        head: Journal.Head(
          scene: SceneFiles.absolute(scene.file), rows: sheet.rows, columns: sheet.columns))
      folder.own()
    } else {
      journal = nil
    }
    state = Mutex(State(sheet: sheet, references: references))
  }

  /// Tells a listener what happens, until `stopListening`.
  public func listen(_ body: @escaping @Sendable (Event) -> Void) -> Int {
    state.withLock { state in
      state.nextListener += 1
      state.listeners[state.nextListener] = body
      return state.nextListener
    }
  }

  public func stopListening(_ number: Int) {
    state.withLock { $0.listeners[number] = nil }
  }

  func tell(_ event: Event) {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener(event) }
  }

  /// A piece of a stroke that is under way, or a command of its own.
  public enum Part: Sendable {
    case whole, first, next
  }

  /// Carries out a command.
  ///
  /// - Parameter part: pieces of a stroke change the map at once; they are written to the journal, and
  ///   undone, as one command when `endStroke` says so.
  /// - Throws: `LabelError` if it cannot be carried out, `SceneError` if it cannot be saved; nothing
  ///   has changed then.
  public func perform(_ command: LabelCommand, part: Part = .whole) throws {
    guard !isReadOnly else { throw LabelError("this session is only looked at") }
    try state.withLock { state in
      if part != .next || state.stroke == nil || state.stroke?.label != command.label {
        try close(&state)
      }
      if part == .whole {
        let before = state.sheet
        let change = try state.sheet.apply(command)
        do {
          try journal?.append(command)
        } catch {
          state.sheet = before
          throw error
        }
        take(change, &state)
      } else {
        guard command.action == .brush else { throw LabelError("only brushes come in pieces") }
        if var stroke = state.stroke, let more = command.points {
          take(try state.sheet.apply(command, joins: true), &state)
          stroke.points = (stroke.points ?? []) + more
          state.stroke = stroke
          // A journal's line has a size that can be read again.
          if (stroke.points?.count ?? 0) > LabelCommand.mostPoints { try close(&state) }
        } else {
          take(try state.sheet.apply(command), &state)
          state.stroke = command
        }
      }
    }
    tell(.labels)
    worker.wake()
  }

  /// Ends the stroke that is under way, if one is.
  public func endStroke() throws {
    try state.withLock { try close(&$0) }
    worker.wake()
  }

  private func close(_ state: inout State) throws {
    guard let stroke = state.stroke else { return }
    state.stroke = nil
    try journal?.append(stroke)
  }

  func take(_ change: LabelSheet.Change, _ state: inout State) {
    state.references.take(
      change, classes: state.sheet.classes.count, labels: state.sheet.labels)
    state.points = nil
    state.unsaved += 1
  }

  /// The references with their features, as they are now; nil before there are features.
  func points(_ state: inout State) -> (points: ReferencePoints, tiles: DecisionTiles)? {
    guard let tiles = state.tiles else { return nil }
    let points = state.points ?? ReferencePoints(state.references, tiles.pixels)
    state.points = points
    return (points, tiles)
  }

  /// The labels as they are.
  public var labels: LabelSheet { state.withLock { $0.sheet } }

  /// Writes `labels` and `session.yaml`, if anything has changed.
  ///
  /// - Throws: `SceneError` if a file cannot be written.
  public func save() throws {
    guard let folder, !isReadOnly else { return }
    try saving.withLock { _ in
      let (sheet, basis, unsaved) = state.withLock { ($0.sheet, $0.basis, $0.unsaved) }
      guard unsaved > 0 || !FileManager.default.fileExists(atPath: folder.description) else {
        return
      }
      try folder.save(sheet, of: scene, basis: basis)
      state.withLock { $0.unsaved -= unsaved }
    }
  }

  func setStatus(_ change: (inout Status) -> Void) {
    state.withLock { change(&$0.status) }
    tell(.status)
  }
}

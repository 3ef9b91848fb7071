internal import Foundation
internal import Scenes
internal import Synchronization
internal import Training

/// Trains networks on what is painted, in processes of their own with the lowest priority, so that a
/// stroke never waits and a crash harms nothing. What they make becomes the session's run.
public final class ModelTraining: Sendable {
  private struct State {
    var process: Process?
    var isClosed = false
    var wantsFinish = false
    /// Labelled pixels and revision of the last training.
    var trained = (pixels: 0, revision: -1)
    var runs = 0
  }

  /// Labelled pixels that two classes at least must have.
  static let least = 20

  private let session: LabelSession
  private let folder: SessionFolder
  private let program: String
  private let options: [String]
  private let threads: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - session: one that is kept in a folder.
  ///   - program: the path of `facet`.
  ///   - options: of `facet train`, after the session's own: what describes the scene, and changes of
  ///     the configuration.
  ///   - threads: that a training may take.
  /// - Throws: `SceneError` if the session has no folder.
  public init(
    _ session: LabelSession, program: String, options: [String], threads: Int
  ) throws {
    guard let folder = session.folder else {
      throw SceneError(file: session.scene.file, problem: "has no folder for a model")
    }
    (self.session, self.folder, self.program) = (session, folder, program)
    (self.options, self.threads) = (options, threads)
  }

  /// Whether the session's folder holds a run.
  public var hasModel: Bool { RunFolder(folder.path).exists }

  /// Begins to wait for the finish, and to train whenever there is enough that is new; returns at once.
  ///
  /// - Parameter onlyToFinish: whether nothing is trained by the way.
  public func start(onlyToFinish: Bool = false) {
    Thread.detachNewThread { [self] in
      var (last, since) = (-1, Date())
      while !state.withLock({ $0.isClosed }) {
        Thread.sleep(forTimeInterval: 0.5)
        if state.withLock({ $0.wantsFinish }) {
          state.withLock { $0.wantsFinish = false }
          try? finishNow()
          continue
        }
        if onlyToFinish { continue }
        let revision = session.version.revision
        if revision != last { (last, since) = (revision, Date()) }
        guard Date().timeIntervalSince(since) > 3, session.status.work == nil, isDue(revision)
        else { continue }
        try? train(fully: false)
      }
    }
  }

  /// Asks for the finish; returns at once.
  public func finish() {
    state.withLock { state in
      state.wantsFinish = true
      // What was trained by the way is not needed any more.
      state.process?.terminate()
    }
  }

  public func close() {
    state.withLock { state in
      state.isClosed = true
      state.process?.terminate()
    }
  }

  private func isDue(_ revision: Int) -> Bool {
    let sheet = session.labels
    let counts = sheet.present.map { sheet.counts[$0.number] }
    let total = counts.reduce(0, +)
    let trained = state.withLock { $0.trained }
    return counts.count { $0 >= Self.least } > 1 && revision != trained.revision
      && Double(total) >= 1.5 * Double(trained.pixels)
  }

  /// Trains fully, maps with walks, and reports, on this thread.
  ///
  /// - Throws: `LabelError` with what the step that failed said.
  public func finishNow() throws {
    do {
      try session.endStroke()
      try session.save()
      session.setStatus { ($0.work, $0.share, $0.problem) = ("finishing", 0, nil) }
      // A report needs ground that did not train; too few labels may leave none.
      var isJudged = true
      do {
        try train(fully: true, split: "blocks")
      } catch let error as Untrainable {
        isJudged = false
        session.setStatus { $0.problem = "there will be no report: \(error.message)" }
        try train(fully: true, split: "all")
      }
      var made = [folder.map]
      try run(["classify", folder.path, "-o", folder.map], share: 0.7..<0.85)
      if isJudged {
        try run(["report", folder.path, "-o", folder.report], share: 0.85..<1)
        made.append(folder.report)
      } else {
        removeFile(folder.report)
      }
      let names = made.map { ($0 as NSString).lastPathComponent }
      session.setStatus { ($0.work, $0.share, $0.finished) = (nil, nil, names) }
    } catch {
      session.setStatus { ($0.work, $0.share, $0.problem) = (nil, nil, "\(error)") }
      throw error
    }
  }

  /// A training that was refused before anything was trained.
  private struct Untrainable: Error {
    var message: String
  }

  /// Trains on the labels as they are and puts the run into the session's folder.
  ///
  /// - Parameter split: "blocks", a fifth of them to judge, or "all".
  private func train(fully: Bool, split: String = "all") throws {
    try session.endStroke()
    try session.save()
    let sheet = session.labels
    let total = sheet.present.reduce(0) { $0 + sheet.counts[$1.number] }
    let number = state.withLock { state in
      state.runs += 1
      state.trained = (total, session.version.revision)
      return state.runs
    }
    let isGround = session.scene.georeference?.crs != nil
    // Later strokes must not change what a run was trained on.
    let stamp = "\(Int(Date().timeIntervalSince1970))-\(number)"
    let labels = folder.file("trained-\(stamp).\(isGround ? "gpkg" : "h5")")
    let run = "\(folder.models)/\(stamp)"
    do {
      try SessionFolder.write(sheet.map, of: session.scene, to: labels)
      if !fully { session.setStatus { ($0.work, $0.share) = ("training", 0) } }
      var arguments = [
        "train", "--scene", SceneFiles.absolute(session.scene.file), "--labels",
        isGround ? labels : "\(labels):/map", "-o", run, "--set", "preset=few-labels", "--set",
        "split.kind=\(split)",
      ]
      if !fully {
        arguments += ["--set", "selfTrain.rounds=0", "--threads", "\(threads)"]
      }
      arguments += options
      try self.run(arguments, share: fully ? 0..<0.7 : 0..<1)
      try install(run, labels: labels)
      if !fully { session.setStatus { ($0.work, $0.share) = (nil, nil) } }
      let isClosed = state.withLock { $0.isClosed }
      if !isClosed, !session.state.withLock({ $0.isClosed }) {
        session.makeFeatures(.run(folder.path))
        if fully { session.setStatus { ($0.work, $0.share) = ("finishing", 0.7) } }
      }
    } catch {
      // A run that has begun is there; one that was refused is not.
      let wasTraining = RunFolder(run).exists
      try? FileManager.default.removeItem(atPath: labels)
      try? FileManager.default.removeItem(atPath: run)
      let wasStopped = state.withLock { $0.wantsFinish || $0.isClosed }
      if !fully {
        session.setStatus {
          ($0.work, $0.share, $0.problem) = (nil, nil, wasStopped ? nil : "\(error)")
        }
      }
      if fully, split == "blocks", let error = error as? LabelError, !wasTraining, !wasStopped {
        throw Untrainable(message: error.message)
      }
      throw error
    }
  }

  /// Puts a run's files in place of those before; the record, without which there is no run, goes last.
  private func install(_ run: String, labels: String) throws {
    let files = FileManager.default
    let names = try files.contentsOfDirectory(atPath: run).filter(RunFolder.isOwn)
      .sorted { ($0 == "run.json" ? 1 : 0, $0) < ($1 == "run.json" ? 1 : 0, $1) }
    for name in try files.contentsOfDirectory(atPath: folder.path) {
      let isOld = name.hasPrefix("trained-") && folder.file(name) != labels
      if isOld || SessionFolder.isRunFile(name) { removeFile(folder.file(name)) }
    }
    for name in names {
      try files.moveItem(atPath: "\(run)/\(name)", toPath: folder.file(name))
    }
    try files.removeItem(atPath: folder.models)
  }

  /// Runs a command of Facet's and tells its progress.
  ///
  /// - Throws: `LabelError` with what it said.
  private func run(_ arguments: [String], share: Range<Double>) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["nice", "-n", "19", program] + arguments + ["--progress", "json"]
    let output = Pipe()
    process.standardError = output
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try state.withLock { state in
      guard !state.isClosed else { throw LabelError("stopped") }
      try process.run()
      state.process = process
    }
    var problem: String?
    var rest = Data()
    while true {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      rest += data
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(rest[rest.startIndex..<end])
        rest = Data(rest[(end + 1)...])
        guard let message = try? JSONDecoder().decode(ChildMessage.self, from: line) else {
          continue
        }
        if message.kind == "error" { problem = message.text.map(ChildMessage.plain) }
        if let done = message.done, let total = message.total, total > 0 {
          let part = min(1, Double(done) / Double(total))
          session.setStatus {
            $0.share = share.lowerBound + part * (share.upperBound - share.lowerBound)
          }
        }
      }
    }
    process.waitUntilExit()
    state.withLock { $0.process = nil }
    guard process.terminationStatus == 0 else {
      throw LabelError(problem ?? "facet \(arguments[0]) has failed")
    }
  }
}

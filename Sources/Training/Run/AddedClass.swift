internal import Foundation
internal import Sampling
public import Scenes
public import Torch

extension RunFolder {
  /// Begins another run that knows one more class: this one's model, with the embeddings of a few
  /// labelled pixels of the class beside those of the training pixels. Nothing is trained.
  ///
  /// - Parameters:
  ///   - name: of the class. Where the legend has it, though nothing was trained of it, it keeps
  ///     its number; otherwise it gets the next one.
  ///   - pixels: of the class in `scene`; those without any valid band are left out.
  ///   - scene: with the model's bands.
  ///   - folder: must not hold a run.
  ///   - device: where the network runs.
  ///   - precision: what the network computes in.
  /// - Returns: the class, and how many pixels stand for it.
  /// - Throws: `SceneError` if the class is there already, or no pixel is usable.
  public func addClass(
    _ name: String, pixels: [Int], of scene: Scene, to folder: RunFolder, device: Device,
    precision: Precision = .float32
  ) throws -> (added: ModelCard.Class, pixels: Int) {
    let model = try loadModel(device: device, precision: precision)
    var known = try RunEmbeddings.load(self, of: model)
    let (card, added) = try model.card.adding(name, file: path)
    let (valid, features) = try model.features(of: pixels, in: scene, device: device)
    known.train = try PixelFeatures(joining: [known.train, features])
    known.trainClasses += Array(repeating: added.number, count: valid.count)

    var record = try RunRecord.load(self)
    var split = try Split.load(
      self.split, rows: record.sceneShape[0], columns: record.sceneShape[1])
    // What stands for a class must not judge it.
    if try fileChecksum(scene.file) == record.sceneChecksum {
      let used = Set(valid)
      for pixel in valid { known.added[pixel] = added.number }
      split = try Split(
        rows: split.rows, columns: split.columns,
        train: split.train + valid.filter { !split.train.contains($0) },
        validation: split.validation.filter { !used.contains($0) },
        test: split.test.filter { !used.contains($0) }, strategy: split.strategy, seed: split.seed)
      record.trainPixels = split.train.count
      record.validationPixels = split.validation.count
      record.testPixels = split.test.count
    }

    try folder.make()
    try Configuration.load(path: configuration).save(folder.configuration)
    try split.save(folder.split)
    for phase in record.phases.keys {
      let (weights, copy) = (weights(after: phase), folder.weights(after: phase))
      guard FileManager.default.fileExists(atPath: weights) else { continue }
      try writeFile(try readFile(weights), to: copy)
    }
    try ModelFile.save(Model(model, card: card), to: folder.model)
    try known.save(folder.embeddings)
    // The record goes last: a folder without one is no run.
    try record.save(folder)
    return (added, valid.count)
  }
}

extension ModelCard {
  /// The card with a class that the metric alone gives.
  fileprivate func adding(_ name: String, file: String) throws -> (ModelCard, Class) {
    let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !name.isEmpty else {
      throw SceneError(file: file, problem: "a class needs a name", remedy: "Give one with --name")
    }
    let table = classTable
    let isSame = { (other: Class) in table.row(named: name) == other.number }
    if let there = assignable.first(where: isSame) {
      throw SceneError(
        file: file, problem: "has the class \(there.name) already (code \(there.code))",
        remedy: "Give the new class another name")
    }
    var card = self
    let added: Class
    if let listed = legend.first(where: isSame) {
      added = listed
    } else {
      let number = legend.count + 1
      // The last number is kept for rejected pixels.
      guard number < 65_535 else {
        throw SceneError(file: file, problem: "has \(legend.count) classes, and room for no other")
      }
      // A class that the descriptor lists, though nothing is labelled so, has its code there.
      let listed = ClassTable(of: scene)?.absent ?? []
      let entry =
        ClassTable(entries: listed).row(named: name).map { listed[$0 - 1] }
        ?? ClassTable.Entry(
          code: 1 + max(0, (legend.map(\.code) + listed.map(\.code)).max() ?? 0), name: name)
      added = Class(
        number: number, code: entry.code, name: name, colour: entry.colour.hexadecimal)
      card.legend.append(added)
    }
    card.added = (card.added ?? []) + [added]
    return (card, added)
  }
}

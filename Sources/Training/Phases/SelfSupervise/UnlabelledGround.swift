internal import Foundation
internal import Networks
package import Sampling
package import Scenes

/// Where pixels without a class come from: the run's own scene, and what opens others like it.
package final class UnlabelledGround {
  /// nil for a prior, which has no scene of its own.
  private let own: (scene: Scene, split: Split)?
  private let descriptor: SceneDescriptor
  private let card: ModelCard
  /// The windows that were asked for last: a phase begins more than once.
  private var latest: (request: UnlabelledRequest, windows: UnlabelledWindows)?

  /// - Parameters:
  ///   - descriptor: that further scenes are opened with; of the same product as the run's own.
  ///   - card: of the model that is to read them.
  package init(
    own: (scene: Scene, split: Split)?, descriptor: SceneDescriptor, card: ModelCard
  ) {
    self.own = own
    self.descriptor = UnlabelledGround.likeness(descriptor)
    self.card = card
  }

  /// What a descriptor says of every scene of its kind: not which file, and nothing of labels.
  package static func likeness(_ descriptor: SceneDescriptor) -> SceneDescriptor {
    var likeness = descriptor
    (likeness.name, likeness.file, likeness.shape) = (nil, nil, nil)
    (likeness.labels, likeness.labelField, likeness.classes) = (nil, nil, nil)
    likeness.labelsCRS = nil
    (likeness.unlabelled, likeness.checksum, likeness.labelChecksum) = (nil, nil, nil)
    return likeness
  }

  /// - Throws: `SceneError` if a scene cannot be read or its bands are not the model's, or there is no
  ///   ground to learn from.
  func windows(_ request: UnlabelledRequest, seed: UInt64) throws -> UnlabelledWindows {
    if let latest, latest.request == request { return latest.windows }
    var windows = UnlabelledWindows(shift: request.shift)
    let scenes = (own == nil ? 0 : 1) + request.scenes.count
    let share = max(2, request.pixels / max(1, scenes))
    if let own {
      let pixels = UnlabelledPixels(
        rows: own.scene.shape.rows, columns: own.scene.shape.columns)
      let wanted =
        request.ground == .scene
        ? pixels.all : pixels.apart(from: own.split, window: card.design.window)
      let chosen = pixels.limited(wanted, to: share, seed: seed)
      let taken = try windows.add(own.scene, chosen, card)
      windows.testPixelsSeen = pixels.count(
        of: own.split.test, inWindowsAround: taken, window: card.design.window)
      windows.testPixels = own.split.test.count
    }
    for (index, path) in request.scenes.enumerated() {
      let file = try SceneSection.locate(path)
      let scene = try Scene.open(file, descriptor: descriptor)
      windows.notes += try card.meet(scene)
      let pixels = UnlabelledPixels(rows: scene.shape.rows, columns: scene.shape.columns)
      let chosen = pixels.limited(pixels.all, to: share, seed: seed &+ UInt64(index + 1))
      try windows.add(scene, chosen, card)
    }
    guard windows.count > 1 else {
      throw SceneError(
        file: own?.scene.file ?? request.scenes.joined(separator: ", "),
        problem: "has \(counted(windows.count, "window")) to learn from without labels",
        remedy: request.ground == .training
          ? "Test pixels lie everywhere: set selfSupervise.ground to scene, or name other scenes"
          : "Give a scene with pixels that have values")
    }
    latest = (request, windows)
    return windows
  }
}

/// What a phase asks of the ground.
struct UnlabelledRequest: Equatable {
  var ground: SelfSuperviseSection.Ground
  var scenes: [String]
  var pixels: Int
  var shift: Int
}

/// Windows of one or several scenes, numbered one scene after the other.
package struct UnlabelledWindows {
  /// One scene's.
  private struct Part {
    let source: PatchSource
    let pixels: [Int]
    /// Whether a window may be asked for around each pixel of the scene.
    let isTaken: [Bool]
    /// Number of the first window.
    let first: Int
  }

  /// A scene that was looked at, and how many of its pixels.
  package struct Seen: Codable, Equatable, Sendable {
    package let file: String
    package let pixels: Int
  }

  private var parts: [Part] = []
  private let shift: Int
  package private(set) var seen: [Seen] = []
  /// What the user should know of the scenes.
  var notes: [String] = []
  /// Test pixels of the run's own scene, and how many of them lie in a window.
  var testPixels = 0
  var testPixelsSeen = 0
  /// How many windows there are.
  package private(set) var count = 0

  init(shift: Int) { self.shift = shift }

  /// - Returns: the pixels that have a value.
  @discardableResult
  fileprivate mutating func add(_ scene: Scene, _ pixels: [Int], _ card: ModelCard) throws -> [Int]
  {
    let source = try blaming(scene.file) {
      try PatchSource(
        scene: SceneSpectra(scene), pixels: pixels, window: card.design.window,
        standardisation: card.standardisation)
    }
    let invalid = Set(source.invalidPixels)
    let valid = pixels.filter { !invalid.contains($0) }
    var isTaken = [Bool](repeating: false, count: scene.shape.pixels)
    for pixel in valid { isTaken[pixel] = true }
    parts.append(Part(source: source, pixels: valid, isTaken: isTaken, first: count))
    count += valid.count
    seen.append(Seen(file: scene.file, pixels: valid.count))
    return valid
  }

  /// A window of a scene.
  struct Place: Equatable {
    let part: Int
    let pixel: Int
  }

  /// - Parameter number: from 0.
  func place(_ number: Int) -> Place {
    let part = parts.lastIndex { $0.first <= number } ?? 0
    return Place(part: part, pixel: parts[part].pixels[number - parts[part].first])
  }

  /// A window at most `shift` rows and columns from another, drawn evenly from those there are.
  func neighbour(of place: Place, using generator: inout SeededGenerator) -> Place {
    let part = parts[place.part]
    let shape = part.source.shape
    let (row, column) = place.pixel.quotientAndRemainder(dividingBy: shape.columns)
    for _ in 0..<16 {
      let y = row + Int.random(in: -shift...shift, using: &generator)
      let x = column + Int.random(in: -shift...shift, using: &generator)
      guard 0..<shape.rows ~= y, 0..<shape.columns ~= x, part.isTaken[y * shape.columns + x] else {
        continue
      }
      return Place(part: place.part, pixel: y * shape.columns + x)
    }
    return place
  }

  /// Writes patches, in the order of the places, which must be in that of the scenes.
  func gather(
    _ places: [Place], augmentation: Augmentation?, seed: UInt64, threads: Int,
    into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    var done = 0
    for (index, part) in parts.enumerated() {
      let pixels = places.filter { $0.part == index }.map(\.pixel)
      let length = part.source.patchCount
      try part.source.gather(
        pixels, augmentation: augmentation, seed: seed &+ UInt64(index), threads: threads,
        into: UnsafeMutableBufferPointer(
          rebasing: buffer[(done * length)..<((done + pixels.count) * length)]))
      done += pixels.count
    }
  }
}

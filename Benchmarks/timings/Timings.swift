// Facet's side of the benchmark: reads one request a line, answers with one line of JSON.
//
//   timings RUN SCENE THREADS
//
// The other side, Benchmarks/peers, asks in turn with its own work, so that both meet the same load
// of the machine.
import Foundation
import Mapping
import MetricLearning
import Scenes
import Torch
import Training

struct Refused: Error, CustomStringConvertible {
  let description: String
}

/// Seconds that something takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

struct Timings {
  let folder: RunFolder
  let scene: Scene
  let scenePath: String
  let model: Model
  let device: Device
  var series: [String: StepSeries] = [:]
  var factors: (Tensor, Tensor)?

  init(_ run: String, scene path: String) throws {
    folder = RunFolder(run)
    scenePath = path
    device = .best
    model = try ModelFile.load(folder.model, device: device)
    scene = try Scene.open(path, descriptor: model.card.scene)
  }

  mutating func answer(_ words: [String]) throws -> [String: Double] {
    switch (words.first ?? "", words.count) {
    case ("describe", 1):
      return [
        "rows": Double(scene.shape.rows), "columns": Double(scene.shape.columns),
        "bands": Double(scene.shape.bands), "window": Double(model.window),
      ]
    case ("matrix", 2):
      let side = Int(words[1]) ?? 4096
      if factors == nil || factors?.0.shape[0] != side {
        let generator = try RandomGenerator(seed: 1)
        factors = (try generator.normal([side, side]), try generator.normal([side, side]))
      }
      guard let (a, b) = factors else { return [:] }
      return ["seconds": try seconds { _ = try a.times(b) }]
    case ("map", 1):
      let classifier = try SceneClassifier(model, device: device)
      return ["seconds": try seconds { _ = try classifier.classify(scene) }]
    case ("classify", 2):
      return ["seconds": try seconds { try classify(into: words[1]) }]
    case ("logits", 2):
      let logits = try SceneClassifier(model, device: device).logits(scene)
      try logits.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: words[1])) }
      return ["count": Double(logits.count)]
    case ("step", 2), ("gather", 2):
      let steps = try self.steps(words[1])
      return [
        "seconds": try seconds {
          if words[0] == "step" { try steps.next() } else { try steps.gather() }
        }
      ]
    case ("structural", 3):
      return ["seconds": try structural(Int(words[1]) ?? 128, factors: Int(words[2]) ?? 64)]
    case ("neighbours", 4):
      let numbers = words.dropFirst().compactMap { Int($0) }
      guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else { break }
      return try neighbours(of: numbers[0], among: numbers[1], width: numbers[2])
    case ("read", 6):
      let numbers = words.dropFirst(2).compactMap { Int($0) }
      guard numbers.count == 4 else { break }
      return try read(
        words[1], rows: numbers[0]..<numbers[1], columns: numbers[2]..<numbers[3])
    default: break
    }
    throw Refused(description: "no such request: \(words.joined(separator: " "))")
  }

  private func classify(into path: String) throws {
    let scene = try Scene.open(scenePath, descriptor: model.card.scene)
    let writer = try makeMapWriter(
      path: path,
      layout: MapLayout(
        rows: scene.shape.rows, columns: scene.shape.columns, classes: model.card.classTable,
        georeference: scene.georeference, confidence: false))
    try SceneClassifier(model, device: device).classify(
      scene, into: writer, progress: { _, _ in }, isInterrupted: { false })
  }

  private mutating func steps(_ phase: String) throws -> StepSeries {
    if let known = series[phase] { return known }
    let fresh = try StepSeries(
      phase, Configuration.load(path: folder.configuration, overrides: []), scenePath: scenePath,
      device: device, version: "timings")
    series[phase] = fresh
    return fresh
  }

  /// The structural loss and the diversity of 128 × k factors, forward and backward, on embeddings
  /// of 16 classes.
  private func structural(_ count: Int, factors: Int) throws -> Double {
    let generator = try RandomGenerator(seed: 2)
    let embeddings = try generator.normal([count, factors]).requiringGradient()
    let basis = try generator.normal([128, factors]).requiringGradient()
    let labels = try Tensor((0..<count).map { Int64($0 % 16) })
    return try seconds {
      let loss = try StructuralLoss()(embeddings, labels)
      let diversity = try Diversity(kernel: .cosine, epsilon: 1e-6)(basis).to(.float32)
      try (loss + diversity).backward()
    }
  }

  /// Time of the exact search for the five nearest of some references, and that of the matrix
  /// products alone which it cannot do without.
  private func neighbours(of count: Int, among references: Int, width: Int) throws -> [String:
    Double]
  {
    let generator = try RandomGenerator(seed: 3)
    let points = try generator.normal([references, width])
    let queries = try generator.normal([count, width])
    let search = try NearestNeighbours(
      references: points, labels: Array(repeating: 0, count: references))
    let turned = try points.transposed()
    let block = max(1, min(1 << 14, (1 << 24) / references))
    let products = try inferring {
      try seconds {
        for start in stride(from: 0, to: count, by: block) {
          _ = try queries.slice(0, start..<min(start + block, count)).times(turned)
        }
      }
    }
    return [
      "seconds": try seconds { _ = try search.search(queries, count: 5) }, "products": products,
    ]
  }

  /// Time of reading a window to pixel order, and that of copying as many bytes in memory.
  private func read(_ path: String, rows: Range<Int>, columns: Range<Int>) throws -> [String:
    Double]
  {
    let scene = try Scene.open(path)
    let count = rows.count * columns.count * scene.shape.bands
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    defer {
      buffer.deallocate()
      copy.deallocate()
    }
    buffer.initialize(repeating: 0)
    copy.initialize(repeating: 0)
    let time = try seconds { try scene.read(rows: rows, columns: columns, into: buffer) }
    let copying = seconds { _ = copy.update(fromContentsOf: buffer) }
    let sum = buffer.reduce(0.0) { $0 + Double($1) }
    return ["seconds": time, "memcpy": copying, "sum": sum, "count": Double(count)]
  }
}

@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 3, let threads = arguments.last.flatMap({ Int($0) }) else {
      throw Refused(description: "usage: timings RUN SCENE THREADS")
    }
    try Engine.setThreads(threads)
    WorkingThreads.count = threads
    var timings = try Timings(arguments[1], scene: arguments[2])
    while let line = readLine() {
      let answer = try timings.answer(line.split(separator: " ").map(String.init))
      let data = try JSONSerialization.data(withJSONObject: answer, options: [.sortedKeys])
      print(String(decoding: data, as: UTF8.self))
      fflush(nil)
    }
  }
}

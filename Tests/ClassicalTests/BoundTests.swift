import Classical
import Parts
import Testing
import Torch

/// Every metric ends, also with more features than points, and with as many points as the training
/// side of a usual scene.
@Suite("Metrics end", .serialized)
struct BoundTests {
  @Test(.timeLimit(.minutes(2)), arguments: MetricKind.all)
  func withMoreFeaturesThanPoints(_ kind: MetricKind) throws {
    let cloud = try Cloud(count: 90, width: 200)
    let fitted = try MetricKind.make(Part(kind.name)).fit(cloud.labelled())
    #expect(fitted.map.inputs == 200)
    #expect(try isFinite(fitted.map.matrix))
  }

  @Test(.timeLimit(.minutes(2)), arguments: MetricKind.all)
  func onATrainingSide(_ kind: MetricKind) throws {
    let cloud = try Cloud(count: 1800, width: 100)
    let fitted = try MetricKind.make(Part(kind.name)).fit(cloud.labelled())
    #expect(try isFinite(fitted.map.matrix))
  }

  /// What stops at its limit says so.
  @Test func aLimitIsTold() throws {
    let points = try Cloud(count: 90, width: 20).labelled()
    for part in [
      Part("lmnn", ["iterations": 1]), Part("itml", ["passes": 1]), Part("nca", ["iterations": 1]),
    ] {
      let notes = try MetricKind.make(part).fit(points).notes
      #expect(notes.contains { $0.hasPrefix("Stopped after 1 ") }, "\(part.name): \(notes)")
    }
  }
}

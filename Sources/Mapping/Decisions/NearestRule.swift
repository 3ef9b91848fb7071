internal import Classical
internal import MetricLearning
internal import Torch
internal import Training

/// The class whose nearest labelled pixel is nearest by its responses, each class in its own
/// measure; also a class that was added from a few pixels. See `ClassNearness`.
struct NearestRule: ShareRule {
  private let components: LinearMap
  private let nearness: ClassNearness

  /// - Parameter added: classes that were not trained; the map of the responses is made without
  ///   them, since their few pixels say little of how wide a class is.
  init(_ known: PixelFeatures, labels: [Int], added: Set<Int>) throws {
    let trained = labels.indices.filter { !added.contains(labels[$0]) }
    let rows = try Tensor(trained.map { Int64($0) }).to(known.responses.device)
    components = try RCA(ridge: NeighbourRule.ridge).fit(
      LabelledPoints(
        known.responses.selecting(rows, along: 0), labels: trained.map { labels[$0] })
    ).map
    nearness = try ClassNearness(
      of: components(known.responses), labels: labels, added: added)
  }

  var numbers: [Int] { nearness.classes }

  func shares(_ pixels: PixelFeatures, before walk: Bool) throws -> Tensor {
    try nearness.shares(nearness(components(pixels.responses)), before: walk)
  }

  func decide(_ pixels: PixelFeatures) throws -> NearestClass {
    let found = try nearness(components(pixels.responses))
    let (distances, places) = try found.top(1, along: 1, largest: false)
    let shares = try nearness.shares(found, before: false).gathered(places, along: 1)
    return NearestClass(
      labels: try places.values(Int64.self).map { numbers[Int($0)] },
      distances: try distances.values(Float.self), confidences: try shares.values(Float.self))
  }
}

/// Batches of m samples from each of p classes, so that every batch has positive pairs.
///
/// The batch of a step follows from the seed and the step alone: there is no state to save.
public struct PerClassSampler: Sendable {
  /// Samples of each class in a batch, m.
  public let perClass: Int
  /// Classes in a batch, p.
  public let classes: Int
  private let members: [[Int]]

  /// - Parameters:
  ///   - labels: class of each sample.
  ///   - perClass: m; a class with fewer samples gives them with replacement.
  ///   - classes: p; all classes where 0 or more than there are.
  public init(labels: [Int], perClass: Int, classes: Int = 0) {
    precondition(perClass > 0, "a batch needs at least one sample a class, not \(perClass)")
    var byClass: [Int: [Int]] = [:]
    for (index, label) in labels.enumerated() { byClass[label, default: []].append(index) }
    members = byClass.sorted { $0.key < $1.key }.map(\.value)
    self.perClass = perClass
    self.classes = classes <= 0 ? members.count : min(classes, members.count)
  }

  /// Batches of a stated size.
  ///
  /// - Parameters:
  ///   - labels: class of each training pixel.
  ///   - perClass: m, pixels of each class in a batch.
  ///   - batch: p·m.
  /// - Throws: `MetricLearningError` if m does not divide it, or there are fewer classes than it needs.
  public init(labels: [Int], perClass: Int, batch: Int) throws {
    try require(
      perClass > 0 && batch > 0 && batch.isMultiple(of: perClass),
      "a batch of \(batch) is not divisible by the \(perClass) samples of each of its classes")
    let present = Set(labels).count
    try require(
      batch / perClass <= present,
      "a batch of \(batch) with \(perClass) samples a class needs \(batch / perClass) classes, "
        + "and there are \(present)")
    self.init(labels: labels, perClass: perClass, classes: batch / perClass)
  }

  /// Samples in a batch, p·m.
  public var batchSize: Int { classes * perClass }

  /// Indices into the labels for one batch; those of a class stand together.
  public func batch<Generator: RandomNumberGenerator>(using generator: inout Generator) -> [Int] {
    var order = Array(members.indices)
    return partialShuffle(&order, classes, &generator).flatMap { member -> [Int] in
      var samples = members[member]
      if samples.count >= perClass { return partialShuffle(&samples, perClass, &generator) }
      return (0..<perClass).map { _ in samples[Int.random(in: 0..<samples.count, using: &generator)]
      }
    }
  }

  private func partialShuffle<Generator: RandomNumberGenerator>(
    _ values: inout [Int], _ count: Int, _ generator: inout Generator
  ) -> [Int] {
    for i in 0..<count {
      values.swapAt(i, Int.random(in: i..<values.count, using: &generator))
    }
    return Array(values[0..<count])
  }
}

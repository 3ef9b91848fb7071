internal import Scenes
internal import Torch

/// Spectra drawn evenly from a stream of them whose length is not known (algorithm R: J. Vitter,
/// "Random sampling with a reservoir", ACM Transactions on Mathematical Software 11, 1985).
struct SpectraSample {
  private let most: Int
  private let bands: Int
  private var generator: SeededGenerator
  private var values: [Float] = []
  private(set) var labels: [Int] = []
  /// Spectra that were offered.
  private(set) var seen = 0

  init(most: Int, bands: Int, seed: UInt64) {
    self.most = most
    self.bands = bands
    generator = SeededGenerator(seed: seed)
  }

  var count: Int { labels.count }

  mutating func add(_ spectra: Tensor, labels new: [Int]) throws {
    let all = try spectra.contiguous().values(Float.self)
    for (row, label) in new.enumerated() {
      let own = all[(row * bands)..<((row + 1) * bands)]
      seen += 1
      if labels.count < most {
        values += own
        labels.append(label)
        continue
      }
      let place = Int(generator.uniform() * Double(seen))
      guard place < most else { continue }
      labels[place] = label
      values.replaceSubrange((place * bands)..<((place + 1) * bands), with: own)
    }
  }

  func spectra() throws -> Tensor { try Tensor(values, shape: [count, bands]) }
}

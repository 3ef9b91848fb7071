import Sampling
import Scenes
import TestSupport
import Testing

@Suite struct AllSplitTests {
  let labels = plotMap(rows: 30, columns: 20, classes: 3, seed: 3)

  @Test func everyLabelledPixelTrains() throws {
    let split = try AllSplit().split(labels: labels, validation: 0, seed: 1)
    #expect(split.train == labels.values.indices.filter { labels.values[$0] > 0 })
    #expect(split.validation.isEmpty && split.test.isEmpty)
    let held = try AllSplit().split(labels: labels, validation: 0.2, seed: 1)
    #expect(!held.validation.isEmpty && held.test.isEmpty)
    #expect(SplitKind.inWords(split.strategy).contains("every labelled pixel trains"))
  }

  @Test func itIsSavedAndReadBack() throws {
    let folder = try TemporaryFolder()
    let split = try AllSplit().split(labels: labels, validation: 0, seed: 1)
    try split.save(folder.file("split.h5"))
    #expect(try Split.load(folder.file("split.h5"), rows: 30, columns: 20) == split)
  }

  /// Any other split is to leave pixels to test.
  @Test func otherSplitsNeedTestPixels() {
    #expect(throws: SamplingError.self) {
      try Split(
        rows: 2, columns: 2, train: [0], validation: [], test: [], strategy: "by hand", seed: 0)
    }
  }
}

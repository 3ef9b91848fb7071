import Testing
import Training

/// What `facet help configuration` says.
@Suite struct ConfigurationReferenceTests {
  @Test func everyKeyHasASentence() throws {
    let reference = try ConfigurationReference()
    #expect(reference.keys.count > 80)
    for key in reference.keys {
      let note = try #require(reference.note(key), "\(key)")
      #expect(note.hasSuffix(".") && note.count < 100, "\(key): \(note)")
    }
  }

  @Test func aKeyIsShownWithWhatCanBeChosenThere() throws {
    let reference = try ConfigurationReference()
    let all = try #require(reference.text())
    // Without the comments it is the configuration of all defaults.
    #expect(try Configuration(yaml: all, file: "reference") == Configuration())
    #expect(all.contains("# network.kind: transformer"))
    let losses = try #require(reference.text("finetune.metric.loss"))
    #expect(losses.contains("circle") && losses.contains("gamma: 80"))
    let split = try #require(reference.text("split"))
    #expect(split.hasPrefix("split: ") && split.contains("# split.kind: blocks"))
    #expect(!split.contains("network:"))
    #expect(reference.text("split.cuont") == nil)
  }
}

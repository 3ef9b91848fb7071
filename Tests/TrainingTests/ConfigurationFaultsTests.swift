import Testing
import Training

/// Everything that is wrong is told at once.
@Suite struct ConfigurationFaultsTests {
  private func keys(_ yaml: String, _ overrides: [String] = []) throws -> [String?] {
    try Configuration.faults(yaml: yaml, file: "a.yaml", overrides: overrides).map(\.key)
  }

  @Test func nothingIsWrongWithDefaults() throws {
    #expect(try keys("") == [])
    #expect(try keys("seed: 3") == [])
  }

  @Test func everyKeyAtFaultIsNamed() throws {
    let yaml = """
      seed: x
      netwrok: {window: 9}
      network: {window: 8, dropout: 2}
      pretrain: {rate: -1, epochs: 3}
      scene: {drop: [a]}
      """
    let found = Set(try keys(yaml).compactMap { $0 })
    let expected: Set = [
      "seed", "netwrok", "network.window", "network.dropout", "pretrain.rate",
    ]
    #expect(found.isSuperset(of: expected), "\(found)")
    #expect(found.contains { $0.hasPrefix("scene.drop") }, "\(found)")
    #expect(found.count == 6)
  }

  @Test func valuesOfTheCommandLineAreNamed() throws {
    let faults = try Configuration.faults(
      yaml: "pretrain: {rate: -1}", file: "a.yaml", overrides: ["seed=x", "nothing=1"])
    #expect(Set(faults.map(\.file)) == ["--set seed=x", "--set nothing=1", "a.yaml"])
  }

  @Test func whatIsNoYAMLIsOneFault() throws {
    #expect(Configuration.faults(path: "/no/such.yaml").count == 1)
    #expect(throws: ConfigurationError.self) { try keys("a: [") }
  }
}

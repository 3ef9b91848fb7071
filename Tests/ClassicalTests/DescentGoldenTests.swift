import Classical
import Testing
import Torch

/// Objectives of metrics found by descent, their gradients, and what descent comes to.
@Suite("Metrics by descent against reference values")
struct DescentGoldenTests {
  private func centred(_ golden: Golden) throws -> Tensor {
    let points = try matrix(golden.points)
    return try points - points.mean(0, keep: true)
  }

  private func targets(_ golden: Golden) throws -> [[Int]] {
    try golden.named("lmnn").parameters.rows("targetNeighbours").map { $0.map { Int($0) } }
  }

  private func objective(_ golden: Golden) throws -> LargeMarginObjective {
    try LargeMarginObjective(
      centred(golden), labels: golden.labels, targets: targets(golden), push: 0.5)
  }

  @Test(arguments: ["lmnn", "lmnn.identity"]) func largeMargin(_ name: String) throws {
    let golden = try Golden.load()
    let own = try golden.named(name)
    let found = try objective(golden)(matrix(own.parameters.rows("transformation")))
    #expect(try difference([found.value], [own.outputs.number("value")]) < 1e-9)
    #expect(try difference(found.gradient, own.outputs.rows("gradient")) < 1e-9)
  }

  @Test func targetsAreTheNearestOfTheClass() throws {
    let golden = try Golden.load()
    #expect(try LMNN.targets(of: golden.labelled(), 3) == targets(golden))
  }

  /// metric-learn stops at 127.8.
  @Test func largeMarginEndsBelowTheLibrary() throws {
    let golden = try Golden.load()
    let fitted = try LMNN().fit(golden.labelled())
    let value = try objective(golden)(fitted.map.matrix).value
    let library = try golden.named("lmnn.solution").outputs.number("value")
    #expect(value < library, "\(value)")
    #expect(fitted.notes.isEmpty)
  }

  @Test(arguments: NeighbourhoodObjective.Form.allCases)
  func neighbourhoodComponents(_ form: NeighbourhoodObjective.Form) throws {
    let golden = try Golden.load()
    let own = try golden.named(form == .sum ? "nca" : "nca.log")
    let objective = try NeighbourhoodObjective(
      centred(golden), labels: golden.labels, form: form)
    let map = try matrix(golden.named("nca").parameters.rows("transformation"))
    let found = try objective(map)
    #expect(try difference([found.value], [own.outputs.number("value")]) < 1e-9)
    #expect(try difference(found.gradient, own.outputs.rows("gradient")) < 1e-9)
    // Descent goes on from the principal axes.
    let fitted = try NCA(components: 3, objective: form).fit(golden.labelled())
    #expect(try objective(fitted.map.matrix).value > own.outputs.number("value"))
  }
}

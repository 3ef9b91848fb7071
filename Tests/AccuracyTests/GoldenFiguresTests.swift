import Accuracy
import Testing

@Suite struct GoldenFiguresTests {
  let golden: GoldenAccuracy
  let matrix: ConfusionMatrix

  init() throws {
    golden = try GoldenAccuracy()
    matrix = ConfusionMatrix(reference: golden.reference, map: golden.predicted)
  }

  @Test func confusion() {
    #expect(matrix.rows == golden.confusion)
    #expect(matrix.total == golden.reference.count)
  }

  @Test func figuresOfTheWholeMap() {
    #expect(agree([matrix.overallAccuracy], [golden.overallAccuracy]))
    #expect(agree([matrix.averageAccuracy], [golden.averageAccuracy]))
    #expect(agree([matrix.kappa], [golden.kappa]))
    let interval = matrix.overallInterval()
    #expect(agree([interval?.lower, interval?.upper], golden.wilson95))
  }

  @Test func figuresByClass() {
    #expect(agree(matrix.producersAccuracy, golden.producersAccuracy))
    #expect(agree(matrix.usersAccuracy, golden.usersAccuracy))
    #expect(agree(matrix.f1, golden.f1))
  }

  @Test func mcNemar() throws {
    let test = try McNemar(
      reference: golden.reference, first: golden.predicted, second: golden.predictedB)
    #expect(
      [[test.bothRight, test.onlyFirst], [test.onlySecond, test.neither]]
        == golden.mcnemarTable)
    #expect(agree([test.chiSquare], [golden.mcnemarChiSquareCorrected]))
    #expect(agree([test.asymptoticP], [golden.mcnemarP]))
    #expect(agree([test.exactP], [golden.mcnemarExactP]))
    #expect(!test.isExact && test.p == test.asymptoticP)
  }
}

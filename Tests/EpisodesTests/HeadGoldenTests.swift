import Episodes
import Testing
import Torch

/// Heads against reference values, values and gradients to 1e-9.
@Suite("Heads against reference values")
struct HeadGoldenTests {
  @Test func everyCaseIsTested() throws {
    let tested: Set = [
      "prototypical", "prototypical.unsquared", "prototypical.cosine", "prototypical.uneven",
      "prototypical.unsquared.uneven", "prototypical.cosine.uneven", "nearestNeighbour",
      "nearestNeighbour.uneven", "matching", "matching.uneven", "matchingFullContext",
      "matchingFullContext.queryStart", "relation", "relation.mean", "relation.uneven", "siamese",
      "siamese.bias", "siamese.queryLoss", "graph", "graph.noSelfEdges", "leastSquares.ridge",
      "leastSquares.ridge.uneven", "leastSquares.minimumNorm",
      "leastSquares.minimumNorm.oneShot", "hallucination", "hallucination.identity",
      "maml.steps1", "maml.steps3", "metaSGD", "lstmMetaLearner", "lstmMetaLearner.stacked",
      "snail", "snail.doubled", "memoryAugmented",
    ]
    #expect(try Set(Golden.load().cases.keys) == tested)
  }

  @Test(arguments: ["", ".uneven"]) func prototypes(_ episode: String) throws {
    for (name, distance) in [
      ("", PrototypicalHead.Distance.squaredEuclidean), (".unsquared", .euclidean),
      (".cosine", .cosine),
    ] {
      let subject = try Subject("prototypical\(name)\(episode)")
      try subject.expect(PrototypicalHead(distance: distance))
      try subject.expect(subject.episode.support.means(), is: "prototypes")
    }
  }

  @Test(arguments: ["", ".uneven"]) func neighbours(_ episode: String) throws {
    let subject = try Subject("nearestNeighbour\(episode)")
    for (count, output) in [(1, "predicted1"), (3, "predicted3")] {
      let head = NearestNeighbourHead(neighbours: count)
      #expect(
        try head.classes(subject.episode.query, subject.episode.support)
          == subject.own.outputs.wholes(output))
    }
    let nearest = try NearestNeighbourHead()
      .scores(subject.episode.query, subject.episode.support).max(1)
    let stated = try subject.own.outputs.tensor("distances").slice(1, 0..<1).squeezed(1)
    #expect(try difference(-nearest, stated) < 1e-9)
  }

  @Test(arguments: ["", ".uneven"]) func matching(_ episode: String) throws {
    try Subject("matching\(episode)").expect(MatchingHead(), logits: nil)
  }

  @Test func fullContext() throws {
    let zero = try Subject("matchingFullContext")
    let head = FullContextHead(zero.weights)
    try zero.expect(head, logits: nil)
    let whole = try head.supportEmbedded(zero.episode.support)
    try zero.expect(whole, is: "supportEmbedded")
    try zero.expect(head.queryEmbedded(zero.episode.query, whole), is: "queryEmbedded")
    let query = try Subject("matchingFullContext.queryStart")
    try query.expect(FullContextHead(query.weights, start: .query), logits: nil)
  }

  @Test(arguments: ["relation", "relation.mean", "relation.uneven"])
  func relation(_ name: String) throws {
    let subject = try Subject(name)
    try subject.expect(
      RelationHead(subject.weights, pool: name.hasSuffix("mean") ? .mean : .sum),
      logits: "scores")
  }

  @Test(arguments: ["siamese", "siamese.bias", "siamese.queryLoss"])
  func siamese(_ name: String) throws {
    let subject = try Subject(name, constants: [])
    let head = SiameseHead(subject.weights)
    let (query, support) = (subject.episode.query, subject.episode.support)
    try subject.expect(
      name == "siamese.queryLoss"
        ? head.loss(subject.episode) : head.pairLoss(support.points, support.classes()))
    try subject.expect(
      head.logits(query, support.points).sigmoid(), is: "queryProbabilities")
    try subject.expect(head.scores(query, support).exp(), is: "classScoreMax")
    let mean = SiameseHead(subject.weights, pool: .mean)
    try subject.expect(mean.scores(query, support), is: "classScoreMean")
    #expect(try head.classes(query, support) == subject.own.outputs.wholes("predictedMax"))
    #expect(try mean.classes(query, support) == subject.own.outputs.wholes("predictedMean"))
  }

  @Test func graph() throws {
    let paper = try Subject("graph")
    try paper.expect(GraphHead(paper.weights, selfEdges: true))
    let masked = try Subject("graph.noSelfEdges")
    try masked.expect(GraphHead(masked.weights))
  }

  @Test func leastSquares() throws {
    for name in ["leastSquares.ridge", "leastSquares.ridge.uneven"] {
      let subject = try Subject(name)
      let head = LeastSquaresHead(subject.weights)
      try subject.expect(head)
      try subject.expect(head.solution(subject.episode.support), is: "weights")
    }
    for name in ["leastSquares.minimumNorm", "leastSquares.minimumNorm.oneShot"] {
      let items = try Golden.load().named(name).parameters.wholes("items")
      let subject = try Subject(name, items: items)
      let head = LeastSquaresHead(.none, form: .minimumNorm)
      try subject.expect(head)
      try subject.expect(head.solution(subject.episode.support), is: "weights")
    }
  }

  @Test(arguments: ["hallucination", "hallucination.identity"])
  func hallucination(_ name: String) throws {
    let subject = try Subject(name)
    let head = HallucinationHead(subject.weights)
    let items = try subject.own.parameters.wholes("seedItems")
    let support = subject.episode.support
    let grown = try head.grown(support, from: items, noise: subject["noise"])
    try subject.expect(
      grown.points.slice(0, support.count..<grown.count), is: "hallucinated")
    try subject.expect(grown.means(), is: "prototypes")
    let episode = try Episode(
      grown, query: subject.episode.query, labels: subject.episode.queryLabels)
    let prototypes = PrototypicalHead()
    try subject.expect(prototypes.loss(episode))
    try subject.expect(prototypes.scores(episode.query, grown), is: "logits")
  }
}

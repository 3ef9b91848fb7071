import Testing
import Torch

/// Reference values: PyTorch 2.13's torch.optim.SGD, torch.optim.AdamW and torch.optim.lr_scheduler,
/// four steps of rate 0.1 and weight decay 0.01 on Σ c·w³ + (Σ w)²/10 with c = (1, 0.5, −2, 0.25)
/// from w = (1, −2, 0.5, 3) in float32.
@Suite struct OptimiserTests {
  private func steps(_ make: ([StateEntry]) throws -> any Optimiser) throws -> [[Float]] {
    let w = try Tensor([1, -2, 0.5, 3] as [Float]).requiringGradient()
    let c = try Tensor([1, 0.5, -2, 0.25] as [Float])
    let optimiser = try make([StateEntry(path: "w", tensor: w)])
    return try (0..<4).map { _ in
      try ((c * w.power(3)).sum() + w.sum().squared() * 0.1).backward()
      try optimiser.step(rate: 0.1)
      #expect(try w.gradient == nil)
      return try w.values()
    }
  }

  private func expectEqual(_ found: [[Float]], _ expected: [[Float]]) {
    for (a, b) in zip(found, expected) {
      #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 2e-6 * max(1, abs($1)) }, "\(a) and \(b)")
    }
  }

  @Test func sgdWithMomentum() throws {
    expectEqual(
      try steps { try SGD($0, momentum: 0.9, weightDecay: 0.01) },
      [
        [0.648999989, -2.648, 0.5995, 2.27200007],
        [0.188640699, -4.29778767, 0.886640608, 1.20992923],
        [-0.196295336, -8.5086937, 1.65611112, 0.183312446],
        [-0.416789711, -23.0123692, 4.12991238, -0.606034875],
      ])
  }

  @Test func sgdWithoutMomentum() throws {
    expectEqual(
      try steps { try SGD($0, momentum: 0, weightDecay: 0.01) },
      [
        [0.648999989, -2.648, 0.5995, 2.27200007],
        [0.504540682, -3.71458769, 0.79709065, 1.86512923],
        [0.438624293, -5.76964092, 1.18846226, 1.61331761],
        [0.431053013, -10.7066002, 2.08532405, 1.46707952],
      ])
  }

  @Test func adamW() throws {
    expectEqual(
      try steps { try AdamW($0, weightDecay: 0.01) },
      [
        [0.899000049, -2.09800005, 0.5995, 2.89700007],
        [0.799063802, -2.19603205, 0.697025061, 2.79435015],
        [0.700953722, -2.29418015, 0.793456614, 2.69222856],
        [0.605481982, -2.39252615, 0.889447808, 2.59082103],
      ])
  }

  /// A fused step walks over memory: parameter, gradient and state must lie in one order.
  @Test(arguments: [false, true], [[3, 3], [1, 1], [3, 1, 3]])
  func layoutsOfWeightAndGradientMayDiffer(adaptive: Bool, kernel: [Int]) throws {
    func trained(_ lastWeight: Bool, _ lastInput: Bool) throws -> Tensor {
      let generator = try RandomGenerator(seed: 21)
      var weight = try generator.normal([8, 4] + kernel)
      var input = try generator.normal([2, 4] + kernel.map { $0 + 2 })
      if lastWeight { weight = try weight.channelsLast() }
      if lastInput { input = try input.channelsLast() }
      try weight.requiringGradient()
      let entry = [StateEntry(path: "w", tensor: weight)]
      let optimiser: any Optimiser =
        adaptive ? try AdamW(entry) : try SGD(entry, weightDecay: 0.01)
      let layer = Convolution(
        weight: weight, bias: nil, stride: kernel.map { _ in 1 }, padding: kernel.map { _ in 0 })
      for _ in 0..<3 {
        try (layer(input).squared().mean() + weight.power(3).mean()).backward()
        try optimiser.step(rate: 0.05)
      }
      return weight
    }
    let plain = try trained(false, false)
    for (w, x) in [(true, true), (true, false), (false, true)] {
      #expect(try largestDifference(plain, trained(w, x)) < 1e-3)
    }
  }

  @Test func parametersWithoutGradientStay() throws {
    let used = try Tensor.full(1, shape: [2]).requiringGradient()
    let unused = try Tensor.full(1, shape: [2]).requiringGradient()
    let entries = [
      StateEntry(path: "unused", tensor: unused), StateEntry(path: "used", tensor: used),
    ]
    let optimiser = try AdamW(entries)
    try used.squared().sum().backward()
    try optimiser.step(rate: 0.1)
    #expect(try unused.values() == [1, 1] as [Float])
    #expect(try used.values(Float.self)[0] < 0.91)
    #expect(
      optimiser.state.map(\.path) == [
        "mean.unused", "square.unused", "step.unused", "mean.used", "square.used", "step.used",
      ])
  }

  @Test func anOptimiserContinuesFromItsState() throws {
    func run(interrupted: Bool) throws -> [Float] {
      let w = try Tensor([1, -2, 3] as [Float]).requiringGradient()
      let entries = [StateEntry(path: "w", tensor: w)]
      var optimiser = try AdamW(entries)
      for step in 0..<6 {
        if interrupted, step == 3 {
          let saved = try optimiser.snapshot()
          optimiser = try AdamW(entries)
          try optimiser.restore(saved)
        }
        try w.power(4).sum().backward()
        try optimiser.step(rate: 0.1)
      }
      return try w.values()
    }
    #expect(try run(interrupted: true) == run(interrupted: false))
  }

  private func expectRates(_ schedule: Schedule, _ peak: Double, _ expected: [Double]) {
    for (step, rate) in expected.enumerated() {
      let found = schedule.rate(step: step, of: expected.count, peak: peak)
      #expect(abs(found - rate) <= 1e-9 * peak, "step \(step): \(found), not \(rate)")
    }
  }

  @Test func oneCycle() {
    expectRates(
      .oneCycle, 2e-3,
      [
        8e-5, 0.00104, 0.002, 0.0019009692640269472, 0.001623491307899526, 0.0012225240438725783,
        0.0007774839561274215, 0.00037651669210047396, 9.903873597305257e-05, 8e-09,
      ])
    // The peak falls between two steps.
    let rates = (0..<37).map { Schedule.oneCycle.rate(step: $0, of: 37, peak: 2e-3) }
    for (step, rate) in [
      (1, 0.0001260674167685794), (10, 0.0019995356310003086), (11, 0.00199404718821068),
      (24, 0.000885027145127048), (36, 8e-09),
    ] { #expect(abs(rates[step] - rate) < 1e-12, "step \(step)") }
    #expect(Schedule.oneCycle.rate(step: 0, of: 1, peak: 1).isFinite)
    #expect(Schedule.oneCycle.rate(step: 1, of: 2, peak: 1).isFinite)
  }

  @Test func cosineAndSteps() {
    expectRates(
      .cosine, 0.1,
      [
        0.1, 0.09755282581475769, 0.09045084971874738, 0.07938926261462367, 0.06545084971874739,
        0.05, 0.03454915028125264, 0.020610737385376353, 0.009549150281252635,
        0.002447174185242324,
      ])
    expectRates(
      .step(every: 3, factor: 0.5), 0.1,
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125])
    expectRates(.constant, 0.1, [0.1, 0.1, 0.1])
  }

  @Test func warmUpRisesToTheSchedule() {
    let rates = (0..<8).map { Schedule.constant.rate(step: $0, of: 8, peak: 1, warmUp: 3) }
    #expect(rates == [0.25, 0.5, 0.75, 1, 1, 1, 1, 1])
  }
}

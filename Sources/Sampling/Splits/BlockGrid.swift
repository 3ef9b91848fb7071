import Scenes

/// A scene cut into size × size blocks, of which those with labelled pixels are dealt to the sides.
struct BlockGrid {
  private let labels: LabelMap
  private let size: Int
  /// Training and validation pixels at a Chebyshev distance of up to this from a test block are
  /// dropped, and training pixels as near to a validation block: r−1, at which two r×r windows still
  /// share a pixel.
  private let buffer: Int
  private let across: Int
  private let down: Int
  /// Labelled pixels of each block that has some.
  private let members: [[Int]]
  private let counts: [[Int]]
  /// Where in `members` a block of the grid is; −1 for one without labelled pixels.
  private let slot: [Int32]

  init(labels: LabelMap, size: Int, window: Int) throws {
    guard size > 0 else { throw SamplingError("blocks of \(size)×\(size) pixels") }
    guard window > 0, window % 2 == 1 else {
      throw SamplingError("a window of \(window) pixels", remedy: "Windows are odd: 1, 3, 5, …")
    }
    guard size < max(labels.rows, labels.columns) else {
      throw SamplingError(
        "blocks of \(size)×\(size) pixels in a scene of \(labels.rows)×\(labels.columns)",
        remedy: "Ask for smaller blocks")
    }
    self.labels = labels
    self.size = size
    buffer = min(window, max(labels.rows, labels.columns)) - 1
    across = (labels.columns + size - 1) / size
    down = (labels.rows + size - 1) / size
    let classes = Int(labels.values.max() ?? 0)
    var slot = [Int32](repeating: -1, count: across * down)
    var members: [[Int]] = []
    var counts: [[Int]] = []
    for (pixel, label) in labels.values.enumerated() where label > 0 {
      let block = pixel / labels.columns / size * across + pixel % labels.columns / size
      if slot[block] < 0 {
        slot[block] = Int32(members.count)
        members.append([])
        counts.append(Array(repeating: 0, count: classes))
      }
      members[Int(slot[block])].append(pixel)
      counts[Int(slot[block])][Int(label) - 1] += 1
    }
    self.slot = slot
    self.members = members
    self.counts = counts
  }

  /// Several deals are drawn from the seed, since the buffer may take all of a class from a side;
  /// the first with the fewest classes missing is kept.
  private static let attempts = 64

  func split(
    _ sides: BlockSides, validation: Double, seed: UInt64, strategy: String
  ) throws -> Split {
    let (shares, test) = try sides.shares()
    guard members.count >= shares.count else {
      throw SamplingError(
        "labels lie in \(counted(members.count, "block")) of \(size)×\(size) pixels, for "
          + "\(shares.count) parts",
        remedy: "Ask for smaller blocks or fewer folds")
    }
    var generator = SeededGenerator(seed: seed, for: .blocks)
    // The folds of a seed must be the same whichever of them tests, so all of them are judged.
    let tests = shares.count == 2 && shares[0] != shares[1] ? [test] : Array(shares.indices)
    var best: (part: [Int], missing: Int)?
    for _ in 0..<Self.attempts where best?.missing != 0 {
      let deal = BlockDeal(counts: counts, shares: shares, generator: &generator)
      let missing = tests.reduce(0) { $0 + missingSides(deal.part, test: $1) }
      if missing < best?.missing ?? .max { best = (deal.part, missing) }
    }
    let part = best!.part
    let kept = trainingPixels(part, test: test)
    guard kept.contains(where: { !$0.isEmpty }) else {
      throw SamplingError(
        "no training pixel is left more than \(counted(buffer, "pixel")) away from the test blocks, in "
          + "blocks of \(size)×\(size) pixels",
        remedy: "Ask for larger blocks, a smaller window, or a smaller test side")
    }
    let (train, held) = holdOut(validation, of: kept, seed: seed)
    return try Split(
      rows: labels.rows, columns: labels.columns, train: train, validation: held,
      test: part.indices.filter { part[$0] == test }.flatMap { members[$0] },
      strategy: strategy, seed: seed)
  }

  /// Pixels of each block that may train: those of the other parts outside of the buffer.
  private func trainingPixels(_ part: [Int], test: Int) -> [[Int]] {
    part.indices.map { block in
      part[block] == test ? [] : members[block].filter { !isNearTest($0, part, test) }
    }
  }

  private func isNearTest(_ pixel: Int, _ part: [Int], _ test: Int) -> Bool {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: labels.columns)
    for y in max(0, row - buffer) / size...min(labels.rows - 1, row + buffer) / size {
      for x in max(0, column - buffer) / size...min(labels.columns - 1, column + buffer) / size {
        let index = Int(slot[y * across + x])
        if index >= 0, part[index] == test { return true }
      }
    }
    return false
  }

  /// On how many sides classes are missing, once the buffer is taken off.
  private func missingSides(_ part: [Int], test: Int) -> Int {
    let classes = counts.first?.count ?? 0
    var onTrain = [Bool](repeating: false, count: classes)
    var onTest = onTrain
    for (block, kept) in trainingPixels(part, test: test).enumerated() {
      for pixel in kept { onTrain[Int(labels.values[pixel]) - 1] = true }
      guard part[block] == test else { continue }
      for label in 0..<classes where counts[block][label] > 0 { onTest[label] = true }
    }
    let occurring = (0..<classes).filter { label in counts.contains { $0[label] > 0 } }
    return occurring.reduce(0) { $0 + (onTrain[$1] ? 0 : 1) + (onTest[$1] ? 0 : 1) }
  }

  /// Takes whole blocks out of the training side, and what lies within the buffer of them:
  /// validation pixels are as new to the network as the test pixels are, or they would choose what
  /// does well on known ground. Every class keeps half of its training pixels, or they would judge by
  /// classes that hardly anything is left to learn of; that may hold out less than the share.
  private func holdOut(
    _ share: Double, of kept: [[Int]], seed: UInt64
  ) -> (train: [Int], validation: [Int]) {
    guard share > 0 else { return (kept.flatMap { $0 }, []) }
    var training = kept
    var validation: [Int] = []
    let all = numbers(of: kept.joined())
    var left = all
    let wanted = Double(all.reduce(0, +)) * share
    var generator = SeededGenerator(seed: seed, for: .validation)
    for block in kept.indices.filter({ !kept[$0].isEmpty }).shuffled(using: &generator) {
      // A block may overshoot the share by half of itself, so that the expected error is smallest.
      guard Double(validation.count) + Double(kept[block].count) / 2 <= wanted else { continue }
      let near = blocks(near: block)
      let lost = numbers(of: near.lazy.flatMap { training[$0] }.filter { isNear($0, to: block) })
      guard all.indices.allSatisfy({ lost[$0] == 0 || left[$0] - lost[$0] >= (all[$0] + 1) / 2 })
      else { continue }
      for label in left.indices { left[label] -= lost[label] }
      for other in near { training[other].removeAll { isNear($0, to: block) } }
      validation += kept[block]
    }
    return (training.flatMap { $0 }, validation.sorted())
  }

  /// How many of the pixels each class has.
  private func numbers(of pixels: some Sequence<Int>) -> [Int] {
    var numbers = [Int](repeating: 0, count: counts.first?.count ?? 0)
    for pixel in pixels { numbers[Int(labels.values[pixel]) - 1] += 1 }
    return numbers
  }

  /// Row and column of a block in the grid.
  private func cell(_ block: Int) -> (y: Int, x: Int) {
    let (row, column) = members[block][0].quotientAndRemainder(dividingBy: labels.columns)
    return (row / size, column / size)
  }

  /// Whether a pixel lies within the buffer of a block, or in it.
  private func isNear(_ pixel: Int, to block: Int) -> Bool {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: labels.columns)
    let (y, x) = cell(block)
    return (y * size - buffer..<(y + 1) * size + buffer).contains(row)
      && (x * size - buffer..<(x + 1) * size + buffer).contains(column)
  }

  /// The blocks with labelled pixels that the buffer of a block reaches, itself among them.
  private func blocks(near block: Int) -> [Int] {
    let (y, x) = cell(block)
    let reach = (buffer + size - 1) / size
    return (max(0, y - reach)...min(down - 1, y + reach)).flatMap { y in
      (max(0, x - reach)...min(across - 1, x + reach)).map { Int(slot[y * across + $0]) }
    }.filter { $0 >= 0 }
  }
}

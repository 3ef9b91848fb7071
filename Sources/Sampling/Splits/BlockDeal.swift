import Scenes

/// Deals blocks of labelled pixels into parts, so that each part has its share of every class and,
/// where there are blocks enough, some of every class.
///
/// Iterative stratification (Sechidis, Tsoumakas and Vlahavas, ECML 2011): the class with the fewest
/// blocks left is dealt first, each of its blocks to the part that lacks the class most. Ours is that
/// a part without the class comes before all others, and that afterwards single blocks move to parts
/// that still lack a class, where no other class suffers.
struct BlockDeal {
  /// Pixels of each class (index label − 1), block by block.
  let counts: [[Int]]
  /// Share of the pixels that each part should have; together 1.
  let shares: [Double]
  /// The part of each block.
  private(set) var part: [Int]
  /// Pixels of a class in a part: `held[part][class]`.
  private var held: [[Int]]
  /// Blocks of a class in a part.
  private var blocks: [[Int]]
  private let totals: [Int]

  init(counts: [[Int]], shares: [Double], generator: inout SeededGenerator) {
    self.counts = counts
    self.shares = shares
    let classes = counts.first?.count ?? 0
    part = Array(repeating: -1, count: counts.count)
    held = Array(repeating: Array(repeating: 0, count: classes), count: shares.count)
    blocks = held
    totals = (0..<classes).map { label in counts.reduce(0) { $0 + $1[label] } }
    deal(order: Array(counts.indices).shuffled(using: &generator))
    for _ in 0..<classes where !repair() { break }
  }

  private mutating func deal(order: [Int]) {
    let classes = totals.count
    var left = (0..<classes).map { label in counts.count { $0[label] > 0 } }
    while let label = (0..<classes).filter({ left[$0] > 0 }).min(by: { left[$0] < left[$1] }) {
      let members = order.filter { part[$0] < 0 && counts[$0][label] > 0 }
      introduce(label, from: members)
      for block in members where part[block] < 0 {
        place(block, in: shares.indices.max { lack(label, in: $0) < lack(label, in: $1) }!)
      }
      left = totals.indices.map { other in
        order.count { part[$0] < 0 && counts[$0][other] > 0 }
      }
    }
  }

  /// Gives each part that has none of a class a block that comes near to its share, the smallest
  /// parts first, as they have the fewest chances later.
  private mutating func introduce(_ label: Int, from members: [Int]) {
    for target in shares.indices.sorted(by: { shares[$0] < shares[$1] })
    where blocks[target][label] == 0 {
      let wanted = Double(totals[label]) * shares[target]
      // Of a few at random, since the one block that fits best would be the same for every seed.
      let nearest = members.filter { part[$0] < 0 }.prefix(3).min {
        abs(Double(counts[$0][label]) - wanted) < abs(Double(counts[$1][label]) - wanted)
      }
      if let nearest { place(nearest, in: target) }
    }
  }

  /// Pixels that a part has below its share of a class.
  private func lack(_ label: Int, in index: Int) -> Double {
    Double(totals[label]) * shares[index] - Double(held[index][label])
  }

  private mutating func place(_ block: Int, in target: Int) {
    let source = part[block]
    for (label, count) in counts[block].enumerated() where count > 0 {
      held[target][label] += count
      blocks[target][label] += 1
      if source >= 0 {
        held[source][label] -= count
        blocks[source][label] -= 1
      }
    }
    part[block] = target
  }

  /// Moves one block to each part that lacks a class, if its own part can spare all its classes.
  private mutating func repair() -> Bool {
    var moved = false
    for target in shares.indices {
      for label in totals.indices where blocks[target][label] == 0 {
        let spare = counts.indices.filter { block in
          counts[block][label] > 0
            && counts[block].indices.allSatisfy {
              counts[block][$0] == 0 || blocks[part[block]][$0] > 1
            }
        }
        guard let block = spare.min(by: { counts[$0][label] < counts[$1][label] }) else { continue }
        place(block, in: target)
        moved = true
      }
    }
    return moved
  }
}

internal import Foundation
internal import Scenes
internal import Torch

/// The search of an SVM's C and γ by cross-validation: distances are measured once, each γ makes its
/// kernel of them, and all folds and all C share it (Hsu, Chang and Lin, "A practical guide to
/// support vector classification", 2003, search coarsely and then finely).
struct ParameterSearch {
  struct Choice {
    var penalty: Double
    var gamma: Double
    /// Share of the training rows that other folds' machines classify rightly; nil unsearched.
    var accuracy: Double?
  }

  let table: KernelTable
  let distances: Tensor
  /// Class index of each row.
  let labels: [Int]
  /// Features a row: γ is sought around 1 over it.
  let columns: Int
  let validation: CrossValidation
  let threads: Int

  func best(of grid: SupportVectorMachine.Grid) throws -> Choice {
    var tried: [Place: Int] = [:]
    if grid.penalties.count * grid.gammas.count == 1, !grid.isRefined {
      return choice(Place(gamma: grid.gammas[0], penalty: grid.penalties[0]), correct: nil)
    }
    try add(grid.gammas, grid.penalties, to: &tried)
    guard var best = best(of: tried) else { throw BaselineError("an empty grid of C and gamma") }
    if grid.isRefined {
      let centre = best
      try add(
        [-1, 0, 1].map { centre.gamma + $0 }, [-1, 0, 1].map { centre.penalty + $0 }, to: &tried)
      best = self.best(of: tried) ?? best
    }
    return choice(best, correct: tried[best])
  }

  /// Powers of 2: of γ times the number of features, and of C.
  private struct Place: Hashable {
    var gamma: Double
    var penalty: Double
  }

  private func choice(_ place: Place, correct: Int?) -> Choice {
    Choice(
      penalty: exp2(place.penalty), gamma: exp2(place.gamma) / Double(columns),
      accuracy: correct.map { Double($0) / Double(labels.count) })
  }

  /// Of equally good ones the smoothest: least C, then least γ.
  private func best(of tried: [Place: Int]) -> Place? {
    tried.max {
      ($0.value, -$0.key.penalty, -$0.key.gamma) < ($1.value, -$1.key.penalty, -$1.key.gamma)
    }?.key
  }

  private func add(
    _ gammas: [Double], _ penalties: [Double], to tried: inout [Place: Int]
  ) throws {
    for gamma in gammas {
      let places = penalties.map { Place(gamma: gamma, penalty: $0) }.filter { tried[$0] == nil }
      guard !places.isEmpty else { continue }
      try table.fill(distances, gamma: exp2(gamma) / Double(columns))
      let folds = validation.folds.count
      let correct = try concurrentMap(places.count * folds, threads: threads) {
        [table, labels, validation] piece in
        let fold = piece % folds
        let machine = try TrainedMachine(
          table, rows: validation.rest(fold), labels: labels,
          penalty: exp2(places[piece / folds].penalty))
        return validation.folds[fold].count { machine.classIndex(ofRow: $0) == labels[$0] }
      }
      for (index, place) in places.enumerated() {
        tried[place] = correct[(index * folds)..<((index + 1) * folds)].reduce(0, +)
      }
    }
  }
}

internal import CSVM

/// A model of libsvm's, and the one door to it.
// Prediction only reads the model.
final class TrainedMachine: @unchecked Sendable {
  private let model: UnsafeMutablePointer<svm_model>
  /// What the model's support vectors lie in.
  private let table: KernelTable
  /// Rows of the table that it was trained on, in the order that libsvm had them.
  private let rows: [Int]

  private static let isSilent: Void = facet_svm_be_silent()

  /// Trains one against one on some rows of a kernel table.
  ///
  /// - Parameter labels: class index of each row of the table.
  init(_ table: KernelTable, rows: [Int], labels: [Int], penalty: Double) throws {
    _ = Self.isSilent
    self.table = table
    // libsvm numbers classes as it meets them, and of equally many votes the first has them: in
    // ascending order that is the same class whatever the order of the rows.
    let rows = rows.sorted { (labels[$0], $0) < (labels[$1], $1) }
    self.rows = rows
    var parameters = svm_parameter()
    parameters.svm_type = Int32(C_SVC)
    parameters.kernel_type = Int32(PRECOMPUTED)
    parameters.cache_size = 64
    parameters.eps = 1e-3
    parameters.C = penalty
    parameters.shrinking = 1
    var classes = rows.map { Double(labels[$0]) }
    var vectors = rows.map { Optional(table.row($0)) }
    let trained = try classes.withUnsafeMutableBufferPointer { classes in
      try vectors.withUnsafeMutableBufferPointer { vectors in
        var problem = svm_problem(
          l: Int32(rows.count), y: classes.baseAddress, x: vectors.baseAddress)
        // The model keeps pointers to the rows, but none to the problem.
        if let message = svm_check_parameter(&problem, &parameters) {
          throw BaselineError("libsvm: \(String(cString: message))")
        }
        return svm_train(&problem, &parameters)
      }
    }
    guard let trained else { throw BaselineError("libsvm has no memory for a model") }
    model = trained
  }

  deinit {
    var model: UnsafeMutablePointer<svm_model>? = model
    svm_free_and_destroy_model(&model)
  }

  /// The class index of a row of the table.
  func classIndex(ofRow row: Int) -> Int { Int(svm_predict(model, table.row(row))) }

  /// Class indices in the order of the model's machines.
  var order: [Int] { (0..<Int(model.pointee.nr_class)).map { Int(model.pointee.label[$0]) } }

  /// Support vectors of each class, in that order: rows of the table.
  var supportVectors: [[Int]] {
    var next = 0
    return order.indices.map { place in
      let range = next..<(next + Int(model.pointee.nSV[place]))
      next = range.upperBound
      return range.map { rows[Int(model.pointee.sv_indices[$0]) - 1] }
    }
  }

  /// The coefficient of a support vector in the machine of its class against another; `machine`
  /// counts the other classes, in order, its own left out.
  func coefficient(machine: Int, vector: Int) -> Double {
    model.pointee.sv_coef[machine]?[vector] ?? 0
  }

  /// What each pair's decision is less by, pairs (0, 1), (0, 2), … (1, 2), …
  var offsets: [Double] {
    let count = order.count
    return (0..<(count * (count - 1) / 2)).map { model.pointee.rho[$0] }
  }
}

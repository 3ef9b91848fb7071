internal import Torch

/// The symmetric map L = C^−½ after which C is the identity, within the directions in which points
/// vary.
///
/// - Parameters:
///   - matrix: C, symmetric, d × d.
///   - moments: of the points.
///   - ridge, name: as `Invertible` takes them; with a ridge all directions count, also those in which
///     no point varies.
///   - notes: what else there is to tell.
func roundMap(
  of matrix: Tensor, _ moments: Moments, ridge: Double?, name: String, notes: [String] = []
) throws -> FittedMap {
  var notes = notes
  let span = try Span(of: moments, isWhole: ridge != nil)
  let root = try Invertible(span.inside(matrix), ridge: ridge, name: name, notes: &notes)
    .power(-0.5)
  return try FittedMap(span.outside(root), centre: moments.mean, notes: notes)
}

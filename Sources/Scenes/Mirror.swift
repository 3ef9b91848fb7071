/// Where an index outside of 0..<count falls when the scene is mirrored at its border without
/// repeating the edge: −1 ↦ 1, −2 ↦ 2, count ↦ count − 2.
public func mirrored(_ index: Int, count: Int) -> Int {
  precondition(count > 0, "nothing to mirror")
  if count == 1 { return 0 }
  let period = 2 * (count - 1)
  let place = ((index % period) + period) % period
  return place < count ? place : period - place
}

internal import CPixels

/// factor · stored + term by the widest registers, NaN for the fill value; false if there is no
/// such loop for the type.
@inline(__always) func convert<Stored: HDF5Element>(
  _ from: UnsafePointer<Stored>, _ to: UnsafeMutablePointer<Float>, _ count: Int, _ fill: Stored?,
  _ factor: Float, _ term: Float
) -> Bool {
  let from = UnsafeRawPointer(from)
  if Stored.self == Int16.self {
    let values = from.assumingMemoryBound(to: Int16.self)
    if var fill = fill as? Int16 {
      facet_int16_values(values, to, count, &fill, factor, term)
    } else {
      facet_int16_values(values, to, count, nil, factor, term)
    }
    return true
  }
  if Stored.self == UInt16.self {
    let values = from.assumingMemoryBound(to: UInt16.self)
    if var fill = fill as? UInt16 {
      facet_uint16_values(values, to, count, &fill, factor, term)
    } else {
      facet_uint16_values(values, to, count, nil, factor, term)
    }
    return true
  }
  return false
}

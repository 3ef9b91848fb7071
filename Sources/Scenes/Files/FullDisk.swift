/// What to do about a failed write whose reason, in the words of the system or of GDAL, is a lack of
/// room; nil if it is another.
func remedyForFullDisk(_ reason: String) -> String? {
  // GDAL does not tell why a line of a plain raster could not be written, nor SQLite by its system.
  let reasons = [
    "No space left", "File too large", "quota", "Failed to write scanline", "disk is full",
  ]
  return reasons.contains { reason.contains($0) }
    ? "Free some space, or choose another folder" : nil
}

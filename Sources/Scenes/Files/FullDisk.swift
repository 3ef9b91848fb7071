/// What to do about a failed write whose reason, in the system's words, is a lack of room; nil where
/// it is another.
func remedyForFullDisk(_ reason: String) -> String? {
  ["No space left", "File too large", "quota"].contains { reason.contains($0) }
    ? "Free some space, or choose another folder" : nil
}

import Foundation

/// A text as a field of CSV (RFC 4180): quoted if it holds a comma, a quote or a line break.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front: a class's name
/// must not run.
func csvField(_ text: String) -> String {
  let isFormula =
    text.count > 1 && "=+-@\t\r".contains(text.prefix(1)) && Double(text) == nil
  let safe = isFormula ? "'" + text : text
  let special = safe.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
  return special ? "\"\(safe.replacingOccurrences(of: "\"", with: "\"\""))\"" : safe
}

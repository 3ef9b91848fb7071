import Foundation

/// A text as a CSV field (RFC 4180): quoted if it holds a comma, a quote or a line break.
///
/// A text that a spreadsheet would run as a formula, since it begins with = + - @, a tab or a line
/// break, gets an apostrophe in front, which spreadsheets take for "this is text". Numbers stay.
package func csvField(_ text: String) -> String {
  let isFormula = text.first.map { "=+-@\t\r\n".contains($0) } == true && Double(text) == nil
  let field = isFormula ? "'" + text : text
  return field.contains { ",\"\n\r\r\n".contains($0) }
    ? "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\"" : field
}

/// A number with its noun: "1 class", "3 classes", "2 pixels".
package func counted(_ number: Int, _ noun: String) -> String {
  if number == 1 { return "1 \(noun)" }
  return noun.hasSuffix("s") ? "\(number) \(noun)es" : "\(number) \(noun)s"
}

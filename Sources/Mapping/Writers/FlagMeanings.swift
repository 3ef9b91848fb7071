internal import Scenes

/// Class names as CF's `flag_meanings` (§3.5): words of `[A-Za-z0-9_.+@-]`, no two of them equal.
func flagMeanings(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.enumerated().map { index, name in
    var word = String(
      name.unicodeScalars.map { scalar in
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "_", ".", "+", "@", "-": Character(scalar)
        default: "_"
        }
      })
    if word.isEmpty { word = "class_\(index + 1)" }
    if !seen.insert(word).inserted {
      word += "_\(index + 1)"
      while !seen.insert(word).inserted { word += "_" }
    }
    return word
  }
}

/// "#rrggbb"
func hexadecimal(_ colour: Colour) -> String {
  let digits = [colour.red, colour.green, colour.blue].map { byte in
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
  return "#" + digits.joined()
}

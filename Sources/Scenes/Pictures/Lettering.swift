internal import Foundation

/// Letters of 5 × 7 pixels for the words of a picture, so that a legend needs no font.
///
/// Latin letters without accents, digits and the marks that names are written with; accents are
/// left off, and what is not in the alphabet is drawn as a box.
package enum Lettering {
  /// Pixels from one letter to the next, with the gap between them.
  package static let advance = 6
  /// Pixels of a line, without the gap between lines.
  package static let height = 7

  /// The letters that a text is drawn with.
  package static func letters(_ text: String) -> [Character] {
    text.decomposedStringWithCanonicalMapping.unicodeScalars
      .filter { $0.properties.generalCategory != .nonspacingMark }
      .map { Character($0) }
  }

  /// Whether the pixel of a letter is set; `x` from the left in 0..<6, `y` from the top in 0..<7.
  package static func isSet(_ letter: Character, x: Int, y: Int) -> Bool {
    guard 0..<5 ~= x, 0..<height ~= y else { return false }
    if letter == " " { return false }
    return (shapes[letter] ?? box)[y] >> (4 - x) & 1 == 1
  }

  private static let box: [UInt8] = [31, 17, 17, 17, 17, 17, 31]

  /// Seven rows of five pixels each, the leftmost in the highest bit.
  private static let shapes: [Character: [UInt8]] = {
    var shapes: [Character: [UInt8]] = [:]
    for line in drawn {
      let words = line.split(separator: " ")
      guard words.count == 2, let letter = words[0].first else { continue }
      // A digit of base 32 a row.
      shapes[letter] = words[1].compactMap { UInt8(String($0), radix: 32) }
    }
    return shapes
  }()

  /// A letter, and its rows as digits of base 32 from the top.
  private static let drawn: [String] = [
    "A ehhvhhh", "B uhhuhhu", "C ehggghe", "D uhhhhhu", "E vgguggv", "F vgguggg", "G ehgnhhf",
    "H hhhvhhh", "I e44444e", "J 72222ic", "K hikokih", "L ggggggv", "M hrllhhh", "N hhpljhh",
    "O ehhhhhe", "P uhhuggg", "Q ehhhlid", "R uhhukih", "S fgge11u", "T v444444", "U hhhhhhe",
    "V hhhhha4", "W hhhllla", "X hha4ahh", "Y hhha444", "Z v1248gv",
    "a 00e1fhf", "b ggmphhu", "c 00egghe", "d 11djhhf", "e 00ehvge", "f 698s888", "g 0fhhf1e",
    "h ggmphhh", "i 40c444e", "j 20622ic", "k ggikoki", "l c44444e", "m 00qllhh", "n 00mphhh",
    "o 00ehhhe", "p 00uhugg", "q 00djf11", "r 00mpggg", "s 00ege1u", "t 88s8896", "u 00hhhjd",
    "v 00hhha4", "w 00hhlla", "x 00ha4ah", "y 00hhf1e", "z 00v248v",
    "0 ehjlphe", "1 4c4444e", "2 eh1248v", "3 v2421he", "4 26aiv22", "5 vgu11he", "6 68guhhe",
    "7 v124888", "8 ehhehhe", "9 ehhf12c",
    "- 000v000", "_ 000000v", ". 00000cc", ", 0000c48", "/ 01248g0", "+ 044v440", "( 2488842",
    ") 8422248", ": 0cc0cc0", "; 0cc0c48", "& cikaikd", "' 4400000", "% op248jj", "= 00v0v00",
    "< 248g842", "> 8421248", "! 4444404", "? eh12404", "# aavavaa", "* 04lel40", "@ eh1dlle",
  ]
}

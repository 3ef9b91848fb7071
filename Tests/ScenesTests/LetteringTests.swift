import Scenes
import Testing

@Suite struct LetteringTests {
  /// U+FFFFE is no letter of any font: it is drawn as the font's box.
  private let box = "\u{FFFFE}"

  @Test(arguments: ["ü", "–", "é", "ß", "Ж", "Ω", "²"]) func aLetterIsNoBox(letter: String) throws {
    let letterer = try Letterer(size: 24)
    #expect(letterer.line(letter) != letterer.line(box))
    #expect(letterer.line(letter).ink.contains { $0 > 128 })
    #expect(letterer.line(letter) != letterer.line(" "))
  }

  @Test func anUmlautIsItsLetterUnderTwoDots() throws {
    let letterer = try Letterer(size: 24)
    let (plain, dotted) = (letterer.line("u"), letterer.line("ü"))
    #expect(plain.width == dotted.width && plain.height == dotted.height)
    // From the letter's upper edge downwards they are the same.
    let top = try #require(plain.ink.firstIndex { $0 > 0 }) / plain.width
    #expect(plain.ink[(top * plain.width)...] == dotted.ink[(top * plain.width)...])
    #expect(dotted.ink[..<(top * plain.width)].contains { $0 > 128 })
    // Whether the file writes it as one character or as two.
    #expect(letterer.line("u\u{308}") == dotted)
  }

  /// Hebrew runs from right to left: its first letter stands at the right.
  @Test func lettersStandInTheOrderOfTheirScript() throws {
    let letterer = try Letterer(size: 24)
    try #require(letterer.has("א") && letterer.has("ו"), "fonts-dejavu-core has Hebrew")
    let word = letterer.line("או")
    let last = letterer.line("ו")
    let columns = { (line: Lettering, range: Range<Int>) in
      (0..<line.height).flatMap { y in range.map { line.ink[y * line.width + $0] } }
    }
    #expect(columns(word, 0..<last.width) == columns(last, 0..<last.width))
  }

  /// A machine without a Chinese font writes the name in Latin letters.
  @Test func chineseIsWrittenOrSpelt() throws {
    let letterer = try Letterer(size: 24)
    let line = letterer.line("小麦")
    if letterer.has("小") {
      #expect(line.width >= 44 && line.width < 56)
    } else {
      #expect(line == letterer.line("xiǎomài"))
    }
    #expect(line != letterer.line(box + box))
  }

  @Test func aLineIsOneLine() throws {
    let letterer = try Letterer(size: 14)
    #expect(letterer.line("a\nb") == letterer.line("a b"))
    #expect(letterer.line("").height == letterer.lineHeight)
    #expect(letterer.line("Corn").ink.allSatisfy { $0 == 0 } == false)
  }
}

import Scenes
import Testing

/// Classes of two sources, matched by name or by code.
@Suite struct ClassMatchTests {
  private func table(_ classes: KeyValuePairs<Int, String>) -> ClassTable {
    ClassTable(entries: classes.map { .init(code: $0, name: $1) })
  }

  private func match(
    _ a: ClassTable, _ b: ClassTable, _ purpose: ClassMatch.Purpose = .union
  ) throws -> ClassMatch {
    try ClassMatch(a, of: "a.tif", with: b, of: "b.tif", for: purpose)
  }

  @Test func namesWinOverCodesWhateverTheirCaseAndBlanks() throws {
    let found = try match(
      table([1: "Winter wheat", 2: "beech"]), table([1: " BEECH", 2: "winter_wheat "]))
    #expect(found.rows == [2, 1])
    #expect(found.table.entries.map(\.name) == ["Winter wheat", "beech"])
  }

  @Test func classesOfOneSourceAloneGetAFreeCode() throws {
    let found = try match(table([1: "oak", 2: "beech"]), table([1: "soil", 2: "oak", 7: "water"]))
    #expect(found.rows == [3, 1, 4])
    #expect(found.table.entries.map(\.code) == [1, 2, 8, 7])
    #expect(found.notes.contains { $0.contains("soil has the code 1 in b.tif") })
  }

  @Test func withoutNamesOnOneSideCodesAreMatchedAndItIsSaid() throws {
    let found = try match(table([5: "oak", 9: "beech"]), ClassTable(entries: [.init(code: 9)]))
    #expect(found.rows == [2])
    #expect(found.notes == ["b.tif names no classes: they are those of a.tif by number"])
    // Names of the second side are taken over.
    let other = try match(ClassTable(entries: [.init(code: 9)]), table([9: "beech"]))
    #expect(other.table.entries.map(\.name) == ["beech"])
    let plain = try match(
      ClassTable(entries: [.init(code: 3)]), ClassTable(entries: [.init(code: 3), .init(code: 4)]))
    #expect(plain.rows == [1, 2] && plain.notes.isEmpty)
  }

  @Test func aComparisonWithoutACommonNameIsRefusedWithBothTables() throws {
    let crops = table([1: "Wheat", 2: "Barley"])
    let error = #expect(throws: SceneError.self) {
      try match(crops, table([1: "Water", 2: "Forest"]), .comparison)
    }
    #expect(error?.description.contains("1 Water, 2 Forest") == true)
    #expect(error?.description.contains("1 Wheat, 2 Barley") == true)
    let partly = try match(crops, table([1: "Barley", 2: "Water"]), .comparison)
    #expect(partly.rows == [2, 3])
    #expect(partly.notes.contains("b.tif has no Wheat"))
  }

  @Test func aNameWithTwoCodesCannotBeMatched() throws {
    let twice = table([1: "oak", 5: "Oak"])
    #expect(throws: SceneError.self) { try match(twice, table([3: "oak"])) }
    #expect(throws: SceneError.self) { try match(table([3: "oak"]), twice) }
    #expect(try match(twice, twice).rows == [1, 2])
  }

  @Test func aListNamesClassesByCodeUnlessTheNamesSayOtherwise() throws {
    let list = ClassTable(
      entries: [], absent: table([1: "wheat", 2: "maize", 3: "soil"]).entries)
    // Corn is renamed; what the list calls soil is the file's 1.
    let found = try match(list, table([1: "soil", 2: "corn"]), .list)
    #expect(found.table.entries.map(\.name) == ["soil", "maize"])
    #expect(found.table.entries.map(\.code) == [3, 2])
    #expect(found.table.absent.map(\.name) == ["wheat"])
    var words = ClassTable(names: ["Soyl"])
    words.isNumbered = false
    let error = #expect(throws: SceneError.self) { try match(list, words, .list) }
    #expect(error?.description.contains("Did you mean \"soil\"?") == true)
  }

  @Test func wordsAndNumbersWithoutNamesCannotBeMatched() throws {
    var words = ClassTable(names: ["oak"])
    words.isNumbered = false
    #expect(throws: SceneError.self) { try match(words, ClassTable(entries: [.init(code: 1)])) }
    // Codes of a source that has them win.
    let found = try match(table([4: "oak"]), words)
    #expect(found.table.entries.map(\.code) == [4])
  }

  @Test func aNameThatOnlyRepeatsTheCodeIsNone() {
    #expect(
      !ClassTable(entries: [.init(code: 3, name: "Class 3"), .init(code: 4, name: "4")]).isNamed)
    #expect(ClassTable(entries: [.init(code: 3, name: "Class 4")]).isNamed)
  }
}

import Foundation
import Scenes
import TestSupport
import Testing

/// Points in a table of text.
@Suite struct CoordinateTableTests {
  private func read(
    _ text: String, field: String? = nil, crs: String? = nil, hasPlace: Bool = true
  ) throws -> GatheredLabels {
    let folder = try TemporaryFolder()
    try text.write(toFile: folder.file("points.csv"), atomically: true, encoding: .utf8)
    return try onFixtureScene(
      folder.file("points.csv"), field: field, crs: crs, hasPlace: hasPlace)
  }

  private func problem(_ text: String, crs: String? = nil, field: String? = nil) -> String {
    "\((#expect(throws: SceneError.self) { try read(text, field: field, crs: crs) })!)"
  }

  /// The pixels that have a class, as "row,column name".
  private func pixels(_ read: GatheredLabels) -> [String] {
    read.labels.nameRows.enumerated().flatMap { row, names in
      names.enumerated().filter { !$1.isEmpty }.map { "\(row),\($0) \($1)" }
    }
  }

  @Test func mapCoordinatesOfAStatedSystem() throws {
    let text = """
      x,y,class,colour
      500015,5799985,oak,#00ff00
      500359.5,5799701,"water, ""deep""\",#0000ff

      900000,1,oak,
      500045,5799985,no data,
      """
    let found = try read(text, crs: "EPSG:32633")
    #expect(pixels(found) == ["0,0 oak", "9,11 water, \"deep\""])
    #expect(found.legend == ["oak #00ff00", "water, \"deep\" #0000ff"])
    #expect(found.sources[0].classes.map(\.away) == [1, 0])
    #expect(found.notes.contains { $0.contains("names no class for 1 of 4 points") })
    #expect(problem(text).contains("--labels-crs"))
    // The same place in degrees, and in another program's columns.
    let degrees = "name;lon;lat\noak;15.000219;52.350158\n"
    #expect(pixels(try read(degrees)) == ["0,0 oak"])
    #expect(try read(degrees).notes.contains { $0.contains("degrees of WGS 84") })
  }

  @Test(arguments: [true, false])
  func rowsAndColumnsCountFromZero(hasPlace: Bool) throws {
    let found = try read("row\tcolumn\tclass\n0\t0\t3\n9\t11\t4\n20\t1\t4\n", hasPlace: hasPlace)
    #expect(pixels(found) == ["0,0 Class 3", "9,11 Class 4"])
    #expect(found.labels.classes.entries.map(\.code) == [3, 4])
    #expect(found.notes.contains { $0.contains("count from 0") })
    #expect(found.sources[0].classes.map(\.away) == [0, 1])
  }

  @Test func xAndYCountPixelsWhereASceneHasNoPlace() throws {
    let text = "x,y,class\n3,2,oak\n11,9,ash\n"
    #expect(pixels(try read(text, hasPlace: false)) == ["2,3 oak", "9,11 ash"])
    #expect(pixels(try read(text, crs: "pixel")) == ["2,3 oak", "9,11 ash"])
    #expect(problem(text, crs: "EPSG:nonsense").contains("EPSG:nonsense"))
  }

  @Test func theClassColumnIsNamedIfItIsNotPlain() throws {
    let text = "row,column,species,plot\n1,2,oak,7\n"
    #expect(problem(text).contains("species, plot"))
    #expect(pixels(try read(text, field: "Species")) == ["1,2 oak"])
    #expect(problem(text, field: "specis").contains("Did you mean `species`?"))
  }

  @Test func badLinesAreNamed() throws {
    #expect(problem("row,column,class\n1,2,oak\n1,x,oak\n").contains("line 3"))
    #expect(problem("row,column,class\n1.5,2,oak\n").contains("no whole pixel"))
    #expect(problem("row,column,class\n1,2\n").contains("has 2 fields"))
    #expect(problem("x,y,class\nnan,2,oak\n", crs: "pixel").contains("no coordinates"))
    #expect(problem("row,column,class\n1,2,oak\n1,3,4\n").contains("both by number"))
    #expect(problem("row,column,class\n").contains("no points"))
    #expect(problem("row,column,class\n1,2,-1\n").contains("no class code"))
    #expect(problem("row,column,class\n100,200,1\n").contains("lies outside of the scene"))
    // A table without coordinates is none.
    #expect(problem("name,class\na,oak\n").contains("has no coordinates"))
  }
}

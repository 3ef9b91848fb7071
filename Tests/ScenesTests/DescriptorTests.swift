import Scenes
import Testing

@Suite("Scene descriptors") struct DescriptorTests {
  @Test("All kinds of values are read")
  func reads() throws {
    let yaml = """
      name: Test
      cube: /radiance
      axes: row, column, band
      fill: -9999
      scale: 1e-4
      wavelength: [400, 500.5]
      fwhm: /fwhm
      drop: [1, 104-106, "220"]
      classes:
        - Corn
        - {name: Woods, colour: "#00ff7f"}
      falseColour: [43, 21, 11]
      """
    let descriptor = try SceneDescriptor(yaml: yaml, path: "test.yaml")
    #expect(descriptor.cube == "/radiance")
    #expect(descriptor.scale == 1e-4)
    #expect(descriptor.wavelength == .list([400, 500.5]))
    #expect(descriptor.fwhm == .dataset("/fwhm"))
    #expect(descriptor.drop?.numbers == [1, 104, 105, 106, 220])
    #expect(descriptor.classes?.map(\.name) == ["Corn", "Woods"])
    #expect(Colour(hexadecimal: "#00ff7f") == Colour(red: 0, green: 255, blue: 127))
    #expect(try SceneDescriptor(yaml: "", path: "empty.yaml") == SceneDescriptor())
  }

  @Test(
    "A key or value that is wrong is named, with the nearest valid key",
    arguments: [
      ("wavelenght: x", "Did you mean `wavelength`?"), ("false_colour: [1, 2, 3]", "falseColour"),
      ("- a", "key: value"), ("scale: much", "scale"), ("scale: 0", "scale"),
      ("drop: [0]", "band from 1"), ("drop: [5-3]", "5-3"), ("falseColour: [1, 2]", "three"),
      ("classes: [{name: A, colour: red}]", "#rrggbb"), ("shape: [1, 2]", "rows, columns"),
      ("name: [", "YAML"),
    ])
  func refuses(yaml: String, hint: String) {
    let error = #expect(throws: SceneError.self) {
      try SceneDescriptor(yaml: yaml, path: "wrong.yaml")
    }
    #expect(error?.description.contains(hint) == true)
    #expect(error?.file == "wrong.yaml")
  }
}

extension ClassTable {
  /// The classes of a label map by CF's `flag_values` with `flag_meanings` (CF 1.10, section 3.5),
  /// or with `class_names`, in which Facet and others write names that are no single words, and
  /// `class_colours`; nil without them.
  ///
  /// - Throws: `SceneError` if they are flags of single bits, which are no classes.
  init?(flagsOf path: String, in file: some AttributedArrays) throws {
    if let masks = try file.attribute("flag_masks", on: path)?.numbers {
      let meanings = try file.attribute("flag_meanings", on: path)?.text ?? ""
      throw SceneError(
        file: file.path, variable: path,
        problem: "holds flags of single bits (`flag_masks`, \(masks.count) of them: \(meanings)), "
          + "of which a pixel may have several",
        remedy: "Write one class code a pixel into a dataset of its own")
    }
    guard let values = try file.attribute("flag_values", on: path)?.numbers else { return nil }
    let meanings = try file.attribute("flag_meanings", on: path)?.text
    let texts = try file.attribute("class_names", on: path)?.texts
    let names =
      texts.flatMap { $0.count == values.count ? $0 : nil }
      ?? meanings?.split(separator: " ").map(String.init)
    guard let names, names.count == values.count else { return nil }
    let colours = try file.attribute("class_colours", on: path)?.texts ?? []
    self.init(
      entries: zip(values, names).enumerated().compactMap { index, flag in
        Int(exactly: flag.0).map {
          Entry(
            code: $0, name: flag.1,
            colour: index < colours.count ? Colour(hexadecimal: colours[index]) : nil)
        }
      })
  }
}

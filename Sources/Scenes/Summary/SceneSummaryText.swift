import Foundation

extension SceneSummary {
  /// A page for a terminal.
  public var text: String {
    var lines = [name.map { "\($0) (\(file))" } ?? file, ""]
    func add(_ title: String, _ value: String) {
      lines.append("  " + title.padding(toLength: 15, withPad: " ", startingAt: 0) + value)
    }
    add("Format", format)
    add(
      "Cube",
      (cube.isEmpty ? "" : "\(cube), ")
        + "\(describe(shape: storedShape)) (\(axes.joined(separator: ", ")))")
    add(
      "Scene", "\(counted(rows, "row")) × \(counted(columns, "column")), \(counted(bands, "band"))")
    if keptBands.count < bands { add("Bands used", "\(keptBands.count) of \(bands)") }
    if let wavelengths, let low = wavelengths.min(), let high = wavelengths.max() {
      add("Wavelengths", "\(short(low)) to \(short(high)) nm")
    } else {
      add("Wavelengths", "unknown")
    }
    var values = storedType
    if scale != 1 || offset != 0 {
      values += " × \(short(scale))" + (offset == 0 ? "" : " + \(short(offset))")
    }
    add("Values", values)
    add("Fill", fill.map(short) ?? "none stated")
    let storage = chunk.map { "chunks of \(describe(shape: $0))" } ?? "in one piece"
    add(
      "Storage",
      ([storage] + filters).joined(separator: ", ")
        + String(format: ", %.1f MB", Double(storedBytes) / 1e6))
    if let transform {
      add("CRS", crsName ?? "unknown")
      add(
        "Upper left",
        "\(short(transform[0])), \(short(transform[3])); pixel "
          + Georeference(transform: transform, crs: crs).pixelText)
    } else {
      add(
        "Georeference",
        hasLookupTable
          ? "sensor geometry, with the place of its pixels (classify --orthorectify)" : "none")
    }
    if let checksumMatches {
      add("Checksum", checksumMatches ? "as in the descriptor" : "NOT that of the descriptor")
    }
    for (index, reason) in evidence.enumerated() { add(index == 0 ? "Found by" : "", reason) }
    if let quicklook { add("Quicklook", quicklook) }
    if let statistics { lines += statisticsText(statistics) }
    lines += labelsText
    if let pixel { lines += pixelText(pixel) }
    return lines.joined(separator: "\n")
  }

  private var labelsText: [String] {
    guard let labels else {
      return [
        "",
        labelPaths.isEmpty
          ? "No labels."
          : "Several label maps; choose one with --labels: \(labelPaths.joined(separator: ", "))",
      ]
    }
    let labelled = labels.classes.reduce(0) { $0 + $1.pixels }
    // Of several sources, all of them together are the labels.
    let isMerged = labelPaths.count > 1 && !labelPaths.contains(labels.path)
    let path = isMerged ? "from \(labelPaths.count) sources" : labels.path
    var lines = [
      "",
      "Labels \(path): \(counted(labelled, "pixel")) in \(counted(labels.classes.count, "class"))",
    ]
    let width = max(10, labels.classes.map(\.name.count).max() ?? 0)
    let row = { (code: String, name: String, pixels: Int) in
      let share = Double(pixels) / Double(max(1, rows * columns)) * 100
      return String(repeating: " ", count: max(0, 5 - code.count)) + code + "  "
        + name.padding(toLength: width, withPad: " ", startingAt: 0)
        + right(pixels, 10) + String(format: "%8.2f %%", share)
    }
    lines.append(row("–", "Unlabelled", labels.unlabelled))
    lines += labels.classes.map { row("\($0.number)", $0.name, $0.pixels) }
    if !labels.absent.isEmpty {
      let names = labels.absent.prefix(12).joined(separator: ", ")
      lines.append(
        "  No pixel: \(names)" + (labels.absent.count > 12 ? ", … (\(labels.absent.count))" : ""))
    }
    let single = labels.classes.filter { $0.pixels == 1 }.map(\.name)
    if !single.isEmpty {
      lines.append(
        "  One pixel only, which cannot both teach and judge: \(single.joined(separator: ", "))")
    }
    if labels.disputed > 0 {
      lines.append(
        "  \(counted(labels.disputed, "pixel")) labelled with several classes; taken as unlabelled")
    }
    lines += labels.notes.map { "  Note: \($0)" }
    lines += labels.sources.flatMap(\.text).map { "  " + $0 }
    if isMerged {
      lines.append("  Sources: \(shortNames(labelPaths).joined(separator: ", "))")
      return lines
    }
    let others = labelPaths.filter { $0 != labels.path }
    if !others.isEmpty { lines.append("  Other maps: \(others.joined(separator: ", "))") }
    return lines
  }

  private func pixelText(_ pixel: Pixel) -> [String] {
    let label = pixel.className.map { ", " + ($0 == "Unlabelled" ? "unlabelled" : $0) }
    var lines = ["", "Pixel row \(pixel.row), column \(pixel.column)\(label ?? "")"]
    lines.append(" band          nm       value")
    for (band, value) in zip(keptBands, pixel.values) {
      lines.append(
        right(band + 1, 5)
          + (wavelengths.map { String(format: "%12.2f", $0[band]) } ?? "           –")
          + (value.map { String(format: "%12.6g", $0) } ?? "     no data"))
    }
    return lines
  }

  private func statisticsText(_ statistics: SceneStatistics) -> [String] {
    [
      "",
      "Masked: \(counted(statistics.maskedValues, "value")), \(counted(statistics.emptyPixels, "pixel")) without data"
        + (statistics.constantBands.isEmpty
          ? ""
          : "; constant bands "
            + statistics.constantBands.map { String($0 + 1) }.joined(separator: ", ")),
      String(format: "Range: %.6g to %.6g", statistics.minimum ?? .nan, statistics.maximum ?? .nan),
    ]
  }

  /// The name within the WKT.
  private var crsName: String? {
    guard let crs else { return nil }
    let parts = crs.split(separator: "\"", maxSplits: 2)
    return parts.count > 1 ? String(parts[1]) : crs
  }

  private func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? String(Int(value)) : String(format: "%.6g", value)
  }

  private func right(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: " ", count: max(0, width - digits.count)) + digits
  }
}

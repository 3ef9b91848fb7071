import Foundation
import Scenes

extension Report {
  /// False colour, reference, map, errors and confidence side by side, over one legend.
  func mapsSection() throws -> String {
    var figures: [String] = []
    if let falseColour {
      figures.append(try figure(falseColour, "Scene", "in false colour"))
    }
    if let reference, let picture = MapPictures.classes(reference, classes) {
      let labelled = reference.values.count { $0 > 0 }
      figures.append(try figure(picture, "Reference", "\(grouped(labelled)) labelled pixels"))
    }
    if let map, let picture = MapPictures.classes(map, classes) {
      figures.append(try figure(picture, "Map", mapNote(map)))
    }
    if let reference, let map,
      let picture = MapPictures.errors(
        reference: reference, map: map, training: trainingPixels ?? [], test: testPixels)
    {
      figures.append(try figure(picture, "Errors", errorKeys))
    }
    if let confidence, let map {
      let floor = MapPictures.confidenceFloor(confidence)
      let picture = MapPictures.confidence(
        confidence, rows: map.rows, columns: map.columns, floor: floor)
      if let picture {
        figures.append(try figure(picture, "Confidence", confidenceKey(floor)))
      }
    }
    if figures.isEmpty { return "" }
    // With five pictures in rows of three the legend takes the sixth place, where it fits.
    let isInside = figures.count == 5 && classCount <= 18
    let pictures = figures.joined(separator: "\n")
    return section(
      "maps", "Maps",
      "<div class=\"maps n\(figures.count)\">\(pictures)\(isInside ? legend(isInside) : "")</div>"
        + (isInside ? "" : legend(isInside)) + countNote)
  }

  private func mapNote(_ map: LabelMap) -> String {
    let without = map.values.count { $0 == 0 }
    if decision?.rejects == true {
      let rejected = map.values.count { $0 == classCount }
      return "\(grouped(rejected)) of \(grouped(map.values.count - without)) pixels rejected"
    }
    return without == 0
      ? "every pixel classified" : "\(grouped(without)) pixels without data or class"
  }

  private var errorKeys: String {
    var keys = [
      (MapPictures.correct, "test, right"),
      (MapPictures.wrong, decision?.rejects == true ? "test, wrong or rejected" : "test, wrong"),
    ]
    if trainingPixels?.isEmpty == false { keys.append((MapPictures.training, "trained on")) }
    if testPixels != nil { keys.append((MapPictures.untested, "not tested")) }
    return keys.map { "<span class=\"chip\">\(swatch($0.0.hexadecimal))\($0.1)</span>" }
      .joined()
  }

  private func confidenceKey(_ floor: Double) -> String {
    let stops = Viridis.stops.map(\.hexadecimal).joined(separator: ",")
    return "<span class=\"ramp\"><span>\(floor > 0 ? "≤ " : "")\(decimal(floor, digits: 1))</span>"
      + "<span class=\"bar\" style=\"background:linear-gradient(90deg,\(stops))\"></span>"
      + "<span>1</span></span> of the class"
  }

  private func figure(_ picture: Picture, _ name: String, _ note: String) throws -> String {
    let picture = MapPictures.enlarged(picture)
    let data = Data(try picture.png()).base64EncodedString()
    return "<figure><img src=\"data:image/png;base64,\(data)\" width=\"\(picture.width)\" "
      + "height=\"\(picture.height)\" alt=\"\(name)\"><figcaption><b>\(name)</b> \(note)"
      + "</figcaption></figure>"
  }

  private var countNote: String {
    if map == nil { return "" }
    return "<p class=\"small\">Counts in the legend are of the whole map as classified"
      + (pixelAreas == nil ? "" : "; areas are pixels counted, not adjusted for errors")
      + ".</p>"
  }

  /// Names, colours, and how much of the map each class takes.
  private func legend(_ isCompact: Bool) -> String {
    let (counts, areas) = (mappedCounts, mappedAreas)
    let all = counts?.reduce(0, +) ?? 0
    var items = (0..<classCount).map { index in
      var size = ""
      if let counts {
        let share = all == 0 ? nil : Double(counts[index]) / Double(all)
        size =
          "<small>\(grouped(counts[index])) px"
          + (areas.map { ", \(area($0[index]))" } ?? "")
          + ", \(counts[index] == 0 ? "0 %" : percent(share, digits: 1))</small>"
      }
      return "<li>\(swatch(classes.colour(of: index + 1).hexadecimal))<span><b>\(index + 1)</b> "
        + "\(escaped(classes.name(of: index + 1)))\(size)</span></li>"
    }
    items.append(
      "<li>\(swatch(MapPictures.unlabelled.hexadecimal))<span>No label or no data</span></li>")
    return "<ul class=\"legend\(isCompact ? " compact" : "")\">"
      + "\(items.joined(separator: "\n"))</ul>"
  }
}

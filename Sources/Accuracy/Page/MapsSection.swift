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
    let shape = MapShape(pictureSize, count: figures.count)
    let isInside = shape == .plain && figures.count == 5 && shownClasses.count <= 18
    let pictures = figures.joined(separator: "\n")
    return section(
      "maps", "Maps",
      lead: isTurned
        ? "The pictures are turned a quarter to the left: the first row of the scene is at the left."
        : nil,
      "<div class=\"maps \(shape.style)\">\(pictures)\(isInside ? legend(isInside) : "")</div>"
        + (isInside ? countNote : countNote + legend(isInside)))
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
      + "<span>1</span></span> probability of the mapped class"
  }

  private func figure(_ picture: Picture, _ name: String, _ note: String) throws -> String {
    let picture = MapPictures.enlarged(isTurned ? MapPictures.turned(picture) : picture)
    let data = Data(try picture.png(transparent: MapPictures.unlabelled)).base64EncodedString()
    let id = "picture-\(name.lowercased())"
    let ruler = scene?.place.flatMap {
      MapRuler($0, width: isTurned ? scene?.rows ?? 0 : scene?.columns ?? 0, isTurned: isTurned)
    }
    return "<figure class=\"picture\" id=\"\(id)\" style=\"--w:\(picture.width);"
      + "--h:\(picture.height)\"><a class=\"open\" href=\"#\(id)\" title=\"Enlarge\">"
      + "<img src=\"data:image/png;base64,\(data)\" width=\"\(picture.width)\" "
      + "height=\"\(picture.height)\" alt=\"\(name)\"></a>"
      + "<a class=\"close\" href=\"#maps\">Close</a>\(ruler?.html ?? "")"
      + "<figcaption><b>\(name)</b> \(note)</figcaption></figure>"
  }

  /// Columns and rows of the scene, as far as they are known.
  private var sceneSize: (columns: Int, rows: Int) {
    if let scene { return (scene.columns, scene.rows) }
    if let map = map ?? reference { return (map.columns, map.rows) }
    return (falseColour?.width ?? 1, falseColour?.height ?? 1)
  }

  /// A scene much higher than wide is shown lying: upright, its pictures would be thin.
  private var isTurned: Bool { Double(sceneSize.rows) > 2.2 * Double(sceneSize.columns) }

  private var pictureSize: (width: Int, height: Int) {
    isTurned ? (sceneSize.rows, sceneSize.columns) : (sceneSize.columns, sceneSize.rows)
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
    // What is rejected is a class of the map.
    let numbers = shownClasses + Array((knownClassCount + 1)..<(classCount + 1))
    var items = numbers.map { $0 - 1 }.map { index in
      var size = ""
      if let counts {
        let share = all == 0 ? nil : Double(counts[index]) / Double(all)
        size =
          "<small>\(grouped(counts[index])) px"
          + (areas.map { ", \(area($0[index]))" } ?? "")
          + ", \(counts[index] == 0 ? "0 %" : percent(share, digits: 1))</small>"
      }
      return
        "<li>\(swatch(classes.colour(of: index + 1).hexadecimal))<span><b>\(code(of: index + 1))</b> "
        + "\(escaped(classes.name(of: index + 1)))\(size)</span></li>"
    }
    items.append(
      "<li>\(swatch("var(--ground)"))<span>No label or no data</span></li>")
    return "<ul class=\"legend\(isCompact ? " compact" : "")\">"
      + "\(items.joined(separator: "\n"))</ul>"
  }
}

/// How the pictures of a scene share the page.
enum MapShape: Equatable {
  /// Beside each other, three in a row or as many as there are.
  case plain, few(Int)
  /// Five beside each other: higher than wide.
  case upright
  /// Two in a row, or each on a line of its own: much wider than high.
  case long, strip

  /// - Parameters:
  ///   - size: of one picture.
  ///   - count: of pictures.
  init(_ size: (width: Int, height: Int), count: Int) {
    let ratio = Double(size.width) / Double(max(1, size.height))
    switch ratio {
    case 4...: self = .strip
    case 1.9...: self = .long
    case ..<0.72 where count >= 4: self = .upright
    default: self = [1, 2, 4].contains(count) ? .few(count) : .plain
    }
  }

  /// Classes of the style sheet.
  var style: String {
    switch self {
    case .plain: "n3"
    case .few(let count): "n\(count)"
    case .upright: "upright"
    case .long: "long"
    case .strip: "strip"
    }
  }
}

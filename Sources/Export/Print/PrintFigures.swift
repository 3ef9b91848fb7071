package import Accuracy
internal import Foundation
internal import Scenes

/// The figures of a report for print, each as SVG and as PDF: maps with legend, scale bar and north
/// arrow, the confusion matrix, and the spectra of the classes.
package struct PrintFigures {
  private let report: Report

  package init(_ report: Report) { self.report = report }

  private var drawings: [(name: String, draw: () throws -> Drawing)] {
    var all: [(name: String, draw: () throws -> Drawing)] = []
    let report = report
    func add(_ name: String, _ title: String, _ key: MapKey, _ picture: @escaping () -> Picture?) {
      all.append(
        (name, { MapFigure(report, title: title, key: key).drawing(picture()) }))
    }
    if let picture = report.falseColour {
      add("scene", "\(report.title), false colour", .none) { picture }
    }
    if let labels = report.reference {
      add("reference", "\(report.title), labelled pixels", .classes) {
        MapPictures.classes(labels, report.classes)
      }
    }
    if let map = report.map {
      add("map", "\(report.title), class map", .classes) {
        MapPictures.classes(map, report.classes)
      }
      if let confidence = report.confidence {
        let floor = MapPictures.confidenceFloor(confidence)
        add("confidence", "\(report.title), confidence", .ramp(from: floor)) {
          MapPictures.confidence(
            confidence, rows: map.rows, columns: map.columns, floor: floor)
        }
      }
    }
    if report.confusion.total > 0 { all.append(("matrix", { MatrixFigure(report).drawing })) }
    if let spectra = report.spectra, !spectra.spectra.isEmpty {
      all.append(("spectra", { SpectraFigure(report, spectra).drawing }))
    }
    return all
  }

  /// The files that any report may have.
  package static func files(in folder: String) -> [String] {
    ["scene", "reference", "map", "confidence", "matrix", "spectra"].flatMap { name in
      ["svg", "pdf"].map { path("\(name).\($0)", in: folder) }
    }
  }

  private static func path(_ name: String, in folder: String) -> String {
    URL(fileURLWithPath: folder).appendingPathComponent(name).relativePath
  }

  /// - Returns: the files written.
  /// - Throws: `SceneError` if one cannot be written.
  package func write(folder: String) throws -> [String] {
    var files: [String] = []
    for (name, draw) in drawings {
      let drawing = try draw()
      let paths = ["svg", "pdf"].map { Self.path("\(name).\($0)", in: folder) }
      try replaceFile(paths[0], with: Data(try drawing.svg().utf8))
      try replaceFile(paths[1], with: try drawing.pdf())
      files += paths
    }
    return files
  }
}

/// What explains the colours of a map.
enum MapKey {
  case none, classes
  /// Confidence from a number to 1.
  case ramp(from: Double)
}

import Foundation
import Scenes

/// Days as a report gives them: "2026-11-28", by the machine's clock and time zone.
enum ReportDay {
  static var today: String { text(Date()) }

  /// The day on which the newest of a scene's files was last changed; nil if it cannot be told.
  static func changed(_ scene: String) -> String? {
    let dates = (try? SceneFiles(scene).paths)?.compactMap { path in
      try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }
    return dates?.max().map(text)
  }

  private static func text(_ date: Date) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: date)
    return String(
      format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }
}

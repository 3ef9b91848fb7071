import Foundation
import Scenes

@testable import Mapping

/// A class map as text: a line of codes for each row.
final class TextMapWriter: MapWriter, PendingOutput {
  private let pending: PendingFile
  private let handle: FileHandle
  private var progress: RowProgress
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    progress = RowProgress(layout)
    pending = try PendingFile(path)
    guard FileManager.default.createFile(atPath: pending.temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: pending.temporary)
    else {
      pending.discard()
      throw SceneError(file: path, problem: "cannot be written")
    }
    self.handle = handle
  }

  deinit { abandon() }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    let codes = progress.layout.coded(classes)
    for first in stride(from: 0, to: codes.count, by: progress.layout.columns) {
      let row = codes[first..<first + progress.layout.columns]
      try handle.write(contentsOf: Data((row.map(String.init).joined(separator: " ") + "\n").utf8))
    }
  }

  func complete() throws {
    try progress.requireComplete(pending.path)
    try handle.close()
    try pending.commit()
  }

  func removeWritten() { pending.discard() }
}

extension MapFormat {
  static let text = MapFormat("text", extensions: ["txt"], maps: TextMapWriter.init)
}

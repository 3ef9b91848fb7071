import ArgumentParser
import Scenes

/// "71,40": row and column of a pixel, from 0.
struct PixelPosition: ExpressibleByArgument {
  let row: Int
  let column: Int

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.filter { !$0.isWhitespace })
    }
    guard numbers.count == 2, let row = numbers[0], let column = numbers[1] else { return nil }
    self.row = row
    self.column = column
  }

  /// row · columns + column.
  func index(in scene: Scene) throws -> Int {
    let shape = scene.shape
    guard 0..<shape.rows ~= row, 0..<shape.columns ~= column else {
      throw SceneError(
        file: scene.file,
        problem: "has no pixel \(row),\(column): it is \(shape.rows)×"
          + "\(shape.columns) pixels",
        remedy: "Rows and columns count from 0")
    }
    return row * shape.columns + column
  }
}

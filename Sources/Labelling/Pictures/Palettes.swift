internal import Foundation
internal import Scenes

/// The colours of layers that show numbers.
enum Palettes {
  /// Cividis, which people see alike whatever their colour vision (J. Nuñez, C. Anderton, R. Renslow,
  /// PLoS ONE 2018): dark blue for little, yellow for much.
  static let cividis: [[UInt8]] = ramp(
    [0x00224E, 0x233E6C, 0x575D6D, 0x7C7B78, 0xA69D75, 0xD3C164, 0xFEE838].map { [UInt8](rgb: $0) }
      .map { $0 + [255] })

  /// Nothing on ground like what was labelled, vermilion on other ground.
  static let unlike: [[UInt8]] = ramp(
    [(0xD55E00, 0), (0xD55E00, 40), (0xD55E00, 150), (0xB03A00, 235)].map {
      [UInt8](rgb: $0.0) + [$0.1]
    })

  /// 1 is ground on which two decisions differ.
  static let disagreement: [[UInt8]] = [[0, 0, 0, 0], [0xCC, 0x33, 0x99, 225]]

  /// Of the classes of a session; 0 is nothing.
  static func classes(_ classes: [SessionClass]) -> [[UInt8]] {
    [[0, 0, 0, 0]]
      + classes.map { one in
        let colour = Colour(hexadecimal: one.colour) ?? Colour(red: 128, green: 128, blue: 128)
        return [colour.red, colour.green, colour.blue, 255]
      }
  }

  private static func ramp(_ stops: [[UInt8]]) -> [[UInt8]] {
    (0..<256).map { index in
      let place = Double(index) / 255 * Double(stops.count - 1)
      let low = min(stops.count - 2, Int(place))
      let share = place - Double(low)
      return (0..<4).map {
        UInt8(Double(stops[low][$0]) * (1 - share) + Double(stops[low + 1][$0]) * share)
      }
    }
  }
}

extension [UInt8] {
  fileprivate init(rgb: UInt32) {
    self = [UInt8(rgb >> 16 & 255), UInt8(rgb >> 8 & 255), UInt8(rgb & 255)]
  }
}

import Scenes

/// The perceptually uniform colour map "viridis" (Smith and van der Walt, 2015), from 11 of its
/// colours with straight lines between them.
enum Viridis {
  static let stops: [Colour] = [
    0x44_01_54, 0x48_24_75, 0x41_44_87, 0x35_5F_8D, 0x2A_78_8E, 0x21_91_8C, 0x22_A8_84, 0x44_BF_70,
    0x7A_D1_51, 0xBD_DF_26, 0xFD_E7_25,
  ].map {
    Colour(red: UInt8($0 >> 16), green: UInt8($0 >> 8 & 0xFF), blue: UInt8($0 & 0xFF))
  }

  /// The colour at `position`, 0 to 1; beyond, the end's.
  static func colour(at position: Double) -> Colour {
    let place = min(max(position, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let weight = place - Double(index)
    let (from, to) = (stops[index], stops[index + 1])
    let mix = { (a: UInt8, b: UInt8) in
      UInt8((Double(a) + (Double(b) - Double(a)) * weight).rounded())
    }
    return Colour(
      red: mix(from.red, to.red), green: mix(from.green, to.green), blue: mix(from.blue, to.blue))
  }
}

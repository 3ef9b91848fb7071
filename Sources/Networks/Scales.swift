internal import Parts
internal import Torch

/// The scales of each bank in turn, so that the receptive field is exactly the window: every bank
/// takes the largest scales that still fit. Window 9 and scales 1, 3, 5 give {1,3,5}, {1,3,5};
/// window 7 gives {1,3,5}, {1,3}. At least two banks; the second is {1} if the window is used up.
///
/// - Throws: `TorchError` if no scales make up the window.
func scalesOfBanks(_ scales: [Int], makingUp window: Int) throws -> [[Int]] {
  guard window > 0, window % 2 == 1 else {
    throw TorchError("a window must be odd and positive, not \(window)")
  }
  try requireScales(scales)
  var remaining = window - 1
  var banks: [[Int]] = []
  while remaining > 0 || banks.count < 2 {
    let fitting = scales.filter { $0 - 1 <= remaining }
    let largest = fitting.max() ?? 1
    guard largest > 1 || remaining == 0 else {
      throw TorchError("a window of \(window) cannot be made of scales \(scales)")
    }
    banks.append(fitting.sorted())
    remaining -= largest - 1
  }
  return banks
}

/// - Throws: `PartError` unless the scales are different odd sizes, 1 among them.
func requireScales(_ scales: [Int], option: String = "scales") throws {
  guard scales.contains(1), Set(scales).count == scales.count,
    scales.allSatisfy({ $0 > 0 && $0 % 2 == 1 })
  else { throw PartError(option: option, must: "different odd sizes, 1 among them") }
}

extension PartOption {
  /// Channels after a 1×1 reduction.
  static func reduce(_ standard: Int) -> PartOption {
    .whole("reduce", standard, in: 1...4096, "Channels after the reduction before a filter bank.")
  }

  /// Channels of each filter of a bank.
  static func width(_ standard: Int) -> PartOption {
    .whole("width", standard, in: 1...4096, "Channels of each filter of a bank.")
  }

  static let spectralScales = PartOption.wholes(
    "spectralScales", [1, 3, 5, 11], in: 1...255, "Kernel sizes along the spectrum, odd.")
}

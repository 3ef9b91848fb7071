import Foundation
import Scenes

/// What people with one kind of colour vision see, and how far colours are apart for them.
enum ColourVision: String, CaseIterable {
  case normal, protan, deutan, tritan

  /// Linear red, green and blue as seen, of linear ones (Machado, Oliveira and Fernandes, IEEE TVCG
  /// 15, 2009, severity 1).
  private var matrix: [[Double]] {
    switch self {
    case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protan:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deutan:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritan:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }

  /// CIE L*a*b* (D65) of a colour as it is seen.
  func lab(_ colour: Colour) -> [Double] {
    let linear = [colour.red, colour.green, colour.blue].map { channel -> Double in
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let seen = matrix.map { row in min(1, max(0, zip(row, linear).map(*).reduce(0, +))) }
    let white = [0.95047, 1, 1.08883]
    let f = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ].enumerated().map { index, row -> Double in
      let value = zip(row, seen).map(*).reduce(0, +) / white[index]
      return value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  /// The least difference between two of some colours.
  func leastDifference(_ colours: [Colour]) -> Double {
    let labs = colours.map(lab)
    return labs.indices.flatMap { first in
      labs[..<first].map { colourDifference(labs[first], $0) }
    }.min() ?? .infinity
  }
}

/// CIEDE2000 of two colours in L*a*b* (Sharma, Wu and Dalal, Color Research and Application 30, 2005).
func colourDifference(_ one: [Double], _ other: [Double]) -> Double {
  let mean = (hypot(one[1], one[2]) + hypot(other[1], other[2])) / 2
  let g = 0.5 * (1 - (pow(mean, 7) / (pow(mean, 7) + pow(25, 7))).squareRoot())
  let (a1, a2) = ((1 + g) * one[1], (1 + g) * other[1])
  let (c1, c2) = (hypot(a1, one[2]), hypot(a2, other[2]))
  let hue = { (b: Double, a: Double) -> Double in
    let degrees = atan2(b, a) * 180 / .pi
    return degrees < 0 ? degrees + 360 : degrees
  }
  let (h1, h2) = (hue(one[2], a1), hue(other[2], a2))
  let isGrey = c1 * c2 == 0
  var turn = isGrey ? 0 : h2 - h1
  if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
  let deltaL = other[0] - one[0]
  let deltaC = c2 - c1
  let deltaH = 2 * (c1 * c2).squareRoot() * sin(turn / 2 * .pi / 180)
  let l = (one[0] + other[0]) / 2
  let c = (c1 + c2) / 2
  let sum = h1 + h2
  let h = isGrey ? sum : abs(h1 - h2) <= 180 ? sum / 2 : (sum < 360 ? sum + 360 : sum - 360) / 2
  let cosine = { (degrees: Double) in cos(degrees * .pi / 180) }
  let t1 = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h)
  let t = t1 + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63)
  let rotation = 30 * exp(-pow((h - 275) / 25, 2))
  let rc = 2 * (pow(c, 7) / (pow(c, 7) + pow(25, 7))).squareRoot()
  let sl = 1 + 0.015 * pow(l - 50, 2) / (20 + pow(l - 50, 2)).squareRoot()
  let parts = [deltaL / sl, deltaC / (1 + 0.045 * c), deltaH / (1 + 0.015 * c * t)]
  let rt = -sin(2 * rotation * .pi / 180) * rc
  return (parts.map { $0 * $0 }.reduce(0, +) + rt * parts[1] * parts[2]).squareRoot()
}

import ArgumentParser
import Baselines
import Parts

extension BaselineKind: ExpressibleByArgument {
  init?(argument: String) {
    guard let kind = Self.find(argument) else { return nil }
    self = kind
  }

  static var allValueStrings: [String] { all.map(\.name) }
}

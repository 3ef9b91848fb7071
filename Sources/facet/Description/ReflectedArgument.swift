import ArgumentParser

/// A property of a command that the parser fills: its type and, once parsed, its value. The parser
/// finds them the same way, by reflection, and lists them in the same order.
struct ReflectedArgument {
  enum Kind { case positional, option, flag }

  let kind: Kind
  /// The property's: "labelField".
  let property: String
  /// Without optional and array around it.
  let type: Any.Type
  private let value: () -> Any

  /// The long name that the parser makes of the property; nil for an argument without a name.
  var name: String? {
    guard kind != .positional else { return nil }
    return property.reduce(into: "") { text, letter in
      text += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
    }
  }

  /// What was given, if it is a number; of a parsed command.
  var number: Double? {
    switch value() {
    case let number as Int: Double(number)
    case let number as UInt64: Double(number)
    case let number as Double: number
    default: nil
    }
  }

  /// All properties in their order, those of groups in their place.
  static func all(in arguments: any ParsableArguments) -> [ReflectedArgument] {
    Mirror(reflecting: arguments).children.flatMap { label, value -> [ReflectedArgument] in
      if let group = value as? any ReflectedGroup { return all(in: group.arguments) }
      guard let argument = value as? any ReflectedProperty, let label else { return [] }
      return [
        ReflectedArgument(
          kind: argument.kind, property: String(label.drop { $0 == "_" }),
          type: bare(argument.type), value: { argument.anyValue })
      ]
    }
  }

  /// Those of a command that has not been parsed; their values must not be asked for.
  static func all(of type: any ParsableArguments.Type) -> [ReflectedArgument] {
    Mirror(reflecting: type.init()).children.flatMap { label, value -> [ReflectedArgument] in
      if let group = value as? any ReflectedGroup { return all(of: group.groupType) }
      guard let argument = value as? any ReflectedProperty, let label else { return [] }
      return [
        ReflectedArgument(
          kind: argument.kind, property: String(label.drop { $0 == "_" }),
          type: bare(argument.type), value: { () })
      ]
    }
  }

  private static func bare(_ type: Any.Type) -> Any.Type {
    (type as? any Wrapping.Type).map { bare($0.wrapped) } ?? type
  }
}

private protocol ReflectedProperty {
  var kind: ReflectedArgument.Kind { get }
  var type: Any.Type { get }
  var anyValue: Any { get }
}

extension Argument: ReflectedProperty {
  fileprivate var kind: ReflectedArgument.Kind { .positional }
  fileprivate var type: Any.Type { Value.self }
  fileprivate var anyValue: Any { wrappedValue }
}

extension Option: ReflectedProperty {
  fileprivate var kind: ReflectedArgument.Kind { .option }
  fileprivate var type: Any.Type { Value.self }
  fileprivate var anyValue: Any { wrappedValue }
}

extension Flag: ReflectedProperty {
  fileprivate var kind: ReflectedArgument.Kind { .flag }
  fileprivate var type: Any.Type { Value.self }
  fileprivate var anyValue: Any { wrappedValue }
}

private protocol ReflectedGroup {
  var groupType: any ParsableArguments.Type { get }
  var arguments: any ParsableArguments { get }
}

extension OptionGroup: ReflectedGroup {
  fileprivate var groupType: any ParsableArguments.Type { Value.self }
  fileprivate var arguments: any ParsableArguments { wrappedValue }
}

private protocol Wrapping {
  static var wrapped: Any.Type { get }
}

extension Optional: Wrapping {
  fileprivate static var wrapped: Any.Type { Wrapped.self }
}

extension Array: Wrapping {
  fileprivate static var wrapped: Any.Type { Element.self }
}

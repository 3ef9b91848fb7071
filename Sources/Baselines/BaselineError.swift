/// What a baseline was given and cannot work with, and what it can.
package struct BaselineError: Error, Equatable, CustomStringConvertible {
  package var message: String

  package init(_ message: String) {
    self.message = message
  }

  package var description: String { message }
}

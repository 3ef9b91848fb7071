internal import CMatIO

/// A variable of a MATLAB file before 7.3, or a field of a structure or an element of a cell array in
/// one, as its header describes it.
struct MATLABVariable: Sendable {
  /// What a variable is if it is no array of plain numbers.
  enum Kind: Sendable {
    case numbers, complex, structure, cell, object, other

    var text: String {
      switch self {
      case .numbers: "numbers"
      case .complex: "complex numbers"
      case .structure: "a structure"
      case .cell: "a cell array"
      case .object: "an object"
      case .other: "no plain numbers"
      }
    }
  }

  /// "cube", "hsi.data" for a field of a structure, "parts{2}" for an element of a cell array.
  var name: String
  /// Length of each dimension; the first varies fastest.
  var dimensions: [Int]
  var kind: Kind
  /// Swift's type of the numbers; nil for anything else.
  var element: (any HDF5Element.Type)?
  var isCompressed: Bool
  /// The variable that it is a part of, and the way to it from there.
  var root: String
  var way: [Step] = []

  enum Step: Sendable, Equatable {
    /// By number, 0-based, of the field or of the element.
    case field(Int)
    case element(Int)
  }

  /// Number of values; nil if it does not fit an `Int`.
  var count: Int? { product(dimensions) }

  /// Whether it can only be read together with the variable that it is in.
  var isPart: Bool { !way.isEmpty }

  /// The name without those of structures.
  var lastName: String { String(name.split(separator: ".").last ?? "").lowercased() }

  /// "uint16", or what it is instead of numbers.
  var type: String { element.map(storedTypeName) ?? kind.text }

  /// "cube (145×145×200 uint16)".
  var description: String { "\(name) (\(describe(shape: dimensions)) \(type))" }

  /// Nil if the variable has no name or sizes. Only inside the lock.
  init?(_ variable: UnsafeMutablePointer<matvar_t>) {
    guard let name = variable.pointee.name else { return nil }
    self.init(variable, name: String(cString: name), root: String(cString: name), way: [])
  }

  private init?(
    _ variable: UnsafeMutablePointer<matvar_t>, name: String, root: String, way: [Step]
  ) {
    let head = variable.pointee
    guard let lengths = head.dims, 1...32 ~= head.rank else { return nil }
    self.name = name
    self.root = root
    self.way = way
    dimensions = (0..<Int(head.rank)).map { Int(clamping: lengths[$0]) }
    let number = Self.element(of: head.class_type)
    element = head.isComplex == 0 ? number : nil
    kind =
      switch head.class_type {
      case _ where number != nil: head.isComplex == 0 ? .numbers : .complex
      case MAT_C_STRUCT: .structure
      case MAT_C_CELL: .cell
      case MAT_C_OBJECT, MAT_C_OPAQUE: .object
      default: .other
      }
    isCompressed = head.compression == MAT_COMPRESSION_ZLIB
  }

  /// The fields of a structure and the elements of a cell array, and theirs, up to 4 deep and 256 in
  /// all. Only inside the lock.
  func parts(of variable: UnsafeMutablePointer<matvar_t>) -> [MATLABVariable] {
    var found: [MATLABVariable] = []
    addParts(of: variable, to: &found)
    return found
  }

  private func addParts(
    of variable: UnsafeMutablePointer<matvar_t>, to found: inout [MATLABVariable]
  ) {
    guard way.count < 4, found.count < 256, let count, count >= 1 else { return }
    func add(_ part: UnsafeMutablePointer<matvar_t>?, _ name: String, _ step: Step) {
      guard let part,
        let inner = MATLABVariable(part, name: name, root: root, way: way + [step])
      else { return }
      found.append(inner)
      inner.addParts(of: part, to: &found)
    }
    if kind == .structure, count == 1 {
      let fields = Int(Mat_VarGetNumberOfFields(variable))
      guard 1...256 ~= fields, let names = Mat_VarGetStructFieldnames(variable) else { return }
      for index in 0..<fields {
        guard let text = names[index] else { continue }
        add(
          Mat_VarGetStructFieldByIndex(variable, index, 0), "\(name).\(String(cString: text))",
          .field(index))
      }
    } else if kind == .cell {
      for index in 0..<min(count, 64) {
        add(Mat_VarGetCell(variable, Int32(index)), "\(name){\(index + 1)}", .element(index))
      }
    }
  }

  /// The part in the variable that it is of, read whole. Only inside the lock.
  func part(of root: UnsafeMutablePointer<matvar_t>) -> UnsafeMutablePointer<matvar_t>? {
    way.reduce(root) { place, step in
      guard let place else { return nil }
      return switch step {
      case .field(let index): Mat_VarGetStructFieldByIndex(place, index, 0)
      case .element(let index): Mat_VarGetCell(place, Int32(index))
      }
    }
  }

  /// Whether a variable has the type and sizes that its header gave. Only inside the lock.
  static func isSame(
    _ variable: UnsafeMutablePointer<matvar_t>, _ header: MATLABVariable
  ) -> Bool {
    let found = MATLABVariable(variable, name: header.name, root: header.root, way: header.way)
    return found?.dimensions == header.dimensions && found?.type == header.type
  }

  private static func element(of kind: matio_classes) -> (any HDF5Element.Type)? {
    switch kind {
    case MAT_C_DOUBLE: Double.self
    case MAT_C_SINGLE: Float.self
    case MAT_C_INT8: Int8.self
    case MAT_C_UINT8: UInt8.self
    case MAT_C_INT16: Int16.self
    case MAT_C_UINT16: UInt16.self
    case MAT_C_INT32: Int32.self
    case MAT_C_UINT32: UInt32.self
    case MAT_C_INT64: Int64.self
    case MAT_C_UINT64: UInt64.self
    default: nil
    }
  }
}

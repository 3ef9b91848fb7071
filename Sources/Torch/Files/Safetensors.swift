public import Foundation

/// Tensors by name in one file, with a few words about them, in the safetensors format: 8 bytes
/// of header length (little-endian), a JSON header with type, shape and place of each tensor, then
/// the elements row-major. PyTorch, NumPy and JAX read it; no code is ever executed by loading.
public struct Safetensors {
  public var tensors: [String: Tensor]
  public var metadata: [String: String]

  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The file's bytes; the same tensors give the same bytes.
  ///
  /// - Throws: `TorchError` naming a tensor that holds a value that is no number, or of a type that is
  ///   not saved.
  public func encoded() throws -> Data {
    var header: [String: Any] = [:]
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    var body = Data()
    try requireNumbers()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let type = try tensor.elementType
      let bytes = try Self.bytes(of: tensor, type)
      header[name] = [
        "dtype": try Self.name(of: type), "shape": tensor.shape,
        "data_offsets": [body.count, body.count + bytes.count],
      ]
      body.append(bytes)
    }
    var json = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])
    // The elements start at a multiple of 8 bytes, as the format asks for.
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    var file = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { file.append(contentsOf: $0) }
    file.append(json)
    file.append(body)
    return file
  }

  /// - Throws: `TorchError` naming what is wrong with the bytes, or a tensor that holds a value that
  ///   is no number; nothing is allocated beyond them.
  public init(decoding file: Data) throws {
    let file = Data(file)
    guard file.count >= 8 else { throw TorchError("not a safetensors file: \(file.count) bytes") }
    let length = file.prefix(8).enumerated().reduce(UInt64(0)) {
      $0 | UInt64($1.element) << (8 * UInt64($1.offset))
    }
    guard length <= UInt64(file.count - 8), length >= 2 else {
      throw TorchError("not a safetensors file: a header of \(length) bytes in \(file.count)")
    }
    let json = file[8..<(8 + Int(length))]
    guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw TorchError("not a safetensors file: its header is not JSON")
    }
    let body = file.dropFirst(8 + Int(length))
    metadata = object["__metadata__"] as? [String: String] ?? [:]
    tensors = [:]
    var spans: [[Int]] = []
    for (name, value) in object where name != "__metadata__" {
      guard
        let fields = value as? [String: Any], let dtype = fields["dtype"] as? String,
        let shape = fields["shape"] as? [Int], let span = fields["data_offsets"] as? [Int],
        span.count == 2, 0 <= span[0], span[0] <= span[1], span[1] <= body.count
      else { throw TorchError("safetensors: the entry `\(name)` is damaged") }
      let bytes = body[(body.startIndex + span[0])..<(body.startIndex + span[1])]
      tensors[name] = try Self.tensor(named: name, dtype, shape, bytes)
      spans.append(span)
    }
    // Each byte belongs to exactly one tensor, as the format demands: nothing hides in the file.
    var end = 0
    for span in spans.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
      guard span[0] == end else {
        throw TorchError("safetensors: the tensors overlap or leave a gap at byte \(end)")
      }
      end = span[1]
    }
    guard end == body.count else {
      throw TorchError("safetensors: \(body.count - end) bytes follow the last tensor")
    }
    try requireNumbers()
  }

  /// A model with NaN or an infinity gives every pixel the same class, so it is neither saved nor
  /// loaded.
  private func requireNumbers() throws {
    let named = tensors.sorted { $0.key < $1.key }
    guard let index = try indexOfNotFinite(named.map(\.value)) else { return }
    throw TorchError("the tensor `\(named[index].key)` holds a value that is no number")
  }

  private static let names: [(ElementType, String)] = [
    (.uint8, "U8"), (.int64, "I64"), (.float32, "F32"), (.float64, "F64"),
  ]

  private static func name(of type: ElementType) throws -> String {
    guard let name = names.first(where: { $0.0 == type })?.1 else {
      throw TorchError("tensors of \(type) are not saved")
    }
    return name
  }

  private static func bytes(of tensor: Tensor, _ type: ElementType) throws -> Data {
    switch type {
    case .uint8: try tensor.values(UInt8.self).withUnsafeBytes { Data($0) }
    case .int64: try tensor.values(Int64.self).withUnsafeBytes { Data($0) }
    case .float64: try tensor.values(Double.self).withUnsafeBytes { Data($0) }
    default: try tensor.values(Float.self).withUnsafeBytes { Data($0) }
    }
  }

  private static func tensor(
    named name: String, _ dtype: String, _ shape: [Int], _ bytes: Data
  ) throws -> Tensor {
    guard let type = names.first(where: { $0.1 == dtype })?.0 else {
      throw TorchError("safetensors: `\(name)` has the element type \(dtype), which is not known")
    }
    var size = type.bytes
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw TorchError("safetensors: `\(name)` has shape \(shape)")
      }
      size = product
    }
    guard size == bytes.count else {
      throw TorchError(
        "safetensors: `\(name)` of shape \(shape) has \(bytes.count) bytes, not \(size)")
    }
    switch type {
    case .uint8: return try Tensor(elements(bytes, UInt8.self), shape: shape)
    case .int64: return try Tensor(elements(bytes, Int64.self), shape: shape)
    case .float64: return try Tensor(elements(bytes, Double.self), shape: shape)
    default: return try Tensor(elements(bytes, Float.self), shape: shape)
    }
  }

  private static func elements<Element: TensorElement>(_ bytes: Data, _ type: Element.Type)
    -> [Element]
  {
    let count = bytes.count / MemoryLayout<Element>.stride
    return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      _ = bytes.copyBytes(to: buffer)
      filled = count
    }
  }
}

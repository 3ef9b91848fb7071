import Foundation
import Testing
import Torch

@Suite struct SafetensorsTests {
  private func file(_ header: String, body: [UInt8] = []) -> Data {
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: Array(header.utf8))
    data.append(contentsOf: body)
    return data
  }

  private func sample() throws -> Safetensors {
    let image = try RandomGenerator(seed: 1).normal([2, 3, 4, 5]).channelsLast()
    return Safetensors(
      tensors: [
        "bank1.weight": image, "labels": try Tensor([1, -2, 1 << 50] as [Int64], shape: [3, 1]),
        "mask": try Tensor([7, 255] as [UInt8]), "scale": try Tensor.scalar(2.5, type: .float64),
        "nothing": try Tensor.zeros([0, 3]),
      ], metadata: ["network": "2-D", "quote": "\"ä\"\n"])
  }

  @Test func tensorsComeBack() throws {
    let saved = try sample()
    let bytes = try saved.encoded()
    #expect(try saved.encoded() == bytes)
    let loaded = try Safetensors(decoding: bytes)
    #expect(loaded.metadata == saved.metadata)
    #expect(loaded.tensors.keys.sorted() == saved.tensors.keys.sorted())
    for (name, tensor) in saved.tensors {
      let other = try #require(loaded.tensors[name])
      #expect(other.shape == tensor.shape)
      #expect(try other.elementType == tensor.elementType)
      #expect(try other.to(.float64).values(Double.self) == tensor.to(.float64).values())
    }
  }

  /// The layout that every other reader expects, byte by byte.
  @Test func theBytesAreTheFormats() throws {
    let tensors = ["a": try Tensor([1, -2] as [Float]), "b": try Tensor([9] as [UInt8])]
    let bytes = try Safetensors(tensors: tensors).encoded()
    let length = Int(bytes[0]) + Int(bytes[1]) << 8
    #expect(Array(bytes[2..<8]) == [0, 0, 0, 0, 0, 0])
    #expect(length % 8 == 0)
    let object = try JSONSerialization.jsonObject(with: bytes[8..<(8 + length)])
    let header = try #require(object as? [String: [String: Any]])
    #expect(header["a"]?["dtype"] as? String == "F32")
    #expect(header["a"]?["shape"] as? [Int] == [2])
    #expect(header["a"]?["data_offsets"] as? [Int] == [0, 8])
    #expect(header["b"]?["dtype"] as? String == "U8")
    #expect(header["b"]?["data_offsets"] as? [Int] == [8, 9])
    #expect(Array(bytes[(8 + length)...]) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 9])
  }

  @Test func filesOfOthersAreRead() throws {
    let header =
      #"{"x":{"dtype":"I64","shape":[2],"data_offsets":[1,17]},"#
      + #""y":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"__metadata__":{"format":"pt"}}"#
    let body: [UInt8] = [5] + [1, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 8)
    let loaded = try Safetensors(decoding: file(header, body: body))
    #expect(try loaded.tensors["x"]?.values() == [1, -1] as [Int64])
    #expect(try loaded.tensors["y"]?.item() == 5)
    #expect(loaded.tensors["y"]?.shape == [])
    #expect(loaded.metadata == ["format": "pt"])
  }

  /// A model of a diverged training is neither saved nor loaded.
  @Test(arguments: [Float.nan, .infinity, -.infinity], [ElementType.float32, .float64])
  func whatIsNoNumberIsRefused(_ value: Float, type: ElementType) throws {
    let spoilt = try Tensor([1, value, 2], shape: [3, 1]).to(type)
    let good = try Tensor([Float(1), 3, 2], shape: [3, 1]).to(type)
    let message = "the tensor `b` holds a value that is no number"
    let tensors = ["a": good, "b": spoilt]
    #expect(throws: TorchError(message)) { try Safetensors(tensors: tensors).encoded() }
    // The same in a file that others have written.
    var bytes = try Safetensors(tensors: ["a": good, "b": good]).encoded()
    let size = type.bytes
    bytes.replaceSubrange(
      (bytes.count - 2 * size)..<(bytes.count - size),
      with: type == .float32
        ? withUnsafeBytes(of: value) { Data($0) } : withUnsafeBytes(of: Double(value)) { Data($0) })
    #expect(throws: TorchError(message)) { try Safetensors(decoding: bytes) }
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try sample().encoded()
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: TorchError.self) { try Safetensors(decoding: bytes.prefix(length)) }
    }
    #expect(throws: TorchError.self) { try Safetensors(decoding: bytes + [0]) }
  }

  @Test(arguments: [
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,80]}}"#,
    #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#,
    #"{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,1e300]}}"#,
    #"{"x":{"dtype":"Q9","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","data_offsets":[0,8]}}"#, #"{"x":7}"#, "[]", "[1,2]", "not JSON", "{}",
    // Two tensors on the same bytes; bytes that belong to none.
    #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
  ])
  func damagedHeadersAreRefused(header: String) {
    let data = file(header, body: [UInt8](repeating: 0, count: 8))
    #expect(throws: TorchError.self) { try Safetensors(decoding: data) }
  }

  @Test(arguments: [0, 1, 1 << 20, UInt64.max, UInt64(Int64.max), UInt64.max - 7])
  func absurdHeaderLengthsAreRefused(length: UInt64) {
    var data = withUnsafeBytes(of: length.littleEndian) { Data($0) }
    data.append(contentsOf: Array("{}      ".utf8))
    let error = #expect(throws: TorchError.self) { try Safetensors(decoding: data) }
    #expect(error?.message.contains("a header of \(length) bytes") == true)
  }

  @Test func typesWithoutANameAreRefused() throws {
    let mask = try Tensor([1] as [Float]).greater(0)
    #expect(throws: TorchError.self) { try Safetensors(tensors: ["m": mask]).encoded() }
  }
}

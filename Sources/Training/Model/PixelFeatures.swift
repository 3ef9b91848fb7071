public import Torch

/// What a model makes of pixels: two spaces that they can be compared in.
public struct PixelFeatures {
  /// Of the network's last filter bank, N × r. They still tell apart what the classes did not ask
  /// for, such as ground of a class that was never seen.
  public var responses: Tensor
  /// y = Bᵀf, N × k: what the metric learned to tell the classes apart by.
  public var embeddings: Tensor

  public init(responses: Tensor, embeddings: Tensor) {
    self.responses = responses
    self.embeddings = embeddings
  }

  /// Number of pixels.
  public var count: Int { embeddings.shape[0] }

  /// The pixels of several, one after the other.
  public init(joining parts: [PixelFeatures]) throws {
    responses = try Tensor.concatenated(parts.map(\.responses), along: 0)
    embeddings = try Tensor.concatenated(parts.map(\.embeddings), along: 0)
  }

  /// Some of the pixels, in the order given.
  public func selecting(_ rows: [Int]) throws -> PixelFeatures {
    let places = try Tensor(rows.map { Int64($0) }).to(embeddings.device)
    return PixelFeatures(
      responses: try responses.selecting(places, along: 0),
      embeddings: try embeddings.selecting(places, along: 0))
  }

  /// On another device, without a history of gradients.
  public func moved(to device: Device) throws -> PixelFeatures {
    PixelFeatures(
      responses: try responses.to(device), embeddings: try embeddings.to(device))
  }
}

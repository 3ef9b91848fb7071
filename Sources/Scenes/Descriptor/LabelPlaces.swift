/// Where a scene's labels are: one place or a list of several. A place is a dataset of the scene's
/// file, a label raster, `FILE.h5:/dataset`, or a file of polygons and points, with `:layer` where it
/// has several; `*` and `?` in the name of a file stand for any letters.
public struct LabelPlaces: Codable, Equatable, Sendable, ExpressibleByStringLiteral {
  public var places: [String]

  public init(_ places: [String]) {
    self.places = places
  }

  public init(stringLiteral value: String) {
    places = [value]
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let place = try? container.decode(String.self) {
      places = [place]
    } else {
      places = try container.decode([String].self)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if places.count == 1 {
      try container.encode(places[0])
    } else {
      try container.encode(places)
    }
  }

  /// The place if there is only one.
  package var only: String? { places.count == 1 ? places[0] : nil }
}

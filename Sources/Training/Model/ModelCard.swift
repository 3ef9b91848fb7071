public import Networks
public import Sampling
public import Scenes
internal import Torch

/// What a model must know of itself to map a scene: what it was built from, what it reads, what
/// it says.
public struct ModelCard: Codable, Equatable, Sendable {
  /// A class that the model can give a pixel.
  public struct Class: Codable, Equatable, Sendable {
    /// Its row in the legend, from 1.
    public var number: Int
    /// The number that stands for it in label files and class maps.
    public var code: Int
    public var name: String
    /// "#rrggbb".
    public var colour: String

    public init(number: Int, code: Int, name: String, colour: String) {
      self.number = number
      self.code = code
      self.name = name
      self.colour = colour
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      number = try container.decode(Int.self, forKey: .number)
      // Versions before codes had the code for the number.
      code = try container.decodeIfPresent(Int.self, forKey: .code) ?? number
      name = try container.decode(String.self, forKey: .name)
      colour = try container.decode(String.self, forKey: .colour)
    }

    private enum CodingKeys: String, CodingKey { case number, code, name, colour }
  }

  public var design: NetworkDesign
  /// Number of metric factors, k.
  public var factors: Int
  /// One an output of the softmax layer, in its order.
  public var classes: [Class]
  /// Classes that were added without training: the metric gives them, the softmax layer cannot.
  public var added: [Class]?
  /// All classes of the legend; those without training pixels are in it, but never predicted.
  public var legend: [Class]
  /// Centre wavelengths of the bands in nm, if known.
  public var wavelengths: [Double]?
  public var standardisation: Standardisation
  /// What the weights began with; nil for fresh ones.
  public var prior: Prior.Summary?
  /// The name of the phase that the weights come from.
  public var phase: String
  /// The scene descriptor that the model was trained with.
  public var scene: SceneDescriptor
  /// Version of Facet that wrote the file.
  public var version: String

  /// All classes that a pixel can be given by the metric.
  public var assignable: [Class] { classes + (added ?? []) }

  /// The legend for maps.
  public var classTable: ClassTable {
    ClassTable(
      entries: legend.map {
        ClassTable.Entry(code: $0.code, name: $0.name, colour: Colour(hexadecimal: $0.colour))
      })
  }

  /// Refuses a scene whose bands are not those the model was trained on.
  ///
  /// - Parameters:
  ///   - bands: the scene's bands after dropping.
  ///   - file: the scene's file, for the error.
  /// - Throws: `SceneError` with counts and wavelengths side by side.
  public func requireBands(_ bands: BandTable, of file: String) throws {
    try requireSame(bands, wavelengths, count: design.bands, of: file, reader: "the model")
  }

  /// Refuses a card that contradicts itself, as only a damaged or foreign file can.
  func requireConsistency() throws {
    let numbers = (classes + legend).map(\.number)
    guard
      standardisation.mean.count == design.bands, standardisation.deviation.count == design.bands,
      wavelengths.map({ $0.count == design.bands }) ?? true, factors > 0, !classes.isEmpty,
      numbers.allSatisfy({ 1...65_535 ~= $0 }),
      zip(1..., legend).allSatisfy({ $0 == $1.number }),
      Set(legend.map(\.code)).count == legend.count
    else {
      throw TorchError(
        "its card contradicts itself (\(design.bands) bands, \(classes.count) classes)")
    }
  }
}

/// Refuses bands that are not those that something was trained on.
///
/// - Parameters:
///   - bands: of a scene, after dropping.
///   - wavelengths, count: those that `reader` reads: "the model".
/// - Throws: `SceneError` with counts and wavelengths side by side.
func requireSame(
  _ bands: BandTable, _ wavelengths: [Double]?, count: Int, of file: String, reader: String
) throws {
  func range(_ wavelengths: [Double]?) -> String {
    guard let first = wavelengths?.min(), let last = wavelengths?.max() else { return "" }
    return " (\(Int(first.rounded()))–\(Int(last.rounded())) nm)"
  }
  let remedy = "Use a scene of the same sensor, with the same bands dropped"
  guard bands.count == count else {
    throw SceneError(
      file: file,
      problem:
        "has \(counted(bands.count, "band"))\(range(bands.wavelengths)), but \(reader) reads "
        + "\(count)\(range(wavelengths))", remedy: remedy)
  }
  guard let wavelengths, let theirs = bands.wavelengths else { return }
  for (index, pair) in zip(wavelengths, theirs).enumerated() where abs(pair.0 - pair.1) > 5 {
    throw SceneError(
      file: file,
      problem: "band \(index + 1) is at \(pair.1) nm, but that of \(reader) is at \(pair.0) nm",
      remedy: remedy)
  }
}

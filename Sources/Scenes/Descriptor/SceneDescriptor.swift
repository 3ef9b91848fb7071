/// What a scene's file does not say by itself, or says wrongly: one YAML file a scene, in Scenes/.
///
/// Every field may be absent; what is present wins over what the file says.
public struct SceneDescriptor: Codable, Equatable, Sendable {
  /// Name of the scene, for titles.
  public var name: String?
  /// Name of the file, without a folder.
  public var file: String?
  /// Path of the cube's dataset, or name of its variable.
  public var cube: String?
  /// Order of the cube's axes in the file, as "row,column,band".
  public var axes: String?
  /// Where the labels are: a dataset of the file, other files, or several of both.
  public var labels: LabelPlaces?
  /// The attribute of polygons and points that is their class.
  public var labelField: String?
  /// The CRS of label coordinates in files that do not state one, such as "EPSG:32633"; "pixel" if
  /// they count the scene's columns and rows.
  public var labelsCRS: String?
  /// Physical value = stored · scale + offset.
  public var scale: Double?
  public var offset: Double?
  /// Stored value that means "no data".
  public var fill: Double?
  /// Centre of each band: the path of a dataset, or a list.
  public var wavelength: BandValues?
  /// Full width at half maximum of each band: the path of a dataset, or a list.
  public var fwhm: BandValues?
  /// Units of both: "nm" or "µm".
  public var wavelengthUnits: String?
  /// How the bands of further tiles and scenes are found among those of the first: nearest where not
  /// stated, or linear.
  public var matchBands: BandMatching.Kind?
  /// How far such a band may be, in nm; 2 where not stated.
  public var bandTolerance: Double?
  /// Bands that are not used, counted from 1 in the file: numbers and ranges such as "104-108".
  public var drop: BandList?
  /// The scene whose bands the spectra of a library are resampled to; nothing to any other file.
  public var sensor: String?
  /// Evenly spaced wavelengths that the bands are brought to; nil for the bands as they are.
  public var grid: WavelengthGrid?
  /// The classes by code: 1, 2, … in order, unless they state their codes.
  public var classes: [Class]?
  /// Red, green and blue: wavelengths in nm (from 300 up), or bands counted from 1 in the file.
  public var falseColour: [Double]?
  /// The stored label that means "unlabelled". If it is not 0, then 0 is a class. If absent, what
  /// the file states (a no-data value, NaN), else 0.
  public var unlabelled: Int?
  /// Rows, columns and bands that the file should have.
  public var shape: [Int]?
  /// Where the file comes from.
  public var source: String?
  /// What to cite when it is used.
  public var citation: String?
  /// "sha256:" and 64 hexadecimal digits.
  public var checksum: String?
  /// The same of the file of labels, if there is one beside the scene's.
  public var labelChecksum: String?

  /// Nothing stated: everything is taken from the file.
  public init() {}

  /// A class by its name, with a colour if it has a conventional one.
  public struct Class: Codable, Equatable, Sendable {
    /// The number that stands for it in files; its place in the list, from 1, if nil.
    public var code: Int?
    public var name: String
    /// "#rrggbb"; nil for the palette's own.
    public var colour: String?

    public init(name: String, colour: String? = nil, code: Int? = nil) {
      self.code = code
      self.name = name
      self.colour = colour
    }

    private enum CodingKeys: String, CodingKey { case code, name, colour }

    public init(from decoder: any Decoder) throws {
      if let name = try? decoder.singleValueContainer().decode(String.self) {
        self.init(name: name)
      } else {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
          name: try container.decode(String.self, forKey: .name),
          colour: try container.decodeIfPresent(String.self, forKey: .colour),
          code: try container.decodeIfPresent(Int.self, forKey: .code))
      }
    }
  }

  /// A number for each band.
  public enum BandValues: Codable, Equatable, Sendable {
    /// Path of a dataset of the scene's file.
    case dataset(String)
    case list([Double])

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([Double].self) {
        self = .list(list)
      } else {
        self = .dataset(try container.decode(String.self))
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .dataset(let path): try container.encode(path)
      case .list(let values): try container.encode(values)
      }
    }
  }

  /// The names of the fields, as they stand in the YAML.
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case name, file, cube, axes, labels, labelField, labelsCRS, scale, offset, fill, wavelength
    case fwhm, wavelengthUnits
    case matchBands, bandTolerance, drop, sensor, grid, classes, falseColour, unlabelled, shape,
      source
    case citation, checksum, labelChecksum
  }
}

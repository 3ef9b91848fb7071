internal import Foundation

extension LabelFormat {
  /// Brush strokes of a pixel classification in ilastik. A project is HDF5:
  ///
  ///     /PixelClassification/LabelNames              a name for each class, from 1
  ///     /PixelClassification/LabelColors             red, green and blue of each
  ///     /PixelClassification/LabelSets/labels000/    of the first image
  ///       block0000                                  classes of a box of pixels, 0 for none; its
  ///                                                  attribute blockSlice = "[0:1,64:128,0:64,0:1]"
  ///                                                  is its place, axistags its axes
  ///     /Input Data/infos/lane0000/Raw Data/         shape, axistags and filePath of the image
  static let ilastik = LabelFormat(
    "ilastik project",
    isFormat: { request in
      guard request.start.isHDF5 else { return false }
      return try HDF5File.open(request.path, as: nil).exists(IlastikProject.sets)
    },
    read: { request in
      let project = try IlastikProject(request)
      return FoundLabels(try project.labels(), name: request.path)
    })
}

private struct IlastikProject {
  static let sets = "/PixelClassification/LabelSets"

  private let request: LabelRequest
  private let file: HDF5File
  /// The blocks of each image, by its number.
  private var blocks: [Int: [String]] = [:]

  init(_ request: LabelRequest) throws {
    self.request = request
    file = try HDF5File.open(request.path, as: "a file of labels")
    for path in try file.datasetPaths() where path.hasPrefix(Self.sets + "/labels") {
      let parts = path.dropFirst(Self.sets.count + 1).split(separator: "/")
      guard let number = Int(parts[0].dropFirst("labels".count)) else { continue }
      guard parts.count == 2 else {
        throw SceneError(
          file: request.path, variable: path, problem: "is part of a block with a mask",
          remedy: "Label an image without a mask in ilastik")
      }
      blocks[number, default: []].append(path)
    }
  }

  func labels() throws -> GatheredLabels {
    let lane = try chosenLane()
    let size = try size(of: lane)
    var map = LabelMap(unlabelled: size.rows, columns: size.columns)
    var names = try texts("/PixelClassification/LabelNames") ?? []
    var largest = 0
    for path in blocks[lane] ?? [] {
      let block = try box(path, lane)
      guard block.rows.upperBound <= size.rows, block.columns.upperBound <= size.columns else {
        throw SceneError(
          file: request.path, variable: path,
          problem: "goes beyond the image of \(size.rows) rows and \(size.columns) columns",
          remedy: "The project is damaged, or of another image")
      }
      for (index, number) in block.values.enumerated() where number != 0 {
        guard let label = Int(exactly: number), 1...65_534 ~= label else {
          throw SceneError(
            file: request.path, variable: path, problem: "holds \(number), which is no class",
            remedy: "The project is damaged; save it again in ilastik")
        }
        largest = max(largest, label)
        let (row, column) =
          block.isTurned
          ? (index % block.rows.count, index / block.rows.count)
          : (index / block.columns.count, index % block.columns.count)
        map[row: block.rows.lowerBound + row, column: block.columns.lowerBound + column] =
          UInt16(label)
      }
    }
    while names.count < largest { names.append("Label \(names.count + 1)") }
    map.classes = ClassTable(
      entries: zip(names, try colours(names.count)).enumerated().map {
        ClassTable.Entry(code: $0 + 1, name: $1.0, colour: $1.1)
      })
    return GatheredLabels(labels: map.compacted())
  }

  /// The image that is meant: named, the only one with labels, that of the scene's name, or the only
  /// one of the scene's size.
  private func chosenLane() throws -> Int {
    let labelled = blocks.keys.sorted()
    func stem(_ path: String) -> String {
      ((path as NSString).lastPathComponent as NSString).deletingPathExtension.lowercased()
    }
    if let wanted = request.file.variable {
      let number = Int(wanted.drop { !$0.isNumber })
      let named = labelled.first { image($0) == wanted || stem(image($0)) == wanted.lowercased() }
      guard let lane = named ?? number, labelled.contains(lane) else {
        throw choice("has no labelled image \(wanted)", labelled)
      }
      return lane
    }
    guard !labelled.isEmpty else {
      throw SceneError(
        file: request.path, problem: "has no labels", remedy: "Draw some in ilastik, and save")
    }
    if labelled.count == 1 { return labelled[0] }
    let named = labelled.filter { stem(image($0)) == stem(request.scene) }
    if named.count == 1 { return named[0] }
    let fitting = try labelled.filter { lane in
      guard let shape = request.shape else { return false }
      return try size(of: lane) == (shape.rows, shape.columns)
    }
    guard fitting.count == 1 else { throw choice("has several labelled images", labelled) }
    return fitting[0]
  }

  private func choice(_ problem: String, _ lanes: [Int]) -> SceneError {
    let list = lanes.map { "lane\(padded($0)) (\(image($0)))" }.joined(separator: ", ")
    return SceneError(
      file: request.path, problem: problem,
      remedy: "Name one as \(request.path):lane0000: \(list)")
  }

  private func padded(_ number: Int) -> String { String(format: "%04d", number) }

  private func info(_ lane: Int, _ name: String) -> String {
    "/Input Data/infos/lane\(padded(lane))/Raw Data/\(name)"
  }

  /// Path of an image, as the project gives it.
  private func image(_ lane: Int) -> String {
    ((try? texts(info(lane, "filePath"))) ?? nil)?.first ?? ""
  }

  private func size(of lane: Int) throws -> (rows: Int, columns: Int) {
    let path = info(lane, "shape")
    if file.exists(path), let keys = try axes(info(lane, "axistags")) {
      let dataset = try file.dataset(path)
      let lengths =
        dataset.count <= 8
        ? try dataset.readAll(Double.self).compactMap { Int(exactly: $0) } : []
      if lengths.count == keys.count, let row = keys.firstIndex(of: "y"),
        let column = keys.firstIndex(of: "x"), 1...(1 << 24) ~= lengths[row],
        1...(1 << 24) ~= lengths[column]
      {
        return (lengths[row], lengths[column])
      }
    }
    guard let shape = request.shape else {
      throw SceneError(
        file: request.path, variable: path, problem: "does not say how large the image is",
        remedy: "Name the scene as well")
    }
    return (shape.rows, shape.columns)
  }

  /// Keys of the axes, "y", "x", "c", …, in a text of vigra's; nil if there is no such text.
  private func axes(_ path: String) throws -> [String]? {
    guard file.exists(path), let text = try texts(path)?.first else { return nil }
    return try axes(text: text, path)
  }

  private struct AxisTags: Decodable {
    struct Axis: Decodable {
      var key: String
    }
    var axes: [Axis]
  }

  private func axes(text: String, _ path: String) throws -> [String] {
    guard let tags = try? JSONDecoder().decode(AxisTags.self, from: Data(text.utf8)) else {
      throw SceneError(
        file: request.path, variable: path, problem: "is no list of axes",
        remedy: "The project is damaged; save it again in ilastik")
    }
    return tags.axes.map(\.key)
  }

  /// A block: its rows and columns in the image, and its values as they are stored; turned if x comes
  /// before y.
  private func box(_ path: String, _ lane: Int) throws -> (
    rows: Range<Int>, columns: Range<Int>, isTurned: Bool, values: [Double]
  ) {
    func damaged(_ problem: String) -> SceneError {
      SceneError(
        file: request.path, variable: path, problem: problem,
        remedy: "Save the project again in ilastik")
    }
    let dataset = try file.dataset(path)
    guard let text = try file.attribute("blockSlice", on: path)?.text else {
      throw damaged("does not say where it lies (blockSlice)")
    }
    let places = text.filter { !"[] ".contains($0) }.split(separator: ",").map { part in
      part.split(separator: ":").map { Int($0) ?? -1 }
    }
    guard places.count == dataset.shape.count,
      zip(places, dataset.shape).allSatisfy({ place, length in
        place.count == 2 && place[0] >= 0 && place[0] < 1 << 24 && place[1] - place[0] == length
          && length > 0
      })
    else { throw damaged("is \(describe(shape: dataset.shape)) at \(text)") }
    let own = try file.attribute("axistags", on: path)?.text.map { try axes(text: $0, path) }
    let image = try axes(info(lane, "axistags")).flatMap { $0.count == places.count ? $0 : nil }
    let usual = [2: "yx", 3: "yxc", 4: "zyxc", 5: "tzyxc"][places.count].map { $0.map(String.init) }
    guard let keys = own ?? image ?? usual, keys.count == places.count,
      let row = keys.firstIndex(of: "y"), let column = keys.firstIndex(of: "x")
    else { throw damaged("has axes that are not known") }
    for axis in keys.indices where axis != row && axis != column {
      guard places[axis] == [0, 1] else {
        throw damaged("labels \(keys[axis]) \(places[axis][0]): an image has one plane of labels")
      }
    }
    try dataset.requireStored(elementBytes: MemoryLayout<Double>.size)
    return (
      places[row][0]..<places[row][1], places[column][0]..<places[column][1], column < row,
      try dataset.readAll(Double.self)
    )
  }

  private func texts(_ path: String) throws -> [String]? {
    file.exists(path) ? try file.texts(path) : nil
  }

  private func colours(_ count: Int) throws -> [Colour?] {
    let path = "/PixelClassification/LabelColors"
    guard file.exists(path) else { return Array(repeating: nil, count: count) }
    let dataset = try file.dataset(path)
    guard dataset.shape.count == 2, dataset.shape[1] >= 3, dataset.count <= 1 << 20 else {
      return Array(repeating: nil, count: count)
    }
    let numbers = try dataset.readAll(Double.self)
    return (0..<count).map { index in
      guard index < dataset.shape[0] else { return nil }
      let channels = (0..<3).map { numbers[index * dataset.shape[1] + $0] }
      guard channels.allSatisfy({ 0...255 ~= $0 }) else { return nil }
      return Colour(
        red: UInt8(channels[0]), green: UInt8(channels[1]), blue: UInt8(channels[2]))
    }
  }
}

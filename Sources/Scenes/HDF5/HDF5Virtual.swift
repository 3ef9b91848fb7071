import CHDF5
internal import Foundation

/// The datasets, mostly of other files, that a virtual dataset is put together from. HDF5 gives the
/// fill value for what it does not find, without a word.
struct HDF5Sources {
  /// What is lost of them.
  private(set) var problem: SceneError?
  /// Values of the dataset that no source is stated for.
  private(set) var unmapped = 0

  /// - Parameters:
  ///   - storage: the creation properties of a dataset; nothing is lost if it is not virtual.
  ///   - count: values of the dataset.
  init?(_ storage: hid_t, file: HDF5File, path: String, count: Int) {
    var number = 0
    guard H5Pget_layout(storage) == H5D_VIRTUAL, H5Pget_virtual_count(storage, &number) >= 0 else {
      return nil
    }
    var mapped = 0
    for index in 0..<min(number, 1 << 16) {
      let target = H5Pget_virtual_vspace(storage, index)
      defer { if target >= 0 { H5Sclose(target) } }
      if target >= 0 { mapped += Int(clamping: max(0, H5Sget_select_npoints(target))) }
      guard problem == nil else { continue }
      let name = Self.text { H5Pget_virtual_filename(storage, index, $0, $1) }
      let dataset = Self.text { H5Pget_virtual_dsetname(storage, index, $0, $1) }
      let space = H5Pget_virtual_srcspace(storage, index)
      defer { if space >= 0 { H5Sclose(space) } }
      do {
        try Self.require(
          name, dataset, needed: Self.needed(space, filling: target), file: file, path: path)
      } catch {
        problem = error as? SceneError
      }
    }
    // An endless mapping claims more than there is.
    unmapped = max(0, count - mapped)
  }

  private static func text(
    _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int
  ) -> String {
    let length = body(nil, 0)
    guard length > 0, length < 1 << 16 else { return "" }
    var bytes = [CChar](repeating: 0, count: length + 1)
    _ = bytes.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The lengths that a source must have; nil if a selection has no end.
  ///
  /// - Parameter target: what it fills. A source that is taken whole has no lengths of its own in
  ///   the file, so that the box that it fills says them.
  private static func needed(_ source: hid_t, filling target: hid_t) -> [Int]? {
    guard source >= 0, H5Sget_select_type(source) == H5S_SEL_ALL, target >= 0 else {
      return bounds(source)?.map(\.upperBound)
    }
    guard let box = bounds(target)?.map(\.count),
      box.reduce(1, *) == Int(clamping: H5Sget_select_npoints(target))
    else { return nil }
    return box
  }

  /// From the first to the last selected place of each dimension; nil if a selection has no end.
  private static func bounds(_ space: hid_t) -> [Range<Int>]? {
    let rank = space >= 0 ? Int(H5Sget_simple_extent_ndims(space)) : 0
    guard rank > 0,
      [H5S_SEL_HYPERSLABS, H5S_SEL_ALL].contains(H5Sget_select_type(space))
    else { return nil }
    var first = [hsize_t](repeating: 0, count: rank)
    var last = first
    guard H5Sget_select_bounds(space, &first, &last) >= 0, !last.contains(facet_h5_unlimited())
    else { return nil }
    return zip(first, last).map { Int(clamping: $0)..<Int(clamping: $1) + 1 }
  }

  private static func require(
    _ name: String, _ dataset: String, needed: [Int]?, file: HDF5File, path: String
  ) throws {
    func error(_ problem: String) -> SceneError {
      SceneError(
        file: file.path, variable: path, problem: problem,
        remedy: "Put what is missing where it was when the file was made, or make the file again")
    }
    guard name.contains("%b") || dataset.contains("%b") else {
      guard let found = place(of: name, file: file) else {
        throw error("is put together from other files, of which \(name) is not there")
      }
      let source = found == file.path ? file : try HDF5File.open(found)
      guard source.exists(dataset) else {
        throw error("is put together from other datasets, of which \(name):\(dataset) is not there")
      }
      let there = try HDF5Dataset(file: source, path: dataset)
      if let lost = there.lostSource { throw lost }
      if let needed, needed.count == there.shape.count,
        zip(needed, there.shape).contains(where: { $0 > $1 })
      {
        throw error(
          "needs \(describe(shape: needed)) values of \(name):\(dataset), which is "
            + describe(shape: there.shape))
      }
      return
    }
    // Sources are numbered from 0; HDF5 stops at the first gap.
    let isThere = { (number: Int) -> Bool in
      guard let found = place(of: numbered(name, number), file: file) else { return false }
      let source = found == file.path ? file : try? HDF5File.open(found)
      return source?.exists(numbered(dataset, number)) ?? false
    }
    let numbers = (0..<1024).filter(isThere)
    let count = numbers.enumerated().prefix { $0.offset == $0.element }.count
    guard count > 0, count == numbers.count else {
      throw error(
        "is put together from \(name):\(dataset), of which number \(count) is not there"
          + (numbers.last.map { $0 > count ? " and number \($0) is" : "" } ?? ""))
    }
  }

  private static func numbered(_ pattern: String, _ number: Int) -> String {
    pattern.replacing("%b", with: "\(number)").replacing("%%", with: "%")
  }

  /// Where HDF5 looks for a source: as named, beside the file, in the working folder.
  private static func place(of name: String, file: HDF5File) -> String? {
    if name == "." { return file.path }
    let folder = (file.path as NSString).deletingLastPathComponent
    let real = ((file.path as NSString).resolvingSymlinksInPath as NSString)
      .deletingLastPathComponent
    let last = (name as NSString).lastPathComponent
    let prefix = ProcessInfo.processInfo.environment["HDF5_VDS_PREFIX"]
    var places = [prefix, folder, real].compactMap { $0 }.map { $0.isEmpty ? "." : $0 }
      .map { "\($0)/\(name.hasPrefix("/") ? last : name)" }
    places.insert(name, at: name.hasPrefix("/") ? 0 : places.count)
    return places.first { FileManager.default.fileExists(atPath: $0) }
  }
}

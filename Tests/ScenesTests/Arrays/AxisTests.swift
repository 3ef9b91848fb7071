import Foundation
import Scenes
import TestSupport
import Testing

/// Which axis is which, before anything is assumed.
@Suite("The order of axes") struct AxisTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let expected = Ground.cube("rcb")

  private func h5(
    _ order: String, labels: [Int]? = nil, named name: String = "/labels", wavelengths: Int? = nil
  ) throws -> Scene {
    let path = folder.file("\(order).h5")
    let lengths: [Character: Int] = ["r": 6, "c": 5, "b": 4]
    let file = try HDF5File.create(path)
    try file.createDataset("/cube", of: Float.self, shape: order.map { lengths[$0]! })
      .write(Ground.cube(order).map { Float($0) })
    if let labels {
      try file.createDataset(name, of: UInt8.self, shape: labels)
        .write((0..<labels[0] * labels[1]).map { UInt8($0 % 3) })
    }
    if let wavelengths {
      try file.createDataset("/wavelength", of: Double.self, shape: [wavelengths])
        .write((0..<wavelengths).map { 400 + 10 * Double($0) })
    }
    try file.close()
    return try Scene.open(path)
  }

  @Test("Labels tell the bands of HDF5", arguments: ["brc", "rbc", "rcb"])
  func labels(order: String) throws {
    for name in ["/labels", "/elevation"] {
      let scene = try h5(order, labels: [6, 5], named: name)
      #expect(try Ground.read(scene) == expected)
      #expect(scene.warnings().isEmpty)
    }
  }

  @Test("What nothing tells is assumed with a warning")
  func assumed() throws {
    #expect(try h5("rcb").warnings().joined().contains("axes row,column,band are assumed"))
    #expect(try h5("brc", wavelengths: 4).warnings().isEmpty)
    #expect(try Ground.read(h5("brc", wavelengths: 4)) == expected)
  }

  @Test("Wavelengths and labels tell the bands of MATLAB's files", arguments: [true, false])
  func matlab(hasWavelengths: Bool) throws {
    let path = folder.file("first.mat")
    // (band, row, column), the first fastest.
    let cube = ("cube", [4, 6, 5], Ground.cube("crb"))
    let list = ("wavelength", [1, 4], [450.0, 550, 650, 750])
    let gt = ("gt", [6, 5], (0..<30).map { Double($0 % 3) })
    try MATLABProducts.arrays(path, [cube, hasWavelengths ? list : gt])
    #expect(try Ground.read(Scene.open(path)) == expected)
  }

  @Test(
    "Names of dimensions tell, whole or in part",
    arguments: [
      ["red_bands", "number_of_scans", "ccd_pixels"],
      ["wavelength_3d", "number_of_lines", "pixels_per_line"],
      ["wvl_channel", "nrows", "ncols"], ["foo", "y", "x"], ["nbands", "YDim", "XDim"],
    ])
  func names(_ names: [String]) throws {
    let path = folder.file("names.nc")
    let lengths = [4, 6, 5]
    try NetCDFArray.write(
      [NetCDFArray("cube", zip(names, lengths).map { ($0, $1) }, .float, Ground.cube("brc"))],
      to: path,
      isClassic: true)
    let scene = try Scene.open(path)
    #expect(try Ground.read(scene) == expected)
    #expect(scene.warnings().isEmpty)
  }
}

import Foundation
import Scenes
import TestSupport
import Testing

extension ENVITests {
  @Test("Wavelengths in units of waves and of frequency come in nm")
  func wavesAndFrequency() throws {
    for (unit, values, widths) in [
      ("Wavenumber", "20000, 10000", "400, 100"),
      ("GHz", "599584.916, 299792.458", "11991.69832, 2997.92458"),
      ("Angstroms", "5000, 10000", "100, 100"),
      ("Millimeters", "0.0005, 0.001", "0.00001, 0.00001"),
    ] {
      let path = folder.file("two")
      try ENVIProducts.write(path, interleave: "bsq", dataType: 12) { _ in
        """
        ENVI
        samples = 5
        lines = 6
        bands = 8
        data type = 12
        byte order = 0
        wavelength units = \(unit)
        wavelength = {\([values, values, values, values].joined(separator: ", "))}
        fwhm = {\([widths, widths, widths, widths].joined(separator: ", "))}

        """
      }
      let bands = try Scene.open(path).cube.bands
      #expect(abs((bands.wavelengths?[0] ?? 0) - 500) < 1e-6, "\(unit)")
      #expect(abs((bands.wavelengths?[1] ?? 0) - 1000) < 1e-6, "\(unit)")
      #expect(abs((bands.widths?[0] ?? 0) - 10) < 0.01, "\(unit)")
      #expect(bands.widths?[1].rounded() == 10 || unit == "Angstroms", "\(unit)")
    }
  }

  @Test("Wavelengths in a unit that is not known, or that count the bands, are not used and said")
  func foreignUnits() throws {
    let odd = try scene { $0.replacingOccurrences(of: "= Micrometers", with: "= furlongs") }
    #expect(odd.bands.wavelengths == nil)
    #expect(odd.warnings().contains { $0.contains("furlongs") && $0.contains("wavelengthUnits") })
    let counted = try scene {
      $0.replacingOccurrences(of: "wavelength units = Micrometers\n", with: "").replacing(
        #/wavelength = \{[^}]*\}/#, with: "wavelength = {1, 2, 3, 4, 5, 6, 7, 8}")
    }
    #expect(counted.bands.wavelengths == nil)
    #expect(counted.warnings().contains { $0.contains("count the bands from 1") })
  }

  @Test("Wavelengths may stand in the names of the bands")
  func bandNames() throws {
    let names = (0..<8).map { "Band \($0 + 1) (\(400 + 10 * $0).5 Nanometers)" }
    let scene = try scene {
      $0.replacing(#/wavelength = \{[^}]*\}/#, with: "")
        + "band names = {\(names.joined(separator: ", "))}\n"
    }
    #expect(scene.cube.bands.wavelengths?.first == 400.5)
    #expect(scene.cube.bands.wavelengths?.last == 470.5)
  }

  @Test("A header that does not fit its data is refused, or said, with the numbers")
  func dataThatDoNotFit() throws {
    // 6 rows × 5 columns × 8 bands of 2 bytes.
    let fewer = problem { $0.replacingOccurrences(of: "bands   = 8", with: "bands = 4") }
    #expect(
      fewer.contains("has 480 bytes, 240 more than 6×5×4") && fewer.contains("8 bands would fit"),
      "\(fewer)")
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bil", dataType: 12)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try (data + Data(count: 7)).write(to: URL(fileURLWithPath: path))
    #expect(try Scene.open(path).warnings().contains { $0.contains("7 bytes more") })
    #expect(problem { $0 + "file compression = 1\n" }.contains("packed data"))
    #expect(problem { $0 + "major frame offsets = {0, 16}\n" }.contains("gaps between lines"))
    #expect(
      problem { $0.replacingOccurrences(of: "= ENVI Standard", with: "= ENVI Spectral Library") }
        .contains("a library has 1"))
    #expect(
      problem { $0.replacingOccurrences(of: "factor = 10000", with: "factor = 0") }
        .contains("`reflectance scale factor`: is 0"))
  }

  @Test("What a header says and is not honoured is said")
  func unusedKeys() throws {
    let scene = try scene {
      $0.replacingOccurrences(of: "data ignore value", with: "data ingore value")
        .replacingOccurrences(of: "map info = {UTM", with: "map info = {Sinusoidal")
        + "geo points = {1, 1, 50, 10}\ndata reflectance gain values = {1, 2}\n"
    }
    for words in [
      "is it `data ignore value`", "`geo points`", "`data reflectance gain values`",
      "coordinate system of `map info` is not known (Sinusoidal)",
    ] {
      let warnings = scene.warnings()
      #expect(warnings.contains { $0.contains(words) }, "\(words): \(warnings)")
    }
    let plain = try self.scene { $0 }
    #expect(plain.warnings().isEmpty)
  }

  @Test("Two files that may be the data of one header are both named")
  func twoData() throws {
    try ENVIProducts.write(folder.file("a.img"), interleave: "bil", dataType: 12)
    try FileManager.default.moveItem(
      atPath: folder.file("a.img.hdr"), toPath: folder.file("a.hdr"))
    try Data(count: 480).write(to: URL(fileURLWithPath: folder.file("a.bsq")))
    let error = #expect(throws: SceneError.self) { try Scene.open(folder.file("a.hdr")) }
    #expect(error?.problem.contains("has 2 files of data") == true)
    #expect(try Scene.open(folder.file("a.img")).cube.shape == ReferenceScene.shape)
  }

  @Test("The header beside a GeoTIFF counts only if it is of the same image")
  func headerOfAnotherImage() throws {
    try rasterScript(
      folder.file("a.tif"),
      """
      d = write(path, cube(3, 4, 6))
      for n in range(1, 4): d.GetRasterBand(n).SetScale(0.5)
      """)
    func open(_ lines: Int) throws -> Scene {
      try "ENVI\nsamples = 6\nlines = \(lines)\nbands = 3\nwavelength = {500, 600, 700}\n".write(
        toFile: folder.file("a.hdr"), atomically: true, encoding: .utf8)
      return try Scene.open(folder.file("a.tif"))
    }
    let own = try open(4)
    #expect(own.bands.wavelengths == [500, 600, 700])
    // The header states no gains: those of the GeoTIFF stay.
    #expect(own.cube.recognition.scale == 0.5)
    let other = try open(5)
    #expect(other.bands.wavelengths == nil)
    #expect(other.warnings().contains { $0.contains("is of another image (5×6×3)") })
  }

  @Test("Scales and no-data values under names that are not ENVI's are told")
  func keysOfOthers() throws {
    for key in ["scale factor", "no data value"] {
      let scene = try scene { $0 + "\(key) = 3\n" }
      #expect(scene.warnings().contains { $0.hasPrefix("`\(key)` of the header is not used") })
    }
  }
}

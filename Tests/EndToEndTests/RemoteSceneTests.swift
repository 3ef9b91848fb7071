import Foundation
import Scenes
import TestSupport
import Testing

/// Scenes on a server that the user names.
@Suite struct RemoteSceneTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try FileManager.default.createDirectory(
      atPath: folder.file("served"), withIntermediateDirectories: true)
    try rasterScript(folder.file("served/scene.tif"), "write(path, cube(3, 40, 50))")
    try rasterScript(folder.file("served/other.tif"), "write(path, cube(3, 40, 50))")
  }

  /// Serves the folder while `body` runs, and gives the paths that were asked for.
  private func serving(_ body: (_ address: String) throws -> Void) throws -> [String] {
    let server = try RangeServer(folder.file("served"))
    server.start()
    defer { server.stop() }
    try body(server.address)
    return server.asked
  }

  @Test func aSceneThatTheUserNamesIsReadByRanges() throws {
    let asked = try serving { address in
      let remote = try program.run(
        "inspect", "/vsicurl/\(address)/scene.tif", "--pixel", "30,40", "--json")
      try #require(remote.status == 0, "\(remote.messages)")
      let local = try program.run("inspect", "served/scene.tif", "--pixel", "30,40", "--json")
      let same = { (text: String) in
        text.split(separator: "\n").filter { !$0.contains("\"file\"") && !$0.contains("Bytes") }
      }
      #expect(same(remote.results) == same(local.results))
    }
    #expect(!asked.isEmpty)
    #expect(Set(asked) == ["/scene.tif"])
  }

  @Test func nothingInsideOfAFileIsFollowed() throws {
    let asked = try serving { address in
      for (name, source) in [
        ("nested", "/vsicurl/\(address)/other.tif"),
        ("query", "/vsicurl?url=\(address)/other.tif"),
        ("stream", "/vsicurl_streaming/\(address)/other.tif"), ("plain", "\(address)/other.tif"),
      ] {
        let vrt = """
          <VRTDataset rasterXSize="50" rasterYSize="40">
          <VRTRasterBand dataType="Int16" band="1"><SimpleSource>
          <SourceFilename relativeToVRT="0">\(source)</SourceFilename><SourceBand>1</SourceBand>
          </SimpleSource></VRTRasterBand></VRTDataset>
          """
        try vrt.write(
          toFile: folder.file("served/\(name).vrt"), atomically: true, encoding: .utf8)
        // On the server, and on the disk beside a scene on the server, which opens the network.
        for scene in [
          "/vsicurl/\(address)/\(name).vrt",
          "served/\(name).vrt + served/scene.tif + /vsicurl/\(address)/scene.tif",
        ] {
          let ending = try program.run("inspect", scene, "--pixel", "3,4", "--statistics")
          #expect(ending.status != 0 && !ending.wasKilled, "\(scene): \(ending.results)")
        }
      }
    }
    #expect(!asked.contains("/other.tif"), "\(asked)")
  }

  @Test func whatIsNotThereOrNotReadIsSaid() throws {
    try Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0, count: 99))
      .write(to: URL(fileURLWithPath: folder.file("served/a.h5")))
    _ = try serving { address in
      let lost = try program.run("inspect", "/vsicurl/\(address)/lost.tif")
      #expect(lost.status != 0)
      #expect(lost.messages.contains("lost.tif"))
      let other = try program.run("inspect", "/vsicurl/\(address)/a.h5")
      #expect(other.messages.contains("read from a disk alone"))
    }
  }
}

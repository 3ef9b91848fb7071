import Foundation
import Scenes
import TestSupport
import Testing

/// Fetching from a server on this machine.
@Suite(.serialized) struct FetchTests {
  /// A server that knows byte ranges and, where told to, breaks off after some bytes once.
  private final class Server {
    let process = Process()
    let port: Int
    let log: String

    init(_ folder: TemporaryFolder, of file: String, breakingAt: Int = 0) throws {
      log = folder.file("requests")
      process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
      process.arguments = [
        "-u", "-c",
        """
        import sys, http.server
        data = open(sys.argv[1], 'rb').read()
        state = {'stop': int(sys.argv[2])}
        class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
            asked = self.headers.get('Range')
            open(sys.argv[3], 'a').write('%s %s\\n' % (self.path, asked))
            if not self.path.endswith('scene.h5'):
              self.send_error(404); return
            first = 0
            if asked and self.headers.get('If-Range') == '"one"':
              first = int(asked.split('=')[1].split('-')[0])
            self.send_response(206 if first else 200)
            self.send_header('ETag', '"one"')
            self.send_header('Content-Length', str(len(data) - first))
            if first: self.send_header(
              'Content-Range', 'bytes %d-%d/%d' % (first, len(data) - 1, len(data)))
            self.end_headers()
            stop, state['stop'] = state['stop'], 0
            self.wfile.write(data[first:stop] if stop else data[first:])
          def log_message(self, *a): pass
        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        print(server.server_address[1])
        server.serve_forever()
        """, file, "\(breakingAt)", log,
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let line = pipe.fileHandleForReading.availableData
      port = Int(String(decoding: line, as: UTF8.self).filter(\.isNumber)) ?? 0
    }

    deinit {
      kill(process.processIdentifier, SIGKILL)
    }

    var requests: [Substring] {
      ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").map { $0 }
    }
  }

  private func source(_ folder: TemporaryFolder) throws -> (
    path: String, descriptor: SceneDescriptor
  ) {
    let path = folder.file("original.h5")
    try TinyScene(
      rows: 60, columns: 70, bands: 40, labels: .init(repeating: 1, count: 4200)
    ).write(to: path, as: UInt16.self)
    var descriptor = SceneDescriptor()
    descriptor.name = "Tiny"
    descriptor.file = "scene.h5"
    descriptor.shape = [60, 70, 40]
    descriptor.checksum = "sha256:" + (try fileChecksum(path))
    return (path, descriptor)
  }

  @Test func aDownloadThatBrokeOffGoesOn() throws {
    let folder = try TemporaryFolder()
    let (path, descriptor) = try source(folder)
    let server = try Server(folder, of: path, breakingAt: 100_000)
    let from = "http://127.0.0.1:\(server.port)/data/"
    let fetch = try SceneFetch(descriptor)
    let target = folder.file("scenes")
    #expect(throws: SceneError.self) { try fetch.run(from: from, into: target) { _, _, _ in } }
    #expect(!FileManager.default.fileExists(atPath: target + "/scene.h5"))
    let placed = try fetch.run(from: from, into: target) { _, _, _ in }
    #expect(placed == [target + "/scene.h5"])
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: placed[0]))
        == Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try FileManager.default.contentsOfDirectory(atPath: target) == ["scene.h5"])
    #expect(server.requests == ["/data/scene.h5 None", "/data/scene.h5 bytes=100000-"])
    // What is there is not fetched again.
    _ = try fetch.run(from: from, into: target) { _, _, _ in }
    #expect(server.requests.count == 2)
  }

  @Test func aFileWithAnotherChecksumIsNotPlaced() throws {
    let folder = try TemporaryFolder()
    var (path, descriptor) = try source(folder)
    descriptor.checksum = "sha256:" + String(repeating: "0", count: 64)
    let server = try Server(folder, of: path)
    path = folder.file("scenes")
    let fetch = try SceneFetch(descriptor)
    let error = #expect(throws: SceneError.self) {
      try fetch.run(from: "http://127.0.0.1:\(server.port)/scene.h5", into: path) { _, _, _ in }
    }
    #expect(error?.problem.contains("SHA-256") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
  }

  @Test func whatTheServerRefusesIsSaid() throws {
    let folder = try TemporaryFolder()
    let (path, descriptor) = try source(folder)
    let server = try Server(folder, of: path)
    let error = #expect(throws: SceneError.self) {
      try SceneFetch(descriptor).run(
        from: "http://127.0.0.1:\(server.port)/none", into: folder.file("s")
      ) { _, _, _ in }
    }
    #expect(error?.problem.contains("404") == true)
  }

  @Test func aFolderIsCopiedFromWithTheLabelsFile() throws {
    let folder = try TemporaryFolder()
    var (path, descriptor) = try source(folder)
    try FileManager.default.createDirectory(
      atPath: folder.file("from"), withIntermediateDirectories: true)
    for name in ["scene.h5", "gt.h5"] {
      try FileManager.default.copyItem(atPath: path, toPath: folder.file("from/\(name)"))
    }
    descriptor.labels = "gt.h5:/labels"
    path = folder.file("to")
    let placed = try SceneFetch(descriptor).run(from: folder.file("from"), into: path) { _, _, _ in
    }
    #expect(placed == [path + "/scene.h5", path + "/gt.h5"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["gt.h5", "scene.h5"])
  }

  @Test func aFileThatIsThereIsNotReplaced() throws {
    let folder = try TemporaryFolder()
    let (path, descriptor) = try source(folder)
    let target = folder.file("to/scene.h5")
    try FileManager.default.createDirectory(
      atPath: folder.file("to"), withIntermediateDirectories: true)
    try Data([1, 2]).write(to: URL(fileURLWithPath: target))
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("scene.h5"))
    let error = #expect(throws: SceneError.self) {
      try SceneFetch(descriptor).run(from: folder.path, into: folder.file("to")) { _, _, _ in }
    }
    #expect(error?.problem.contains("is another file") == true)
    #expect(FileManager.default.contents(atPath: target) == Data([1, 2]))
  }

  @Test func checksumsInUpperCase() throws {
    let folder = try TemporaryFolder()
    var (path, descriptor) = try source(folder)
    descriptor.checksum = descriptor.checksum?.uppercased()
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("scene.h5"))
    path = folder.file("to")
    for _ in 0..<2 {
      _ = try SceneFetch(descriptor).run(from: folder.path, into: path) { _, _, _ in }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["scene.h5"])
  }

  @Test func labelsHaveAChecksumToo() throws {
    let folder = try TemporaryFolder()
    var (path, descriptor) = try source(folder)
    try FileManager.default.createDirectory(
      atPath: folder.file("from"), withIntermediateDirectories: true)
    for name in ["scene.h5", "gt.h5"] {
      try FileManager.default.copyItem(atPath: path, toPath: folder.file("from/\(name)"))
    }
    path = folder.file("to")
    descriptor.labels = "gt.h5:/labels"
    descriptor.labelChecksum = "sha256:" + String(repeating: "0", count: 64)
    #expect(throws: SceneError.self) {
      try SceneFetch(descriptor).run(from: folder.file("from"), into: path) { _, _, _ in }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["scene.h5"])
  }

  @Test(arguments: ["../scene.h5", "/tmp/scene.h5", ".."])
  func namesStayInTheFolder(_ name: String) throws {
    var descriptor = SceneDescriptor()
    descriptor.file = name
    #expect(throws: SceneError.self) { try SceneFetch(descriptor) }
    descriptor.file = "scene.h5"
    descriptor.labels = LabelPlaces(["../x/gt.h5:/labels"])
    #expect(throws: SceneError.self) { try SceneFetch(descriptor) }
  }

  /// Two would mix their bytes in one part.
  @Test func oneFetchAtATime() throws {
    let folder = try TemporaryFolder()
    let (path, descriptor) = try source(folder)
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("scene.h5"))
    let part = folder.file("to/scene.h5.part")
    try FileManager.default.createDirectory(
      atPath: folder.file("to"), withIntermediateDirectories: true)
    try Data([1]).write(to: URL(fileURLWithPath: part))
    let other = try FileHandle(forUpdating: URL(fileURLWithPath: part))
    try #require(flock(other.fileDescriptor, LOCK_EX) == 0)
    let error = #expect(throws: SceneError.self) {
      try SceneFetch(descriptor).run(from: folder.path, into: folder.file("to")) { _, _, _ in }
    }
    #expect(error?.problem.contains("another process") == true)
    #expect(FileManager.default.contents(atPath: part) == Data([1]))
  }

  @Test func theDescriptorsOfPublicScenesAreComplete() throws {
    let names = [
      "indian-pines": 16, "pavia-university": 9, "pavia-centre": 9, "salinas": 16,
      "salinas-a": 14, "ksc": 13, "botswana": 14, "houston-2013": 15, "whu-hi-longkou": 9,
      "whu-hi-hanchuan": 16, "whu-hi-honghu": 22,
    ]
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scenes").path
    for (name, classes) in names {
      let descriptor = try SceneDescriptor.named("\(folder)/\(name).yaml")
      #expect(descriptor.classes?.count == classes, "\(name)")
      #expect(Set(descriptor.classes?.map(\.name) ?? []).count == classes, "\(name)")
      #expect(descriptor.shape != nil && descriptor.cube != nil && descriptor.labels != nil)
      #expect(descriptor.citation != nil && descriptor.source != nil && descriptor.file != nil)
      let bands = descriptor.shape?[2] ?? 0
      #expect(descriptor.falseColour?.allSatisfy { 1...Double(bands) ~= $0 } == true, "\(name)")
    }
  }
}

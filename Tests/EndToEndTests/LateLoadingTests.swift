import Foundation
import TestSupport
import Testing

/// libtorch and GDAL are loaded by the commands that need them.
@Suite struct LateLoadingTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  /// The libraries that the loader started while a command ran.
  private func loaded(_ arguments: [String]) throws -> (libtorch: Bool, gdal: Bool) {
    let ending = try FacetProgram(in: folder, environment: ["LD_DEBUG": "files"]).run(arguments)
    #expect(ending.status == 0)
    let started = ending.messages.split(separator: "\n").filter { $0.contains("calling init") }
    #expect(!started.isEmpty)
    return (
      started.contains { $0.contains("libtorch_cpu") }, started.contains { $0.contains("libgdal") }
    )
  }

  @Test func helpNeedsNeither() throws {
    for arguments in [["--help"], ["describe", "--json"]] {
      let found = try loaded(arguments)
      #expect(!found.libtorch && !found.gdal, "\(arguments)")
    }
  }

  /// GDAL reads where the scene lies.
  @Test func aFileIsLookedAtWithoutLibtorch() throws {
    let found = try loaded(["inspect", "scene.h5"])
    #expect(!found.libtorch && found.gdal)
    #expect(try loaded(["doctor"]).libtorch)
  }

  /// The plain BLAS of other libraries, loaded before, would take ten times as long.
  @Test func libtorchMultipliesByItsOwnFunctions() throws {
    let ending = try FacetProgram(in: folder, environment: ["LD_DEBUG": "bindings"]).run("doctor")
    let places = ending.messages.split(separator: "\n").filter {
      $0.contains("/libtorch_cpu.so [0] to ") && $0.contains("gemm_'")
    }
    #expect(!places.isEmpty)
    #expect(places.allSatisfy { !$0.contains("libblas") }, "\(places)")
  }

  /// A program without its engine says so, and what to do.
  @Test func anEngineThatIsMissingIsTold() throws {
    try FileManager.default.copyItem(atPath: FacetProgram.path, toPath: folder.file("facet"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: folder.file("facet"))
    process.arguments = ["doctor"]
    let messages = Pipe()
    process.standardError = messages
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(process.terminationReason == .exit)
    #expect(said.contains("libtorch cannot be loaded") && said.contains("make build"), "\(said)")
  }
}

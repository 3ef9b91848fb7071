import ArgumentParser
import Foundation
import Scenes
import Torch

/// `facet doctor`: what is installed, and what is missing.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is installed and what is missing.",
    discussion: """
      Lists the versions of Facet and of its libraries, processors and GPUs, the HDF5 filters that \
      can be read, and the folders that Facet uses. Each finding that limits Facet comes with its \
      remedy. The exit code is 1 if something is missing that Facet cannot work without.

      Example: facet doctor
      """)

  @OptionGroup var result: JSONOption
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let checkup = Checkup()
    print(try result.json ? jsonText(checkup) : checkup.text)
    guard !checkup.findings.contains(where: \.isSerious) else { throw ExitCode.failure }
  }
}

/// What `facet doctor` found.
struct Checkup: Codable {
  /// Something that limits Facet, and what to do about it.
  struct Finding: Codable {
    var problem: String
    var remedy: String
    /// Whether Facet cannot do its work without it.
    var isSerious: Bool
  }

  var version = Facet.version
  var commit = Facet.commit
  var engine = Engine.version
  var threads = Engine.threads
  /// GPUs that libtorch can use.
  var gpus = Engine.gpuCount
  /// Names of the NVIDIA GPUs that the driver knows, whether libtorch can use them or not.
  var gpuNames = Self.driverGPUs()
  var libraries = FileLibraries()
  /// Free space in bytes where scenes that exceed memory are kept; nil if it cannot be told.
  var scratchFolder = SpoolFile.folder
  var scratchFree: Int?
  var sceneFolder = ProcessInfo.processInfo.environment["FACET_SCENES"]
  var descriptors = SceneDescriptor.knownNames()
  var findings: [Finding] = []

  init() {
    scratchFree =
      (try? FileManager.default.attributesOfFileSystem(forPath: scratchFolder))
      .flatMap { $0[.systemFreeSize] as? NSNumber }?.intValue
    if let driver = libraries.missingDrivers.first {
      findings.append(
        Finding(
          problem: "GDAL has no driver \(libraries.missingDrivers.joined(separator: ", "))",
          remedy: "Install a GDAL with the \(driver) driver: apt install gdal-bin", isSerious: true)
      )
    }
    if !libraries.knowsCoordinateSystems {
      findings.append(
        Finding(
          problem: "PROJ does not find its database, so coordinate systems are unknown",
          remedy: "Install it (apt install proj-data), or set PROJ_LIB to the folder of proj.db",
          isSerious: true))
    }
    if !FileManager.default.isWritableFile(atPath: scratchFolder) {
      findings.append(
        Finding(
          problem: "\(scratchFolder) may not be written to; large scenes need it",
          remedy: "Set TMPDIR to a folder on a disk with room", isSerious: true))
    }
    if descriptors.isEmpty {
      findings.append(
        Finding(
          problem: "the scene descriptors that come with Facet are not found",
          remedy: "Start Facet from its own folder, or give descriptors by path", isSerious: false))
    }
    if gpus == 0, FileManager.default.fileExists(atPath: "/dev/nvidia0") {
      findings.append(
        Finding(
          problem: "there is an NVIDIA GPU" + (gpuNames.first.map { " (\($0))" } ?? "")
            + ", but this libtorch (\(engine)) cannot use it; the processor does the work",
          remedy: "Packages of Facet carry libtorch for processors alone: build Facet from source, "
            + "where `make deps` installs libtorch for the GPU", isSerious: false))
    }
    if let folder = sceneFolder, !FileManager.default.fileExists(atPath: folder) {
      findings.append(
        Finding(
          problem: "FACET_SCENES names \(folder), which does not exist",
          remedy: "Set it to the folder of your scenes, or unset it", isSerious: false))
    }
    let unreadable = libraries.filters.filter { !$0.isAvailable }.map(\.name)
    if !unreadable.isEmpty {
      findings.append(
        Finding(
          problem: "HDF5 cubes packed by \(unreadable.joined(separator: ", ")) are unreadable",
          remedy: "Set HDF5_PLUGIN_PATH to a folder with the plug-ins, such as that of "
            + "hdf5plugin (pip install hdf5plugin)", isSerious: false))
    }
  }

  /// As the driver lists them: "Model: \t NVIDIA H100 PCIe".
  private static func driverGPUs() -> [String] {
    let folder = "/proc/driver/nvidia/gpus"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      let text = try? String(contentsOfFile: "\(folder)/\(name)/information", encoding: .utf8)
      let line = text?.split(separator: "\n").first { $0.hasPrefix("Model:") }
      return line.map { $0.dropFirst(6).trimmingCharacters(in: .whitespaces) }
    }
  }

  /// Lines for a person; ends with what is missing.
  var text: String {
    let available = libraries.filters.filter(\.isAvailable).map(\.name)
    var rows = [
      ("Facet", "\(version) (\(commit))"),
      ("libtorch", engine),
    ]
    rows += libraries.versions.map { ($0.name, $0.version) }
    rows += [
      ("Threads", "\(threads)"),
      (
        "GPUs",
        gpuNames.isEmpty
          ? gpus == 0 ? "none" : "\(gpus)"
          : gpuNames.joined(separator: ", ") + (gpus == 0 ? " (not used)" : "")
      ),
      ("HDF5 filters", available.joined(separator: ", ")),
      ("Descriptors", descriptors.isEmpty ? "none" : descriptors.joined(separator: ", ")),
      ("FACET_SCENES", sceneFolder ?? "not set"),
      (
        "Scratch folder",
        scratchFolder + (scratchFree.map { ", \($0 >> 30) GiB free" } ?? "")
      ),
    ]
    let width = rows.map(\.0.count).max() ?? 0
    var lines = rows.map { $0.0.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.1 }
    lines.append("")
    if findings.isEmpty {
      lines.append("Nothing is missing.")
    } else {
      for finding in findings {
        lines.append("\(finding.isSerious ? "Missing" : "Note"): \(finding.problem).")
        lines.append("  \(finding.remedy).")
      }
    }
    return lines.joined(separator: "\n")
  }
}

// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The one place that knows where libtorch is: `LIBTORCH` names a folder with include/ and lib/,
// otherwise `make deps` has put the wheel's copy into .libtorch.
let libtorch =
  ProcessInfo.processInfo.environment["LIBTORCH"] ?? "\(Context.packageDirectory)/.libtorch/torch"

// Nothing names a symbol of the CUDA library, which registers itself when it is loaded: the linker
// is told to keep it. Each word goes through -Xlinker, so that their order stays. Only where there
// is a GPU: elsewhere scripts/deps may have fetched this library without all that it needs.
let cuda: [LinkerSetting] =
  ["\(libtorch)/lib/libtorch_cuda.so", "/dev/nvidia0"]
    .allSatisfy(FileManager.default.fileExists(atPath:))
  ? [
    .unsafeFlags(
      ["--push-state", "--no-as-needed", "-ltorch_cuda", "-lc10_cuda", "--pop-state"]
        .flatMap { ["-Xlinker", $0] })
  ] : []

let commit =
  Context.gitInformation.map {
    $0.currentCommit.prefix(12) + ($0.hasUncommittedChanges ? "+" : "")
  } ?? "unknown"

// The one place of the version; packages take it from there too.
let version =
  (try? String(contentsOfFile: "\(Context.packageDirectory)/VERSION", encoding: .utf8))?
  .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "facet",
  products: [
    .executable(name: "facet", targets: ["facet"]),
    .library(name: "FacetTorch", type: .dynamic, targets: ["CTorchEngine"]),
  ],
  dependencies: [
    // Subcommands, typed options and their help.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Experiment configurations and scene descriptors are YAML.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // `facet label` and `facet view`: a small HTTP server with WebSockets, without other packages.
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    // `make documentation`: the public symbols as pages. No product needs it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.3"),
  ],
  targets: [
    // C libraries: what Swift cannot import by itself.
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    // Unpacks gzipped chunks twice as fast as zlib, and outside of HDF5's lock.
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    // Loads libraries when one of their functions is first called.
    .target(name: "CLateLoading"),
    // GDAL (Debian's libgdal-dev), loaded late: it brings a hundred libraries along.
    .target(name: "CGDAL", dependencies: ["CLateLoading"]),
    // MATLAB's files before 7.3, whose later ones are HDF5.
    .systemLibrary(name: "CMatIO", pkgConfig: "matio", providers: [.apt(["libmatio-dev"])]),
    // Maps as NetCDF-4: its rules for dimensions and their scales are the library's to keep.
    .systemLibrary(name: "CNetCDF", pkgConfig: "netcdf", providers: [.apt(["libnetcdf-dev"])]),
    // To unpack a chunk of HDF5's before HDF5 trusts its size.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    // The words of a legend in any script: raqm orders and joins letters, FreeType draws them, and
    // fontconfig, which the module map links, finds fonts.
    .systemLibrary(name: "CLettering", pkgConfig: "raqm", providers: [.apt(["libraqm-dev"])]),
    // The baselines' support vector machine: one against one, precomputed kernels.
    .systemLibrary(name: "CSVM", providers: [.apt(["libsvm-dev"])]),
    // The baselines' random forest. OpenCV's machine learning is a library of 4 MB by itself; its
    // headers are C++ and its pkg-config file comes with all of OpenCV only.
    .target(
      name: "COpenCV",
      cxxSettings: [
        .unsafeFlags(["-isystem", "/usr/include/opencv4", "-O2", "-Wall", "-Wextra"])
      ],
      linkerSettings: [.linkedLibrary("opencv_ml"), .linkedLibrary("opencv_core")]),
    // Loops in the processor's widest vectors, chosen when the program starts.
    // Also when all else is built for debugging, where tests would take minutes.
    .target(name: "CPixels", cSettings: [.unsafeFlags(["-O2"])]),
    // The version and the commit that a run's record names.
    .target(
      name: "CVersion",
      cSettings: [
        .define("FACET_COMMIT", to: "\"\(commit)\""),
        .define("FACET_VERSION", to: "\"\(version)\""),
      ]),
    // What a fault inside these libraries comes to.
    .target(name: "CLibraryGuard"),
    // libtorch by C functions: stubs that load the engine when the first of them is called, since
    // libtorch takes a quarter of a second to load and many commands need none of it.
    .target(name: "CTorch", dependencies: ["CLateLoading"]),
    // The engine, a library of its own beside the program. It has the functions that CTorch declares
    // and must not link their stubs.
    .target(
      name: "CTorchEngine",
      cxxSettings: [
        .headerSearchPath("../CTorch/include"),
        .unsafeFlags([
          "-isystem", "\(libtorch)/include", "-isystem",
          "\(libtorch)/include/torch/csrc/api/include", "-std=c++20", "-O2", "-Wall", "-Wextra",
        ]),
      ],
      linkerSettings: [
        .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
        .linkedLibrary("torch_cpu"),
        .linkedLibrary("c10"),
      ] + cuda),

    // The flow: scene file → cube window → split → patches → network → metric → map → accuracy.
    .target(name: "Torch", dependencies: ["CTorch"], swiftSettings: house),
    // What losses, networks, splits and baselines say of themselves: names, options, a sentence.
    .target(name: "Parts", swiftSettings: house),
    .target(
      name: "Scenes",
      dependencies: [
        "CHDF5", "CDeflate", "CPixels", "CGDAL", "CMatIO", "CNetCDF", "CPNG", "CZlib", "CCrypto",
        "CLettering", "CLibraryGuard", "Parts",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: house),
    .target(name: "Sampling", dependencies: ["Parts", "Scenes", "CPixels"], swiftSettings: house),
    .target(name: "Networks", dependencies: ["Parts", "Torch"], swiftSettings: house),
    .target(name: "MetricLearning", dependencies: ["Parts", "Torch"], swiftSettings: house),
    .target(
      name: "Classical", dependencies: ["MetricLearning", "Parts", "Torch"], swiftSettings: house),
    .target(name: "SelfSupervision", dependencies: ["Parts", "Torch"], swiftSettings: house),
    .target(
      name: "Episodes", dependencies: ["Parts", "Torch", "Scenes", "Sampling"],
      swiftSettings: house),
    .target(
      name: "Training",
      dependencies: [
        "Parts", "Torch", "Scenes", "Sampling", "Networks", "MetricLearning", "SelfSupervision",
        "Episodes",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: house),
    .target(
      name: "Mapping",
      dependencies: [
        "Torch", "Parts", "Scenes", "Sampling", "Networks", "MetricLearning", "Classical",
        "Training",
      ],
      swiftSettings: house),
    .target(
      name: "Baselines",
      dependencies: [
        "CSVM", "COpenCV", "Parts", "Torch", "Scenes", "Sampling", "MetricLearning", "Classical",
        "Training",
        "Mapping",
      ],
      swiftSettings: house),
    .target(name: "Accuracy", dependencies: ["Scenes"], swiftSettings: house),
    // A class map and polygons → areas of classes.
    .target(
      name: "Zones", dependencies: ["CGDAL", "CPixels", "Parts", "Scenes", "Mapping", "Accuracy"],
      swiftSettings: house),
    // A run in the formats of other programs: ONNX, STAC, a page.
    .target(
      name: "Export",
      dependencies: [
        "CGDAL", "CZlib", "Parts", "Torch", "Scenes", "Sampling", "Networks", "MetricLearning",
        "Training",
        "Mapping", "Accuracy",
      ],
      swiftSettings: house),
    // A labelling session; knows no HTTP.
    .target(
      name: "Labelling",
      dependencies: [
        "CPixels", "Torch", "Scenes", "MetricLearning", "Classical", "Training", "Mapping",
        "Accuracy", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: house),
    // Its page, and the server of the page. The page's files become part of the program.
    .target(
      name: "LabelServer",
      dependencies: ["Labelling", "Scenes", .product(name: "FlyingFox", package: "FlyingFox")],
      resources: [.embedInCode("Page")], swiftSettings: house),
    .executableTarget(
      name: "facet",
      dependencies: [
        "CVersion", "Parts", "Torch", "Scenes", "Sampling", "Networks", "MetricLearning",
        "Training",
        "Mapping", "Baselines", "Accuracy", "Classical", "Episodes", "Zones", "Export", "Labelling",
        "LabelServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),

    // What Benchmarks/bench asks for Facet's side of its table.
    .executableTarget(
      name: "timings", dependencies: ["Mapping", "MetricLearning", "Scenes", "Torch", "Training"],
      path: "Benchmarks/timings", swiftSettings: house),

    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["Scenes", "CHDF5", "CGDAL", "CMatIO", "CNetCDF"],
      path: "Tests/TestSupport",
      swiftSettings: house),
    // What `make fuzz` runs.
    .executableTarget(
      name: "mutations",
      dependencies: [
        "Scenes", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Mutations", swiftSettings: house),
    .testTarget(
      name: "ScenesTests", dependencies: ["Parts", "Scenes", "TestSupport"],
      resources: [.copy("Fixtures")],
      swiftSettings: house),
    .testTarget(
      name: "SamplingTests", dependencies: ["Sampling", "Scenes", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "AccuracyTests", dependencies: ["Accuracy", "Scenes", "TestSupport"],
      resources: [.copy("Fixtures")],
      swiftSettings: house),
    .testTarget(
      name: "MetricLearningTests",
      dependencies: ["MetricLearning", "Parts", "TestSupport", "Torch"],
      resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(
      name: "ClassicalTests",
      dependencies: ["Classical", "MetricLearning", "Parts", "TestSupport", "Torch"],
      resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(
      name: "SelfSupervisionTests",
      dependencies: ["SelfSupervision", "Parts", "TestSupport", "Torch"],
      resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(
      name: "EpisodesTests",
      dependencies: ["Episodes", "Parts", "Sampling", "TestSupport", "Torch"],
      resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(
      name: "BaselinesTests",
      dependencies: ["Baselines", "Parts", "Sampling", "Scenes", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(
      name: "MappingTests",
      dependencies: [
        "Mapping", "Classical", "MetricLearning", "Networks", "Parts", "Sampling", "Scenes",
        "TestSupport", "Torch", "Training",
      ],
      swiftSettings: house),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Episodes", "MetricLearning", "Networks", "Parts", "Sampling", "Scenes",
        "SelfSupervision", "TestSupport", "Torch",
      ],
      swiftSettings: house),
    .testTarget(
      name: "LabellingTests",
      dependencies: ["CPixels", "Labelling", "Scenes", "TestSupport"],
      swiftSettings: house),
    .testTarget(name: "TorchTests", dependencies: ["Torch"], swiftSettings: house),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "Parts", "Torch"], swiftSettings: house),
    // The examples of Documentation/extending.md.
    .testTarget(
      name: "ExtendingTests",
      dependencies: [
        "Baselines", "Mapping", "MetricLearning", "Networks", "Parts", "Sampling", "Scenes",
        "TestSupport", "Torch", "Training",
      ],
      swiftSettings: house),
    .testTarget(
      name: "ZonesTests", dependencies: ["Zones", "Accuracy", "Mapping", "Scenes", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "ExportTests",
      dependencies: ["Export", "Accuracy", "Networks", "Scenes", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Mapping", "Scenes", "TestSupport"],
      swiftSettings: house),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)

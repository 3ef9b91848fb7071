import Foundation
import TestSupport
import Testing

/// `facet describe` says what the parser and the registries say, and what is made from it holds.
@Suite struct DescribeTests {
  struct Description: Decodable {
    struct Command: Decodable {
      var name: String
      var group: String?
      var abstract: String
      var arguments: [Argument]
    }

    struct Argument: Decodable {
      var name: String
      var kind: String
      var names: [String]
      var opposite: String?
      var type: String
      var isOutput: Bool
      var isRequired: Bool
      var range: [Double]?
      var choices: [String]?
      var sentence: String
    }

    struct PartList: Decodable {
      struct Part: Decodable {
        var name: String
        var sentence: String
      }

      var key: String
      var parts: [Part]
    }

    struct Key: Decodable {
      var key: String
      var standard: String?
      var sentence: String?
    }

    var version: String
    var commands: [Command]
    var parts: [PartList]
    var configuration: [Key]

    func argument(_ command: String, _ name: String) -> Argument? {
      commands.first { $0.name == command }?.arguments.first { $0.name == name }
    }
  }

  let program: FacetProgram
  let found: Description

  init() throws {
    program = FacetProgram(in: try TemporaryFolder())
    let text = try program.run("describe", "--json").results
    found = try JSONDecoder().decode(Description.self, from: Data(text.utf8))
  }

  @Test func everyArgumentHasItsOwnType() throws {
    let types = [
      "simulate rows": "whole", "simulate difficulty": "number", "simulate seed": "whole",
      "simulate output": "file", "train output": "folder", "classify by": "choice",
      "classify walk": "flag", "classify run": "folder", "similar pixel": "pixel",
      "experiment seeds": "range", "baseline method": "choice", "inspect scene": "file",
      "split masks": "file", "embed by": "text", "check set": "text", "add-class labels": "file",
    ]
    for (place, type) in types {
      let words = place.split(separator: " ").map(String.init)
      #expect(found.argument(words[0], words[1])?.type == type, "\(place)")
    }
    #expect(found.argument("classify", "walk")?.opposite == "--no-walk")
    #expect(found.argument("classify", "output")?.names == ["-o", "--output"])
    #expect(found.argument("split", "window")?.range == [1, 255])
    for command in found.commands {
      for argument in command.arguments {
        #expect(!argument.sentence.isEmpty, "\(command.name) \(argument.name) says nothing")
      }
    }
  }

  @Test func everyCommandHasTheCommonOptions() {
    #expect(found.commands.count > 18)
    for command in found.commands {
      for name in ["quiet", "progress", "log", "json"] {
        #expect(found.argument(command.name, name) != nil, "\(command.name) lacks --\(name)")
      }
    }
  }

  @Test func everyRegistryIsThere() {
    let parts = Dictionary(uniqueKeysWithValues: found.parts.map { ($0.key, $0.parts) })
    for (key, name) in [
      ("finetune.metric.loss", "circle"), ("network.kind", "transformer"),
      ("split.kind", "blocks"), ("baseline", "svm"), ("features", "morphology"),
      ("metric", "kissme"), ("embedding", "pca"),
    ] {
      #expect(parts[key]?.contains { $0.name == name && !$0.sentence.isEmpty } == true, "\(key)")
    }
    let keys = Dictionary(uniqueKeysWithValues: found.configuration.map { ($0.key, $0) })
    #expect(keys["network.window"]?.standard == "9" && keys["network"]?.standard == nil)
    for key in found.configuration { #expect(key.sentence != nil, "\(key.key) has no sentence") }
  }

  /// The ranges that are told are those that are checked.
  @Test(arguments: [
    "split x.h5 -o s.h5 --per-class 0", "split x.h5 -o s.h5 --blocks 5 --fraction 1.5",
    "split x.h5 -o s.h5 --blocks 5 --folds 5 --fold 100", "simulate -o x.h5 --difficulty 2",
    "simulate -o x.h5 --classes 1", "classify run -o m.tif --neighbours 0",
    "classify run -o m.tif --by prototype --prototypes 100001",
    "classify run -o m.tif --match-bands linear --tolerance -1",
    "similar run --class 1 -o m.tif --threads 0",
    "split x.h5 -o s.h5 --per-class 5 --window 257",
    "split x.h5 -o s.h5 --per-class 5 --validation -0.1",
    "classify run -o m.png --scale 65", "classify run -o m.tif --reject 1.1",
    "split x.h5 -o s.h5 --blocks 5 --folds 101",
  ])
  func aNumberOutOfItsRangeIsRefused(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let option = String(words[words.count - 2].dropFirst(2))
    let range = try #require(found.argument(words[0], option)?.range)
    let value = try #require(words.last.flatMap(Double.init))
    #expect(value < range[0] || value > range[1])
    let ending = try program.run(words)
    #expect(ending.status == 64 && ending.messages.contains("--\(option)"), "\(ending.messages)")
  }

  @Test func oneCommandAndAWordThatIsNone() throws {
    let one = try program.run("describe", "classify")
    #expect(one.status == 0 && one.results.contains("--reject (number 0 to 1)"))
    #expect(!one.results.contains("facet train:"))
    let none = try program.run("describe", "clasify")
    #expect(none.status == 64 && none.messages.contains("facet classify"))
  }

  private static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @Test func manualPagesSayTheSame() throws {
    let folder = try TemporaryFolder()
    _ = try output(
      of: "/usr/bin/python3",
      ["\(Self.project)/scripts/manual", FacetProgram.path, folder.path, "2026-01-01"])
    for command in found.commands {
      let path = folder.file("man1/facet-\(command.name).1")
      let page = try String(contentsOfFile: path, encoding: .utf8)
      #expect(page.hasPrefix(".TH \"FACET-\(command.name.uppercased())\" \"1\""))
      for argument in command.arguments where !argument.names.isEmpty {
        let name = (argument.names.last ?? "").replacing("-", with: "\\-")
        #expect(page.contains("\\fB\(name)\\fR"), "\(command.name) \(argument.name)")
      }
    }
    let keys = try String(
      contentsOfFile: folder.file("man5/facet-configuration.5"), encoding: .utf8)
    #expect(keys.contains("\\fBpretrain.epochs\\fR"))
  }

  /// What bash offers after some words.
  private func completions(_ words: String, in folder: TemporaryFolder) throws -> [String] {
    let script = """
      eval "$('\(FacetProgram.path)' --generate-completion-script bash)"
      cd '\(folder.path)'; words=($1); [ "${1: -1}" = " " ] && words+=("")
      COMP_WORDS=("${words[@]}"); COMP_CWORD=$((${#words[@]} - 1)); COMP_LINE=$1
      COMP_POINT=${#1}; COMPREPLY=()
      _facet facet "${words[-1]}" "${words[-2]}"; printf '%s\\n' "${COMPREPLY[@]}"
      """
    return String(
      decoding: try output(of: "/bin/bash", ["-c", script, "bash", words]), as: UTF8.self
    )
    .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func filesFoldersAndChoicesAreCompleted() throws {
    let folder = try TemporaryFolder()
    for name in ["scene.h5", "plan.yaml", "note.txt"] {
      try Data().write(to: URL(fileURLWithPath: folder.file(name)))
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("runs"), withIntermediateDirectories: false)
    #expect(try completions("facet cla", in: folder) == ["classify"])
    #expect(
      try completions("facet classify --by ", in: folder)
        == ["softmax", "prototype", "nearest", "knn"])
    #expect(try completions("facet classify ru", in: folder).contains { $0.hasPrefix("runs") })
    #expect(try completions("facet classify sce", in: folder) == [])
    #expect(try completions("facet classify runs --scene sc", in: folder) == ["scene.h5"])
    #expect(try completions("facet train pl", in: folder) == ["plan.yaml"])
    #expect(try completions("facet train no", in: folder) == [])
  }
}

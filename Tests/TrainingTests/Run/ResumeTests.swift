import Foundation
import Scenes
import TestSupport
import Testing

/// A training that is stopped and goes on ends with the weights of one that was never stopped, bit
/// for bit. Run as a user does, for a killed process cannot be had inside of the test's own.
@Suite(.serialized) struct ResumeTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  private func beginning(_ run: String, seed: Int = 0) -> [String] {
    [
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", run, "--threads", "1", "--seed",
      "\(seed)", "--set", "pretrain.epochs=9", "--set", "finetune.epochs=9",
    ]
  }

  private func resuming(_ run: String) -> [String] {
    ["train", "--resume", "-o", run, "--threads", "1"]
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.file(name))
  }

  private func model(_ run: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file("\(run)/model.safetensors")))
  }

  /// What tells one checkpoint of a run from the next; nil where there is none.
  private func checkpoint(_ run: String) -> Int? {
    let found = try? FileManager.default.attributesOfItem(
      atPath: folder.file("\(run)/checkpoint.safetensors"))
    return (found?[.systemFileNumber] as? NSNumber)?.intValue
  }

  /// Waits until a checkpoint is written, or the program has ended.
  private func awaitCheckpoint(_ run: String, of running: RunningProgram) {
    let old = checkpoint(run)
    while running.isRunning {
      if let new = checkpoint(run), new != old { return }
      usleep(500)
    }
  }

  @Test func killedAtRandomMoments() throws {
    let clock = ContinuousClock()
    let duration = try clock.measure {
      let whole = try program.run(beginning("whole"))
      try #require(whole.status == 0, "\(whole.messages)")
    }
    let microseconds =
      Int(duration.components.attoseconds / 1_000_000_000_000)
      + Int(duration.components.seconds) * 1_000_000
    var generator = SeededGenerator(seed: 2)
    var kills = 0
    for attempt in 0..<8 {
      let running = try program.start(
        exists("run/run.json") ? resuming("run") : beginning("run"))
      if attempt < 2 {
        // Any moment, even while the program starts.
        usleep(UInt32(Int.random(in: 0...microseconds / 6, using: &generator)))
      } else {
        // Soon after progress, so that it gets on.
        awaitCheckpoint("run", of: running)
        usleep(UInt32.random(in: 0...15_000, using: &generator))
      }
      running.signal(SIGKILL)
      if try running.wait().wasKilled { kills += 1 }
    }
    #expect(kills >= 5, "only \(kills) of 8 attempts were killed before they had ended")
    let last = try program.run(resuming("run"))
    #expect(last.status == 0, "\(last.messages)")
    #expect(try model("run") == model("whole"))
    // What the killed processes had begun to write is gone as well.
    let names = { (run: String) in
      try FileManager.default.contentsOfDirectory(atPath: folder.file(run)).sorted()
    }
    let (left, expected) = (try names("run"), try names("whole"))
    #expect(left == expected)
  }

  /// Killed after the record says that all has ended, before the checkpoint is removed.
  @Test func killedBetweenTheLastTwoWrites() throws {
    let running = try program.start(beginning("run"))
    awaitCheckpoint("run", of: running)
    running.signal(SIGKILL)
    _ = try running.wait()
    let saved = try Data(
      contentsOf: URL(fileURLWithPath: folder.file("run/checkpoint.safetensors")))
    #expect(try program.run(resuming("run")).status == 0)
    let ended = try model("run")
    #expect(!exists("run/checkpoint.safetensors"))
    try saved.write(to: URL(fileURLWithPath: folder.file("run/checkpoint.safetensors")))
    #expect(try program.run(resuming("run")).status == 0)
    #expect(!exists("run/checkpoint.safetensors"))
    #expect(try model("run") == ended)
  }

  @Test func interruptedPolitely() throws {
    let running = try program.start(beginning("run"))
    awaitCheckpoint("run", of: running)
    running.signal(SIGINT)
    let stopped = try running.wait()
    #expect(!stopped.wasKilled)
    #expect(stopped.status == 130, "\(stopped.messages)")
    #expect(stopped.messages.contains("facet train --resume -o run"))
    #expect(try program.run(resuming("run")).status == 0)
    #expect(try program.run(beginning("whole")).status == 0)
    #expect(try model("run") == model("whole"))
  }

  @Test func aSeedDecidesTheWeights() throws {
    for (run, seed) in [("a", 3), ("b", 3), ("c", 4)] {
      let ending = try program.run(
        beginning(run, seed: seed) + ["--set", "pretrain.epochs=2", "--set", "finetune.epochs=1"])
      #expect(ending.status == 0, "\(ending.messages)")
    }
    #expect(try model("a") == model("b"))
    #expect(try model("a") != model("c"))
  }
}

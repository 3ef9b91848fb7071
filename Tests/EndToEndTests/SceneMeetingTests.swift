import Foundation
import TestSupport
import Testing

/// A run that is given another scene says what of it may be other than the run takes it for.
@Suite struct SceneMeetingTests {
  @Test func everyCommandSaysWhatDiffers() throws {
    let folder = try TemporaryFolder()
    let program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    var scene = TinyExperiment.twoHalves
    try scene.write(to: folder.file("scene.h5"), as: Float.self)
    try #require(TinyExperiment.train(in: folder).status == 0)
    scene.firstWavelength = 403
    try scene.write(to: folder.file("near.h5"), as: Float.self)
    scene.hasWavelengths = false
    try scene.write(to: folder.file("other.h5"), as: Float.self) { values in
      for index in values.indices { values[index] *= 1000 }
    }
    scene.hasWavelengths = true
    scene.firstWavelength = 500
    try scene.write(to: folder.file("far.h5"), as: Float.self)
    let commands = [
      ["classify", "run", "-o", "m.tif", "--no-walk"], ["embed", "run", "-o", "e.h5"],
      ["similar", "run", "--class", "1", "-o", "s.tif"],
      ["report", "run", "-o", "r.json", "--no-walk"],
    ]
    for command in commands {
      let own = try program.run(command)
      #expect(own.status == 0 && !own.messages.contains("warning"), "\(own.messages)")
      for (name, said) in [
        ("other.h5", "warning: other.h5 does not state its wavelengths: its 6 bands are taken"),
        ("other.h5", "times those that the model was trained on: are they in another unit?"),
        ("near.h5", "warning: the bands of near.h5 are up to 3.0 nm from the model's"),
      ] {
        let ending = try program.run(command + ["--scene", name])
        #expect(ending.status == 0 && ending.messages.contains(said), "\(ending.messages)")
      }
      let far = try program.run(command + ["--scene", "far.h5"])
      #expect(far.status != 0 && far.messages.contains("band 1 is at 500"), "\(far.messages)")
    }
  }
}

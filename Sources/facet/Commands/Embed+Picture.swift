import Accuracy
import ArgumentParser
import Classical
import Mapping
import Parts
import Sampling
import Scenes
import Torch
import Training

/// `--picture`: the test pixels of a run in two dimensions.
extension Embed {
  func validate(_ picture: String) throws {
    guard picture.lowercased().hasSuffix(".png") else {
      throw ValidationError("--picture \(picture): end the name in .png")
    }
    for (name, isGiven) in [
      ("-o", output != nil), ("--split", split != nil), ("--labels", !labels.labels.isEmpty),
      ("--label-field", labels.labelField != nil),
      ("--labels-crs", labels.labelsCrs != nil),
    ] where isGiven {
      throw ValidationError("\(name) does not go with --picture, which shows a run's test pixels")
    }
    do {
      _ = try pictureChoice
    } catch let error as PartError {
      throw ValidationError("--by \(by ?? ""): \(error.message)")
    }
  }

  private var pictureChoice: MethodChoice {
    get throws { try MethodChoice(picture: by ?? TSNE.name) }
  }

  func draw(_ picture: String, _ device: Device) throws {
    let choice = try pictureChoice
    guard RunFolder(source).exists else {
      throw SceneError(
        file: source, problem: "is no run, and a picture shows the test pixels of a run",
        remedy: "Name the folder of a run; of a scene, write features: facet embed \(source) --by "
          + "\(choice) -o features.h5")
    }
    try requireWritable([picture])
    let run = try FinishedRun(
      RunFolder(source), scene: scene, device: device, precision: precision.orFloat32)
    let report = EmbeddingReport(run: run, device: device, draws: true)
    do {
      let made = try report.picture(by: choice, seed: seed)
      for note in made.notes { say("note: \(note)") }
      let pixels =
        made.shown < made.all
        ? "\(made.shown) of \(counted(made.all, "test pixel"))" : counted(made.all, "test pixel")
      let points = made.picture.points.map {
        ScatterPicture.Point(x: $0.x, y: $0.y, label: $0.label, isPrototype: $0.isPrototype)
      }
      try ScatterPicture(
        points, classes: run.model.card.classTable,
        caption: "\(run.folder.path): \(pixels) by \(choice.title)"
      ).drawn().writePNG(picture)
      try tell(run.scene.file, picture, 2)
      say("\(pixels) by \(choice.title): the picture is in \(picture)")
    } catch let error as ClassicalError {
      throw SceneError(
        file: source, problem: "cannot be drawn by \(by ?? TSNE.name): \(error.message)",
        remedy: "Change --by, as in --by isomap:neighbours=20")
    }
  }
}

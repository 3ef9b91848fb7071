import Foundation
import Scenes
import TestSupport
import Testing

/// `facet label` as a person uses it: headless Chromium, a pointer and keys.
@Suite(.enabled(if: Browser.isThere, "there is no \(Browser.path)"), .serialized)
struct LabelPageTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  /// Trains in seconds.
  private static let quick = [
    "network.window=5", "network.reduce=4", "network.width=4", "network.scales=[1,3]",
    "network.features=8", "network.factors=4", "pretrain.minimumSteps=0", "pretrain.epochs=2",
    "selfTrain.rounds=0", "split.size=6", "split.folds=2", "split.window=5",
  ].flatMap { ["--set", $0] }

  /// The page once it can be used.
  private func open(
    _ page: LabelPage, width: Int = 1280, height: Int = 720, isDark: Bool = false
  ) throws -> Browser {
    let browser = try Browser(width: width, height: height, isDark: isDark)
    try browser.open(page.address)
    try browser.wait(for: "window.page?.state.generation > 0")
    return browser
  }

  private func point(_ browser: Browser, _ row: Double, _ column: Double) throws -> (
    x: Double, y: Double
  ) {
    let place = "page.view.toCanvas(\(column + 0.5), \(row + 0.5))"
    let box = "page.view.ink.getBoundingClientRect()"
    return (
      try browser.number("\(box).left + \(place).x"), try browser.number("\(box).top + \(place).y")
    )
  }

  private func addClass(_ browser: Browser, _ name: String) throws {
    try browser.press("t")
    try browser.wait(for: "document.querySelector('#form[open]')")
    try browser.type(name)
    try browser.press("Enter")
    try browser.wait(for: "page.state.classes.some((one) => one.name === '\(name)')")
  }

  /// All that is shown is of the labels as they are.
  private static let settled =
    "!page.tools.stroke && !page.pending && [page.layers.map, page.layers.labels].every((layer) => "
    + "[...layer.tiles.values()].every((tile) => tile.version === layer.version))"

  private func stroke(_ browser: Browser, _ places: [(Double, Double)]) throws {
    try browser.drag(places.map { try point(browser, $0.0, $0.1) })
    try browser.wait(for: "!page.tools.stroke")
    try browser.wait(for: Self.settled)
  }

  /// What is on the picture: a number for every pixel of it that is looked at.
  private func picture(_ browser: Browser) throws -> [Int] {
    try browser.value(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    let text = try browser.text(
      "JSON.stringify([...page.view.canvas.getContext('2d').getImageData(0, 0, "
        + "page.view.canvas.width, page.view.canvas.height).data].filter((_, i) => i % 397 === 0))")
    return try JSONDecoder().decode([Int].self, from: Data(text.utf8))
  }

  /// Places of each class's truth, far from one another.
  private func places(of row: Int) throws -> [(Double, Double)] {
    let truth = try Scene.open(folder.file("scene.h5")).readLabels()
    let own = truth.values.indices.filter { Int(truth.values[$0]) == row }
    return stride(from: 0, to: own.count, by: max(1, own.count / 6)).map {
      (Double(own[$0] / truth.columns), Double(own[$0] % truth.columns))
    }
  }

  @Test func paintedClassesMakeAMapThatBecomesARun() throws {
    let page = try LabelPage(
      program, ["label", "scene.h5", "-o", "s", "--no-training"] + Self.quick)
    let browser = try open(page)
    try browser.wait(for: "[...page.layers.scene.tiles.values()].some((tile) => tile.image)")
    let scene = try picture(browser)
    #expect(Set(scene).count > 5, "the scene is seen")
    var pictures = [scene]
    for (index, name) in ["Wheat", "Clay", "Oats"].enumerated() {
      try addClass(browser, name)
      for place in try places(of: index + 1).prefix(5) { try stroke(browser, [place]) }
      pictures.append(try picture(browser))
      #expect(pictures[index] != pictures[index + 1], "\(name) changes the map")
    }
    #expect(try browser.number("page.state.classes.length") == 3)
    #expect(try browser.number("page.state.classes[2].pixels") > 0)
    // Undo gives the picture before the last stroke back, redo the one after it.
    try browser.press("z", isControl: true)
    try browser.wait(for: "page.state.canRedo && \(Self.settled)")
    let undone = try picture(browser)
    #expect(undone != pictures[3])
    try browser.press("y", isControl: true)
    try browser.wait(for: "!page.state.canRedo && \(Self.settled)")
    #expect(try picture(browser) == pictures[3])
    // A click tells the pixel's spectrum.
    try browser.press("v")
    try browser.click(point(browser, 4, 5))
    try browser.wait(
      for: "document.getElementById('pixel').textContent.includes('Row 4, column 5')")
    #expect(try browser.value("!!document.querySelector('#plot .pixel')") as? Bool == true)
    // Layers, swipe, an earlier map, suggestions.
    try browser.press("k")
    try browser.wait(for: "page.state.hasEarlier")
    for layer in ["confidence", "unlike", "disagreement", "earlier", "map"] {
      try browser.value("page.showLayer('\(layer)')")
      try browser.wait(for: "page.view.layers.over.isSettled")
    }
    try browser.press("s")
    #expect(try browser.value("document.getElementById('handle').hidden") as? Bool == false)
    try browser.press("n")
    try browser.wait(for: "document.getElementById('toast').textContent.startsWith('Suggestion 1')")
    // Labels of a file, on the page's own way.
    try importTruth(browser)
    #expect(try browser.number("page.state.classes.length") > 3)
    try browser.wait(for: "page.state.summary?.revision === page.state.revision")
    #expect(try browser.number("page.state.summary.mapped") == 24 * 22)
    // Finish: the folder is a run then, and gives the same map from the command line.
    try browser.press("f")
    try browser.wait(for: "document.querySelector('#form[open]')")
    try browser.press("Enter")
    try browser.wait(
      for: "page.state.status.finished.length || page.state.status.problem", seconds: 400)
    #expect(try browser.value("page.state.status.problem") as? String == nil)
    #expect(browser.problems.isEmpty, "\(browser.problems)")
    _ = try page.stop()
    #expect(try program.run("classify", "s", "-o", "again.tif").status == 0)
    let maps = ["s/map.tif", "again.tif"].map {
      FileManager.default.contents(atPath: folder.file($0))
    }
    #expect(maps[0] != nil && maps[0] == maps[1])
    for command in [
      ["report", "s", "-o", "r.html"], ["label", "scene.h5", "--replay", "s", "-o", "t"],
    ] {
      let ending = try program.run(command)
      #expect(ending.status == 0, "\(ending.messages)")
    }
    let labels = ["s", "t"].map {
      FileManager.default.contents(atPath: folder.file("\($0)/labels.gpkg"))
    }
    #expect(labels[0] != nil && labels[0] == labels[1], "what was painted is repeated")
  }

  private func importTruth(_ browser: Browser) throws {
    try browser.click(
      (
        browser.number("document.getElementById('import').getBoundingClientRect().left + 8"),
        browser.number("document.getElementById('import').getBoundingClientRect().top + 8")
      ))
    try browser.wait(for: "document.querySelector('#form[open] [name=place]')")
    try browser.value("document.querySelector('#form [name=place]').focus()")
    try browser.type("scene.h5:/labels")
    try browser.press("Enter")
    try browser.wait(for: "page.state.classes.length > 3")
  }

  @Test func keysAloneSuffice() throws {
    let page = try LabelPage(program, ["label", "scene.h5", "-o", "s", "--no-training"])
    let browser = try open(page)
    try addClass(browser, "One")
    try browser.press("b")
    for key in ["ArrowRight", "ArrowDown", "Enter"] { try browser.press(key) }
    try browser.wait(for: "page.state.classes[0].pixels > 0")
    try addClass(browser, "Two")
    try browser.press("x")
    try browser.press("Enter")
    for _ in 0..<3 { try browser.press("ArrowLeft") }
    try browser.press("ArrowUp")
    try browser.press("Enter")
    try browser.wait(for: "page.state.classes[1].pixels > 0")
    try browser.press("e")
    try browser.press("Enter")
    try browser.press("u")
    try browser.press("?")
    try browser.wait(for: "document.querySelector('#keys[open]')")
    try browser.press("Escape")
    #expect(browser.problems.isEmpty, "\(browser.problems)")
  }

  /// Small windows and dark ones: nothing is cut off sideways.
  @Test(arguments: [(1280, 720, false), (1024, 768, true), (820, 1180, false)])
  func nothingIsCutOff(width: Int, height: Int, isDark: Bool) throws {
    let page = try LabelPage(program, ["label", "scene.h5", "-o", "s", "--no-training"])
    let browser = try open(page, width: width, height: height, isDark: isDark)
    try addClass(browser, "One")
    #expect(try browser.number("document.documentElement.scrollWidth") <= Double(width))
    #expect(
      try browser.number("document.getElementById('side').getBoundingClientRect().right")
        <= Double(width))
    #expect(
      try browser.number("document.getElementById('stage').getBoundingClientRect().width") > 400)
    #expect(
      try browser.text("document.documentElement.dataset.theme") == (isDark ? "dark" : "light"))
  }

  @Test func aSessionThatIsLookedAtCannotBeChanged() throws {
    let made = try LabelPage(program, ["label", "scene.h5", "-o", "s", "--no-training"])
    let first = try made.post("command", #"{"command":{"action":"addClass","name":"a"}}"#)
    #expect(LabelPage.status(first) == 200)
    _ = try made.stop()
    let page = try LabelPage(program, ["label", "scene.h5", "-o", "s", "--read-only"])
    let refused = try page.post("command", #"{"command":{"action":"undo"}}"#)
    #expect(LabelPage.status(refused) == 422 && refused.contains("only looked at"))
    let browser = try open(page)
    #expect(try browser.value("!document.querySelector('[data-tool=brush]')") as? Bool == true)
    #expect(browser.problems.isEmpty, "\(browser.problems)")
  }

  /// Killed at any moment, it has all but the stroke that was under way.
  @Test(arguments: 0..<10) func aKillLosesTheStrokeUnderWayAtMost(round: Int) throws {
    let page = try LabelPage(program, ["label", "scene.h5", "-o", "s", "--no-training"])
    _ = try page.post("command", #"{"command":{"action":"addClass","name":"a"}}"#)
    var generator = SeededGenerator(seed: UInt64(round))
    var whole = 0
    for index in 0..<Int.random(in: 0...6, using: &generator) {
      let (x, y) = (index * 3 + 1, Int.random(in: 1...20, using: &generator))
      let answer = try page.post(
        "command",
        #"{"command":{"action":"box","label":1,"points":[\#(x),\#(y),\#(x + 1),\#(y + 1)]}}"#)
      if LabelPage.status(answer) == 200 { whole += 1 }
    }
    // A stroke that has not ended.
    _ = try page.post(
      "command",
      #"{"part":"first","command":{"action":"brush","label":1,"radius":0,"points":[21,1,21,9]}}"#)
    page.program.signal(SIGKILL)
    _ = try page.program.wait()
    let ending = try program.run("label", "scene.h5", "--replay", "s", "-o", "t", "--json")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.results.contains("\"pixels\" : \(whole)"), "\(ending.results)")
  }
}

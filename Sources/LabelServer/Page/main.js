// The page of a labelling session: joins the view, the tools, the panel and the server.
import { get, listen, post, Refusal, upload } from "./api.js";
import { listenForKeys } from "./keys.js";
import { ask, element, fillTexts, showAccuracy, showClasses, showFacts, showKeys } from "./panel.js";
import { SpectrumPlot } from "./spectrum.js";
import { number, say } from "./texts.js";
import { icon, Tools } from "./tools.js";
import { TileLayer, View } from "./view.js";

const find = (id) => document.getElementById(id);
const LAYERS = ["scene", "map", "confidence", "unlike", "disagreement", "earlier"];

class Page {
  constructor(state) {
    this.state = state;
    this.scene = state.scene;
    this.isReadOnly = state.scene.isReadOnly;
    this.chosen = state.classes[0]?.number ?? 0;
    this.layer = "scene";
    this.hasLabels = true;
    this.suggestions = [];
    this.view = new View(find("picture"), find("ink"), this.scene);
    const redraw = () => this.view.redraw();
    this.bands = this.scene.presets[0];
    this.stretch = "usual";
    this.layers = {
      scene: new TileLayer((level, row, column) => `scene/${level}/${row}/${column}?bands=`
        + `${this.bands.bands.join(",")}&stretch=${this.stretch}`, redraw),
    };
    for (const name of [...LAYERS.slice(1), "labels"]) {
      this.layers[name] = new TileLayer(
        (level, row, column) => `tile/${name}/${level}/${row}/${column}`, redraw);
    }
    this.view.layers.scene = this.layers.scene;
    this.view.layers.labels = this.layers.labels;
    this.tools = new Tools(this.view, this);
    this.plot = new SpectrumPlot(find("plot"), this.scene);
    this.build();
    listenForKeys(this);
    listen((message) => this.heard(message), () => this.tell(say("lost"), true));
    this.take(state);
    this.showLayer(state.classes.length ? "map" : "scene");
  }

  // What stands around the picture.
  build() {
    document.title = `${this.scene.name} – Facet`;
    find("file").textContent = this.scene.name;
    find("file").title = `${this.scene.rows} × ${this.scene.columns} × ${this.scene.bands}`;
    const tool = (name, key, act) => element("button",
      { title: `${say(name)} (${key})`, "aria-label": say(name), "data-tool": name, onclick: act }, icon(name));
    const chooses = (name, key) => tool(name, key, () => this.chooseTool(name));
    const paint = this.isReadOnly ? [] : [chooses("brush", "B"), chooses("erase", "E"),
      chooses("polygon", "P"), chooses("box", "X"), chooses("grow", "G"), element("hr"),
      tool("undo", "Ctrl Z", () => this.undo()), tool("redo", "Ctrl Y", () => this.redo()),
      tool("suggest", "N", () => this.suggest()), element("hr")];
    find("tools").append(chooses("look", "V"), ...paint,
      tool("zoomIn", "+", () => this.view.zoom(1.4)), tool("zoomOut", "−", () => this.view.zoom(1 / 1.4)),
      tool("zoomAll", "0", () => this.view.showAll()), element("hr"),
      tool("theme", "D", () => this.toggleTheme()), tool("help", "?", () => this.help()));
    for (const preset of this.scene.presets) {
      find("bands").append(element("option", { value: preset.id },
        say(preset.id === "bands" ? "bandsPreset" : preset.id)));
    }
    find("bands").append(element("option", { value: "own" }, say("ownBands")));
    find("bands").onchange = (event) => this.chooseBands(event.target.value);
    for (const one of ["usual", "wide", "full"]) {
      find("stretch").append(element("option", { value: one }, say(one)));
    }
    find("stretch").onchange = (event) => {
      this.stretch = event.target.value;
      this.refreshScene();
    };
    for (const name of LAYERS) {
      find("layers").append(element("button", { role: "radio", "data-layer": name,
        onclick: () => this.showLayer(name) }, say(name)));
    }
    find("opacity").oninput = (event) => {
      this.view.opacity = Number(event.target.value);
      this.view.redraw();
    };
    find("swipe").onclick = () => this.toggleSwipe();
    find("keep").onclick = () => this.keep();
    find("finish").onclick = () => this.finish();
    find("add").onclick = () => this.addClass();
    find("import").onclick = () => this.importLabels();
    find("pin").onclick = () => this.pin();
    find("unpin").onclick = () => { this.plot.pins = []; this.showPins(); };
    for (const id of ["add", "import", "finish"]) find(id).hidden = this.isReadOnly;
    find("slider").querySelector("input").oninput = (event) => {
      this.tools[this.tools.tool === "grow" ? "reach" : "radius"] = Number(event.target.value);
      this.view.redraw();
    };
    this.buildHandle();
    this.chooseTool("look");
    document.documentElement.dataset.theme =
      matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  buildHandle() {
    const handle = find("handle");
    handle.onpointerdown = (event) => handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = find("stage").getBoundingClientRect();
      this.setSwipe(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
    };
  }

  // MARK: The server's state

  take(state) {
    const isNew = state.revision !== this.state.revision || state.generation !== this.state.generation;
    // An answer that was overtaken by a later one says nothing new.
    if (state.revision < this.state.revision && state.generation === this.state.generation) return;
    this.state = { ...this.state, ...state, summary: state.summary };
    if (!this.state.classes.some((one) => one.number === this.chosen)) {
      this.chosen = this.state.classes.at(-1)?.number ?? 0;
    }
    if (isNew || !this.hasRefreshed) this.refreshMap();
    if (state.generation !== this.generation) {
      this.generation = state.generation;
      if (!this.bands.bands.length) this.refreshScene();
    }
    showClasses(this);
    showAccuracy(this);
    this.showStatus();
    for (const [name, may] of [["undo", state.canUndo], ["redo", state.canRedo]]) {
      const button = document.querySelector(`[data-tool="${name}"]`);
      if (button) button.disabled = !may;
    }
    document.querySelector('[data-layer="earlier"]').hidden = !state.hasEarlier;
    this.scheduleSpectra();
  }

  refreshMap() {
    this.hasRefreshed = true;
    const version = `${this.state.generation}.${this.state.revision}.`
      + this.state.classes.map((one) => one.colour).join("");
    for (const name of ["map", "confidence", "unlike", "disagreement", "labels"]) {
      this.layers[name].refresh(version);
    }
  }

  refreshScene() {
    this.layers.scene.refresh(`${this.bands.bands}.${this.stretch}.${this.bands.bands.length ? 0
      : this.state.generation}`);
  }

  async heard(message) {
    if (this.isAsking) {
      this.askAgain = true;
      return;
    }
    // What this page has done itself, it knows already.
    if (message.event === "labels" && message.revision <= this.state.revision) return;
    if (message.event === "labels" && this.tools.stroke) return;
    this.isAsking = true;
    try {
      this.take(await get("state"));
    } catch { /* `listen` tells. */ }
    this.isAsking = false;
    if (this.askAgain) {
      this.askAgain = false;
      this.heard({ event: "status" });
    }
  }

  // Carries something out and takes what has become of it. Gives null if it was refused.
  async act(name, value = {}) {
    // Answers that are awaited.
    this.pending = (this.pending ?? 0) + 1;
    try {
      const state = await post(name, value);
      this.take(state);
      return state;
    } catch (error) {
      this.tell(error instanceof Refusal ? error.message : say("lost"), true);
      return null;
    } finally {
      this.pending--;
    }
  }

  // MARK: What is shown

  showLayer(name) {
    this.layer = name;
    this.view.layers.over = name === "scene" ? null : this.layers[name];
    this.view.layers.left = this.state.hasEarlier && name !== "earlier" && name !== "scene"
      ? this.layers.earlier : null;
    for (const button of find("layers").children) {
      button.setAttribute("aria-checked", button.dataset.layer === name);
      button.tabIndex = button.dataset.layer === name ? 0 : -1;
    }
    find("opacity-box").hidden = name === "scene";
    find("swipe").disabled = name === "scene";
    if (name === "scene") this.setSwipe(null);
    this.showLegend();
    this.view.redraw();
  }

  nextLayer() {
    const names = LAYERS.filter((name) => name !== "earlier" || this.state.hasEarlier);
    this.showLayer(names[(names.indexOf(this.layer) + 1) % names.length]);
  }

  showLegend() {
    const legend = find("legend");
    legend.hidden = !["confidence", "unlike", "disagreement"].includes(this.layer);
    if (legend.hidden) return;
    const canvas = element("canvas", { width: 110, height: 10 });
    const context = canvas.getContext("2d");
    const ramp = context.createLinearGradient(0, 0, 110, 0);
    const colours = { confidence: ["#00224e", "#575d6d", "#a69d75", "#fee838"],
      unlike: ["#d55e0000", "#d55e0028", "#d55e0096", "#b03a00eb"],
      disagreement: ["#cc3399", "#cc3399"] }[this.layer];
    colours.forEach((colour, index) => ramp.addColorStop(index / (colours.length - 1), colour));
    context.fillStyle = ramp;
    context.fillRect(0, 0, 110, 10);
    legend.replaceChildren(...this.layer === "disagreement" ? [canvas, say("differs")]
      : this.layer === "unlike" ? [canvas, say("far")] : [say("low"), canvas, say("high")]);
  }

  toggleSwipe() {
    if (this.layer === "scene") this.showLayer("map");
    this.setSwipe(this.view.swipe == null ? 0.5 : null);
  }

  setSwipe(share) {
    this.view.swipe = share;
    find("swipe").setAttribute("aria-pressed", share != null);
    const handle = find("handle");
    handle.hidden = share == null;
    if (share != null) handle.style.left = `${share * 100}%`;
    this.view.redraw();
  }

  toggleLabels() {
    this.hasLabels = !this.hasLabels;
    this.view.layers.labels = this.hasLabels ? this.layers.labels : null;
    this.view.redraw();
  }

  toggleTheme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  }

  async chooseBands(id) {
    if (id === "own") {
      const given = await ask(say("ownBands"), [{ name: "bands", label: say("chooseBands"),
        value: this.bands.bands.map((band) => band + 1).join(", ") }]);
      const bands = (given?.bands ?? "").split(/[\s,;]+/).filter(Boolean).map((text) => {
        const value = Number(text);
        const waves = this.scene.wavelengths;
        if (waves && value >= 300) {
          return waves.reduce((best, one, band) =>
            Math.abs(one - value) < Math.abs(waves[best] - value) ? band : best, 0);
        }
        return value - 1;
      });
      if (bands.length !== 3 || bands.some((band) => !(band >= 0 && band < this.scene.bands))) {
        find("bands").value = this.bands.id;
        return;
      }
      this.bands = { id: "own", bands };
    } else {
      this.bands = this.scene.presets.find((one) => one.id === id);
    }
    this.refreshScene();
  }

  showStatus() {
    const { status, classes } = this.state;
    const count = classes.reduce((sum, one) => sum + one.pixels, 0);
    find("metric").textContent = say(status.isModel ? "byModel" : "byComponents") + " · "
      + say("labelledPixels", { count: number(count) });
    find("work").replaceChildren(...(status.work ? [
      element("progress", { max: 1, value: status.share ?? 0 }),
      say(status.work, { share: Math.round(100 * (status.share ?? 0)) })] : []));
    find("saved").textContent = this.isReadOnly ? say("readOnly")
      : this.scene.folder ? say("saved", { folder: this.scene.folder.split("/").at(-1) }) : "";
    if (status.problem && status.problem !== this.problem) this.tell(status.problem, true);
    this.problem = status.problem;
    const finished = status.finished.join(", ");
    if (finished && finished !== this.finished) this.tell(say("finished", { files: finished }));
    this.finished = finished;
    find("finish").disabled = status.work === "finishing" || classes.length < 2;
  }

  tell(text, isBad = false) {
    const toast = find("toast");
    toast.textContent = text;
    toast.className = isBad ? "shown bad" : "shown";
    clearTimeout(this.toastEnd);
    this.toastEnd = setTimeout(() => toast.classList.remove("shown"), isBad ? 9000 : 5000);
  }

  tellPaintFirst() { this.tell(say("paintFirst")); }

  help() { showKeys(); }

  // MARK: Pixels

  hovered(place) {
    const isInside = place && place.x >= 0 && place.y >= 0 && place.x < this.scene.columns
      && place.y < this.scene.rows;
    find("place").textContent = isInside
      ? `${Math.floor(place.y)}, ${Math.floor(place.x)}` : "";
  }

  async look(place) {
    const [row, column] = [Math.floor(place.y), Math.floor(place.x)];
    if (row < 0 || column < 0 || row >= this.scene.rows || column >= this.scene.columns) return;
    this.view.cross = { row, column };
    this.view.redraw();
    const mine = (this.lastLook = {});
    try {
      const facts = await get(`pixel?row=${row}&column=${column}`);
      if (mine !== this.lastLook) return;
      this.plot.pixel = facts;
      this.plot.draw();
      showFacts(this, facts);
    } catch (error) {
      this.tell(error.message, true);
    }
  }

  pin() {
    if (!this.plot.pixel || this.plot.pins.includes(this.plot.pixel)) return;
    this.plot.pins = [...this.plot.pins, this.plot.pixel].slice(-6);
    this.showPins();
  }

  showPins() {
    find("unpin").hidden = !this.plot.pins.length;
    this.plot.draw();
  }

  scheduleSpectra() {
    clearTimeout(this.spectraLater);
    this.spectraLater = setTimeout(async () => {
      if (this.tools.stroke) return this.scheduleSpectra();
      try {
        const spectra = await get("spectra");
        this.plot.classes = spectra.map((one) => ({ ...one, colour: this.colourOf(one.number) }))
          .filter((one) => one.colour);
        this.plot.draw();
      } catch { /* They are told with the next pixel. */ }
    }, 400);
  }

  nameOf(label) { return this.state.classes.find((one) => one.number === label)?.name; }
  colourOf(label) { return this.state.classes.find((one) => one.number === label)?.colour; }

  // MARK: Classes and labels

  chooseTool(tool) {
    if (this.isReadOnly && tool !== "look") return;
    this.tools.choose(tool);
    for (const button of document.querySelectorAll("#tools [data-tool]")) {
      if (["undo", "redo", "suggest", "zoomIn", "zoomOut", "zoomAll", "theme", "help"]
        .includes(button.dataset.tool)) continue;
      button.setAttribute("aria-pressed", button.dataset.tool === tool);
    }
    this.resized();
  }

  resized() {
    const { tool, radius, reach } = this.tools;
    const slider = find("slider");
    slider.hidden = !["brush", "erase", "grow"].includes(tool);
    const input = slider.querySelector("input");
    const isGrow = tool === "grow";
    [input.min, input.max, input.step] = isGrow ? [0.2, 8, 0.1] : [0.5, 30, 0.5];
    input.value = isGrow ? reach : radius;
    slider.querySelector("span").textContent = say(isGrow ? "reach" : "size");
    input.setAttribute("aria-label", say(isGrow ? "reach" : "size"));
  }

  choose(label) {
    this.chosen = label;
    if (["look", "erase"].includes(this.tools.tool)) this.chooseTool("brush");
    showClasses(this);
    this.view.redraw();
  }

  chooseAt(index) {
    const one = this.state.classes[index];
    if (one) this.choose(one.number);
  }

  async addClass() {
    if (this.isReadOnly) return;
    const given = await ask(say("newClass"), [{ name: "name", label: say("name"), required: true,
      maxlength: 100 }], { action: say("addClass") });
    if (!given?.name) return;
    const state = await this.act("command", { command: { action: "addClass", name: given.name } });
    if (state) this.choose(state.classes.at(-1).number);
    if (this.layer === "scene") this.showLayer("map");
  }

  async rename(one) {
    if (this.isReadOnly) return;
    const given = await ask(say("rename"), [{ name: "name", label: say("name"), value: one.name,
      required: true, maxlength: 100 }]);
    if (!given?.name || given.name === one.name) return;
    this.act("command", { command: { action: "editClass", label: one.number, name: given.name } });
  }

  async remove(one) {
    if (one.pixels && !await ask(say("confirmRemove", { name: one.name, count: number(one.pixels) }), [],
      { action: say("remove") })) return;
    this.act("command", { command: { action: "removeClass", label: one.number } });
  }

  undo() { if (!this.isReadOnly) this.act("command", { command: { action: "undo" } }); }
  redo() { if (!this.isReadOnly) this.act("command", { command: { action: "redo" } }); }

  async importLabels() {
    const given = await ask(say("importTitle"), [
      { name: "files", type: "file", multiple: true, label: say("importFile") },
      { name: "place", label: say("importPlace") }, { name: "field", label: say("importField") },
    ], { hint: say("importHint"), action: say("importTitle") });
    if (!given) return;
    const field = given.field || undefined;
    try {
      for (const file of given.files) await upload(file);
    } catch (error) {
      return this.tell(error.message, true);
    }
    // Parts of a Shapefile go with it.
    const sides = /\.(dbf|shx|prj|cpg|sbn|sbx|qpj|hdr|aux\.xml)$/i;
    const places = [...given.files.map((one) => one.name).filter((name) => !sides.test(name))
      .map((place) => ({ place, isUpload: true })), ...(given.place ? [{ place: given.place }] : [])];
    for (const place of places) {
      const state = await this.act("import", { ...place, field });
      if (state) {
        this.tell([say("imported"), ...(state.notes ?? [])].join(" "));
        if (this.layer === "scene") this.showLayer("map");
      }
    }
  }

  // MARK: Help from the map

  async suggest() {
    if (this.isReadOnly) return;
    const version = `${this.state.generation}.${this.state.revision}`;
    if (this.suggestedFor !== version) {
      try {
        this.suggestions = await get("suggestions");
      } catch (error) {
        return this.tell(error.message, true);
      }
      [this.suggestedFor, this.suggested] = [version, -1];
    }
    if (!this.suggestions.length) return this.tell(say("noSuggestions"));
    this.suggested = (this.suggested + 1) % this.suggestions.length;
    const { row, column, uncertainty, strangeness } = this.suggestions[this.suggested];
    this.view.lookAt(row, column, 4);
    this.look({ x: column, y: row });
    this.tell(say("suggestion", { number: this.suggested + 1, count: this.suggestions.length,
      reason: say(uncertainty >= strangeness ? "uncertain" : "strange") }));
  }

  async keep() {
    if (!await this.act("keep")) return;
    this.layers.earlier.refresh(`${performance.now()}`);
    this.showLayer(this.layer);
    this.tell(say("kept"));
  }

  async finish() {
    if (this.isReadOnly || find("finish").disabled) return;
    if (!await ask(say("finish"), [], { hint: say("confirmFinish"), action: say("finish") })) return;
    this.act("finish");
  }
}

fillTexts();
window.page = new Page(await get("state"));

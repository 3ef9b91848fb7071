let viewerStyle = """
  :root { color-scheme: light dark; --line: #8888; --paper: #fff; --ink: #222; --soft: #666;
    --accent: #0b62c4; }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #16181b; --ink: #e6e6e6; --soft: #a0a4aa; --accent: #6cb0ff; } }
  * { box-sizing: border-box; }
  body { margin: 0; height: 100vh; display: grid; grid-template: auto 1fr / 1fr 22rem;
    font: 15px/1.4 system-ui, sans-serif; background: var(--paper); color: var(--ink); }
  header { grid-column: 1 / 3; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem;
    align-items: center; padding: .5rem 1rem; border-bottom: 1px solid var(--line); }
  h1 { font-size: 1.05rem; margin: 0; margin-right: auto; }
  label { white-space: nowrap; }
  select, button { font: inherit; padding: .1rem .4rem; max-width: 14rem; }
  #stage { position: relative; overflow: hidden; background: #808080; min-height: 0; }
  canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: grab;
    touch-action: none; }
  #divider { position: absolute; top: 0; bottom: 0; width: 28px; margin-left: -14px;
    cursor: ew-resize; touch-action: none; border: 0; padding: 0; background: none; }
  #divider::before { content: ""; position: absolute; left: 13px; top: 0; bottom: 0; width: 2px;
    background: #fff; box-shadow: 0 0 3px #000; }
  #divider::after { content: "\\2194"; position: absolute; left: 0; top: calc(50% - 14px);
    width: 28px; height: 28px; border-radius: 50%; background: #fff; color: #222;
    box-shadow: 0 0 4px #0008; display: grid; place-items: center; }
  #divider:focus-visible::after { outline: 3px solid var(--accent); }
  #reading { position: absolute; left: .6rem; bottom: .6rem; padding: .15rem .5rem; margin: 0;
    border-radius: .3rem; background: #000a; color: #fff; pointer-events: none; }
  #reading:empty { display: none; }
  aside { overflow: auto; padding: .6rem 1rem 1rem; border-left: 1px solid var(--line); }
  h2 { font-size: .95rem; margin: .6rem 0 .3rem; }
  table { border-collapse: collapse; width: 100%; font-size: .88rem; }
  th { text-align: right; font-weight: 600; color: var(--soft); padding-left: .5rem; }
  th:first-child { text-align: left; padding-left: 0; }
  td { padding: .1rem 0 .1rem .5rem; text-align: right; font-variant-numeric: tabular-nums; }
  td:first-child { text-align: left; padding-left: 0; }
  td label { white-space: normal; display: flex; gap: .4rem; align-items: baseline; }
  .key { flex: none; width: .8rem; height: .8rem; border: 1px solid var(--line); align-self: center; }
  .row { display: flex; gap: .5rem; margin: .3rem 0; }
  svg { width: 100%; height: auto; display: block; font: 11px system-ui, sans-serif; }
  svg text { fill: var(--soft); }
  svg .axis { stroke: var(--line); fill: none; }
  p.note { color: var(--soft); font-size: .85rem; margin: .4rem 0; }
  @media (max-width: 800px) {
    body { grid-template: auto 55vh auto / 1fr; height: auto; }
    header { grid-column: 1; } aside { border-left: 0; border-top: 1px solid var(--line); } }

  """

func viewerBody(title: String) -> String {
  """
  <header>
    <h1>\(title)</h1>
    <label>Left <select id="left"></select></label>
    <label>Right <select id="right"></select></label>
    <label>Map over scene <input id="opacity" type="range" min="0" max="100" value="100"></label>
    <button id="fit" type="button">Whole scene</button>
  </header>
  <main id="stage">
    <canvas id="view" tabindex="0" role="img" aria-label="Scene and class map"></canvas>
    <button id="divider" type="button" role="slider" aria-label="Border between left and right"
      aria-valuemin="0" aria-valuemax="100" aria-valuenow="50"></button>
    <p id="reading" aria-live="polite"></p>
  </main>
  <aside>
    <h2>Classes</h2>
    <div class="row"><button id="all" type="button">All</button>
      <button id="none" type="button">None</button></div>
    <table><thead id="head"></thead><tbody id="legend"></tbody></table>
    <p class="note" id="change"></p>
    <div id="spectra"></div>
  </aside>

  """
}

let viewerProgram = #"""
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = name => document.getElementById(name);
  const shown = data.classes.map(() => true);
  const canvas = byId("view"), context = canvas.getContext("2d"), stage = byId("stage");
  let border = 0.5, scale = 1, x0 = 0, y0 = 0, isFitted = true;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Pictures: those of classes hold each pixel's class, which is coloured by the legend.
  async function load(layer) {
    const image = new Image();
    image.src = layer.source;
    await image.decode();
    layer.source = null;
    layer.canvas = element("canvas", { width: image.width, height: image.height });
    const target = layer.canvas.getContext("2d", { willReadFrequently: !!layer.isClasses });
    target.drawImage(image, 0, 0);
    if (!layer.isClasses) return;
    const read = target.getImageData(0, 0, image.width, image.height);
    // Red and green, the two lower bytes, are the class.
    const pixels = new Uint32Array(read.data.buffer), rows = new Uint16Array(pixels.length);
    for (let i = 0; i < rows.length; i++) rows[i] = pixels[i];
    layer.rows = rows;
    layer.image = read;
    colour(layer);
  }

  function colour(layer) {
    const palette = new Uint32Array(data.classes.length + 1);
    const bytes = new Uint8Array(palette.buffer);
    data.classes.forEach((entry, index) => {
      if (!shown[index]) return;
      const value = parseInt(entry.colour.slice(1), 16);
      bytes.set([value >> 16, value >> 8 & 255, value & 255, 255], 4 * (index + 1));
    });
    const pixels = new Uint32Array(layer.image.data.buffer);
    const rows = layer.rows;
    for (let i = 0; i < pixels.length; i++) pixels[i] = palette[rows[i]];
    layer.canvas.getContext("2d").putImageData(layer.image, 0, 0);
  }

  const width = () => data.layers[0].canvas.width, height = () => data.layers[0].canvas.height;

  function fit() {
    const box = stage.getBoundingClientRect();
    scale = Math.min(box.width / width(), box.height / height());
    x0 = (box.width - width() * scale) / 2;
    y0 = (box.height - height() * scale) / 2;
    isFitted = true;
  }

  let isWaiting = false;
  function draw() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; paint(); });
  }

  function paint() {
    const box = stage.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    const size = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    if (isFitted) fit();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = scale * ratio < 1;
    const middle = border * box.width;
    for (const [name, from, to] of [["left", 0, middle], ["right", middle, box.width]]) {
      const layer = data.layers[byId(name).value];
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.beginPath();
      context.rect(from, 0, to - from, box.height);
      context.clip();
      context.translate(x0, y0);
      context.scale(scale, scale);
      context.drawImage(data.layers[0].canvas, 0, 0);
      if (layer.isClasses && layer.canvas) {
        context.globalAlpha = byId("opacity").value / 100;
        context.drawImage(layer.canvas, 0, 0);
      }
      context.restore();
    }
    byId("divider").style.left = `${middle}px`;
    byId("divider").setAttribute("aria-valuenow", Math.round(100 * border));
  }

  function zoom(factor, x, y) {
    const next = Math.min(64, Math.max(0.02, scale * factor));
    x0 = x - (x - x0) * next / scale;
    y0 = y - (y - y0) * next / scale;
    scale = next;
    isFitted = false;
    draw();
  }

  function number(value) {
    const digits = data.unit === "pixels" ? 0 : value >= 100 ? 0 : value >= 1 ? 1 : 3;
    return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function read(event) {
    const box = canvas.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left - x0) / scale);
    const y = Math.floor((event.clientY - box.top - y0) / scale);
    if (x < 0 || y < 0 || x >= width() || y >= height()) { byId("reading").textContent = ""; return; }
    const half = Math.floor(data.step / 2);
    const row = Math.min(data.rows - 1, y * data.step + half);
    const column = Math.min(data.columns - 1, x * data.step + half);
    const words = [`row ${row}, column ${column}`], t = data.transform;
    if (t) {
      const east = t[0] + (column + .5) * t[1] + (row + .5) * t[2];
      const north = t[3] + (column + .5) * t[4] + (row + .5) * t[5];
      words.push(`${+east.toPrecision(9)}, ${+north.toPrecision(9)}`);
    }
    for (const layer of data.layers) {
      if (!layer.rows) continue;
      const found = layer.rows[y * width() + x];
      words.push(`${layer.name}: ${found ? data.classes[found - 1].name : "no class"}`);
    }
    byId("reading").textContent = words.join(" · ");
  }

  function listen() {
    const pointers = new Map();
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event);
    });
    canvas.addEventListener("pointermove", event => {
      read(event);
      const last = pointers.get(event.pointerId);
      if (!last) return;
      if (pointers.size === 2) {
        const other = [...pointers.values()].find(one => one.pointerId !== event.pointerId);
        const far = one => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
        const box = canvas.getBoundingClientRect();
        zoom(far(event) / Math.max(1, far(last)), other.clientX - box.left, other.clientY - box.top);
      } else {
        x0 += event.clientX - last.clientX;
        y0 += event.clientY - last.clientY;
        isFitted = false;
        draw();
      }
      pointers.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, event => pointers.delete(event.pointerId));
    }
    canvas.addEventListener("wheel", event => {
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    canvas.addEventListener("keydown", event => {
      const box = stage.getBoundingClientRect();
      const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
      if (event.key === "+" || event.key === "=") zoom(1.25, box.width / 2, box.height / 2);
      else if (event.key === "-") zoom(0.8, box.width / 2, box.height / 2);
      else if (moves[event.key]) {
        x0 += moves[event.key][0];
        y0 += moves[event.key][1];
        isFitted = false;
        draw();
      } else return;
      event.preventDefault();
    });
    const divider = byId("divider");
    divider.addEventListener("pointerdown", event => divider.setPointerCapture(event.pointerId));
    divider.addEventListener("pointermove", event => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const box = stage.getBoundingClientRect();
      border = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      draw();
    });
    divider.addEventListener("keydown", event => {
      const step = { ArrowLeft: -.02, ArrowRight: .02, Home: -1, End: 1 }[event.key];
      if (!step) return;
      border = Math.min(1, Math.max(0, border + step));
      event.preventDefault();
      draw();
    });
    for (const name of ["left", "right", "opacity"]) byId(name).addEventListener("input", draw);
    byId("fit").addEventListener("click", () => { isFitted = true; draw(); });
    window.addEventListener("resize", draw);
  }

  function recolour() {
    for (const layer of data.layers) if (layer.rows) colour(layer);
    spectra();
    draw();
  }

  function legend() {
    const hasBefore = data.classes.some(entry => entry.before !== undefined);
    const total = data.classes.reduce((sum, entry) => sum + entry.area, 0);
    byId("head").append(element("tr", {}, element("th", { scope: "col" }, "Class"),
      element("th", { scope: "col" }, data.unit), element("th", { scope: "col" }, "%"),
      ...(hasBefore ? [element("th", { scope: "col" }, "before")] : [])));
    data.classes.forEach((entry, index) => {
      const box = element("input", { type: "checkbox" });
      box.checked = true;
      box.addEventListener("change", () => { shown[index] = box.checked; recolour(); });
      const key = element("span", { class: "key" });
      key.style.background = entry.colour;
      byId("legend").append(element("tr", {},
        element("td", {}, element("label", {}, box, key, entry.name)),
        element("td", {}, number(entry.area)),
        element("td", {}, (total ? 100 * entry.area / total : 0).toFixed(1)),
        ...(hasBefore ? [element("td", {}, number(entry.before))] : [])));
    });
    for (const [name, value] of [["all", true], ["none", false]]) {
      byId(name).addEventListener("click", () => {
        shown.fill(value);
        for (const box of byId("legend").querySelectorAll("input")) box.checked = value;
        recolour();
      });
    }
  }

  function change() {
    const maps = data.layers.filter(layer => layer.isClasses);
    if (maps.length < 2) return;
    let changed = 0, both = 0;
    for (let i = 0; i < maps[0].rows.length; i++) {
      if (!maps[0].rows[i] || !maps[1].rows[i]) continue;
      both++;
      if (maps[0].rows[i] !== maps[1].rows[i]) changed++;
    }
    byId("change").textContent = both
      ? `${(100 * changed / both).toFixed(1)} % of the pixels changed their class.` : "";
  }

  function spectra() {
    const found = data.spectra, place = byId("spectra");
    if (!found || !found.lines.length) return;
    const lines = found.lines.filter(line => shown[line.row - 1]);
    const count = found.lines[0].mean.length;
    const xs = found.wavelengths || Array.from({ length: count }, (_, i) => i + 1);
    const values = lines.flatMap(line => line.mean).filter(value => value !== null);
    const low = Math.min(0, ...values), high = Math.max(low + 1e-9, ...values);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const x = value => 40 + 270 * (value - left) / Math.max(1e-9, right - left);
    const y = value => 150 - 140 * (value - low) / (high - low);
    const order = xs.map((_, i) => i).sort((a, b) => xs[a] - xs[b]);
    const gap = order.slice(1).map((b, i) => xs[b] - xs[order[i]]).sort((a, b) => a - b);
    const usual = gap.length ? gap[gap.length >> 1] : 1;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 320 185");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "Mean spectrum of each class");
    function add(name, attributes, text) {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      if (text !== undefined) made.textContent = text;
      svg.append(made);
      return made;
    }
    add("path", { class: "axis", d: "M40 10 V150 H310" });
    for (const [value, anchor] of [[left, "start"], [(left + right) / 2, "middle"], [right, "end"]]) {
      add("text", { x: x(value), y: 165, "text-anchor": anchor }, +value.toPrecision(4));
    }
    add("text", { x: 175, y: 180, "text-anchor": "middle" },
      found.wavelengths ? "Wavelength (nm)" : "Band");
    for (const value of [low, (low + high) / 2, high]) {
      add("text", { x: 36, y: y(value) + 4, "text-anchor": "end" }, +value.toPrecision(2));
    }
    for (const line of lines) {
      let path = "", last = null;
      for (const i of order) {
        if (line.mean[i] === null) { last = null; continue; }
        // Bands that were left out are no line.
        const isJoined = last !== null && xs[i] - xs[last] <= 4 * usual;
        path += `${isJoined ? "L" : "M"}${x(xs[i]).toFixed(1)} ${y(line.mean[i]).toFixed(1)}`;
        last = i;
      }
      const entry = data.classes[line.row - 1];
      const made = add("path", { d: path, fill: "none", stroke: entry.colour, "stroke-width": 1.5 });
      const name = document.createElementNS("http://www.w3.org/2000/svg", "title");
      name.textContent = entry.name;
      made.append(name);
    }
    place.replaceChildren(element("h2", {}, "Mean spectra of the labelled pixels"), svg,
      element("p", { class: "note" }, found.quantity));
  }

  (async () => {
    data.layers.forEach((layer, index) => {
      for (const name of ["left", "right"]) {
        byId(name).append(element("option", { value: index }, layer.name));
      }
    });
    byId("left").value = 0;
    byId("right").value = 1;
    // The earlier map comes once the scene and its map are there to look at.
    await Promise.all(data.layers.slice(0, 2).map(load));
    legend();
    spectra();
    listen();
    paint();
    document.documentElement.dataset.ready = Math.round(performance.now());
    await Promise.all(data.layers.slice(2).map(load));
    change();
    draw();
  })();

  """#

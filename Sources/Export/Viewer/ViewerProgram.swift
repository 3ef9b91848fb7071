// The script of the viewer as one text: a page of its own has no other files. It is longer than a
// source should be, since a browser runs it as a whole.

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

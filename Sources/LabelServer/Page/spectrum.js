// The spectra of a pixel, of pinned ones, and of classes, as SVG.
import { say } from "./texts.js";

const [WIDTH, HEIGHT] = [316, 190];
const EDGE = { left: 44, right: 8, top: 8, bottom: 24 };

function make(name, attributes = {}, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text != null) element.textContent = text;
  return element;
}

// Round numbers between two.
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) found.push(at);
  return found;
}

export class SpectrumPlot {
  constructor(svg, scene) {
    this.svg = svg;
    this.scene = scene;
    this.pins = [];
    this.classes = [];
    this.pixel = null;
    this.x = scene.wavelengths ?? Array.from({ length: scene.bands }, (_, band) => band + 1);
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.draw();
  }

  draw() {
    const svg = this.svg;
    svg.replaceChildren();
    const good = this.scene.good;
    const shown = [
      ...this.classes.flatMap((one) => one.mean.flatMap((mean, band) =>
        mean == null ? [] : [mean - one.deviation[band], mean + one.deviation[band]])
        .filter((_, index) => good[index >> 1] ?? true)),
      ...[this.pixel, ...this.pins].filter(Boolean).flatMap((one) =>
        one.spectrum.filter((value, band) => value != null && good[band])),
    ];
    if (!shown.length) return;
    let [low, high] = [Math.min(...shown), Math.max(...shown)];
    if (low === high) [low, high] = [low - 1, high + 1];
    const [first, last] = [Math.min(...this.x), Math.max(...this.x)];
    const px = (x) => EDGE.left + (x - first) / (last - first || 1) * (WIDTH - EDGE.left - EDGE.right);
    const py = (y) => HEIGHT - EDGE.bottom - (y - low) / (high - low)
      * (HEIGHT - EDGE.top - EDGE.bottom);
    for (const at of ticks(low, high, 4)) {
      svg.append(make("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: py(at), y2: py(at),
        class: "grid" }));
      svg.append(make("text", { x: EDGE.left - 5, y: py(at) + 3.5, class: "end" },
        Math.abs(at) >= 10000 || (Math.abs(at) < 0.01 && at !== 0) ? at.toExponential(0)
          : +at.toPrecision(4)));
    }
    for (const at of ticks(first, last, 5)) {
      svg.append(make("text", { x: px(at), y: HEIGHT - 8, class: "middle" }, Math.round(at)));
    }
    svg.append(make("text", { x: WIDTH - EDGE.right, y: HEIGHT - EDGE.bottom - 5, class: "end unit" },
      this.scene.wavelengths ? say("wavelength") : say("band")));
    this.badBands(px, svg, good);
    for (const one of this.classes) this.drawClass(one, px, py);
    for (const pin of this.pins) {
      this.drawLine(pin.spectrum, px, py, { class: "pin" });
    }
    if (this.pixel) {
      this.drawLine(this.pixel.spectrum, px, py, { class: "halo" });
      this.drawLine(this.pixel.spectrum, px, py, { class: "pixel" });
    }
  }

  badBands(px, svg, good) {
    let start = null;
    for (let band = 0; band <= good.length; band++) {
      const isBad = band < good.length && !good[band];
      if (isBad && start == null) start = band;
      if (!isBad && start != null) {
        const left = px(this.x[start]) - 1;
        svg.append(make("rect", { x: left, y: EDGE.top, class: "bad",
          width: Math.max(2, px(this.x[band - 1]) + 1 - left),
          height: HEIGHT - EDGE.top - EDGE.bottom }));
        start = null;
      }
    }
  }

  drawClass(one, px, py) {
    const good = this.scene.good;
    let [upper, lower, pieces] = [[], [], []];
    const close = () => {
      if (upper.length > 1) pieces.push(`M${upper.join("L")}L${lower.reverse().join("L")}Z`);
      [upper, lower] = [[], []];
    };
    one.mean.forEach((mean, band) => {
      if (mean == null || !good[band]) return close();
      const at = px(this.x[band]).toFixed(1);
      upper.push(`${at},${py(mean + one.deviation[band]).toFixed(1)}`);
      lower.push(`${at},${py(mean - one.deviation[band]).toFixed(1)}`);
    });
    close();
    this.svg.append(make("path", { d: pieces.join(""), fill: one.colour, class: "spread" }));
    this.drawLine(one.mean, px, py, { stroke: one.colour, class: "mean" });
  }

  drawLine(values, px, py, attributes) {
    let isDown = false;
    let path = "";
    values.forEach((value, band) => {
      if (value == null || !this.scene.good[band]) {
        isDown = false;
        return;
      }
      path += `${isDown ? "L" : "M"}${px(this.x[band]).toFixed(1)},${py(value).toFixed(1)}`;
      isDown = true;
    });
    this.svg.append(make("path", { d: path, fill: "none", ...attributes }));
  }
}

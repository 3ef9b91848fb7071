// The picture: tiles of the scene and of layers over it, where one looks, and what is drawn on top.
import { picture } from "./api.js";

const SIDE = 256;

// The tiles of one picture. Old ones are shown until new ones are there; a tile has one request at most.
export class TileLayer {
  constructor(path, redraw) {
    this.path = path;
    this.redraw = redraw;
    this.tiles = new Map();
    this.version = 0;
  }

  // What tiles show has changed.
  refresh(version) {
    this.version = version;
    this.redraw();
  }

  tile(level, row, column) {
    const key = `${level}/${row}/${column}`;
    let tile = this.tiles.get(key);
    if (!tile) {
      tile = { image: null, version: null, isLoading: false };
      this.tiles.set(key, tile);
    }
    tile.used = performance.now();
    if (tile.version !== this.version && !tile.isLoading) this.load(tile, level, row, column);
    return tile.image;
  }

  async load(tile, level, row, column) {
    tile.isLoading = true;
    const version = this.version;
    try {
      const image = await picture(this.path(level, row, column));
      if (tile.image) tile.image.close();
      tile.image = image;
      tile.version = version;
      tile.shownAt = performance.now();
    } catch { /* The server is gone, which `listen` tells. */
      tile.version = version;
    }
    tile.isLoading = false;
    this.redraw();
    if (this.tiles.size > 400) this.forget();
  }

  // Whether a tile with this content has come, without asking for it.
  known(level, row, column) {
    return this.tiles.get(`${level}/${row}/${column}`)?.image ?? null;
  }

  get isSettled() {
    return [...this.tiles.values()].every((tile) => !tile.isLoading);
  }

  forget() {
    const oldest = [...this.tiles].sort((a, b) => a[1].used - b[1].used).slice(0, 100);
    for (const [key, tile] of oldest) {
      if (tile.isLoading) continue;
      tile.image?.close();
      this.tiles.delete(key);
    }
  }
}

export class View {
  constructor(canvas, ink, scene) {
    this.canvas = canvas;
    this.ink = ink;
    this.scene = scene;
    this.layers = { scene: null, over: null, labels: null, left: null };
    this.opacity = 0.65;
    this.swipe = null;
    this.cross = null;
    this.decorations = [];
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
    this.resize();
    this.showAll();
  }

  resize() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    this.ratio = window.devicePixelRatio || 1;
    const isFirst = !this.width;
    [this.width, this.height] = [box.width, box.height];
    for (const canvas of [this.canvas, this.ink]) {
      canvas.width = Math.round(box.width * this.ratio);
      canvas.height = Math.round(box.height * this.ratio);
    }
    if (isFirst) this.showAll();
    this.redraw();
  }

  showAll() {
    this.x = this.scene.columns / 2;
    this.y = this.scene.rows / 2;
    this.scale = Math.min((this.width - 24) / this.scene.columns, (this.height - 24) / this.scene.rows);
    this.redraw();
  }

  // Zooms about a place of the canvas.
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const before = this.toScene(at);
    const least = Math.min(this.width / this.scene.columns, this.height / this.scene.rows) / 4;
    this.scale = Math.max(least, Math.min(64, this.scale * factor));
    this.x = before.x - (at.x - this.width / 2) / this.scale;
    this.y = before.y - (at.y - this.height / 2) / this.scale;
    this.redraw();
  }

  move(dx, dy) {
    this.x = Math.max(0, Math.min(this.scene.columns, this.x - dx / this.scale));
    this.y = Math.max(0, Math.min(this.scene.rows, this.y - dy / this.scale));
    this.redraw();
  }

  lookAt(row, column, scale) {
    [this.x, this.y] = [column + 0.5, row + 0.5];
    if (scale) this.scale = Math.max(this.scale, scale);
    this.redraw();
  }

  // Keeps a pixel in sight.
  reveal(row, column) {
    const place = this.toCanvas(column + 0.5, row + 0.5);
    const edge = 40;
    this.move(place.x < edge ? edge - place.x : place.x > this.width - edge
      ? this.width - edge - place.x : 0,
      place.y < edge ? edge - place.y : place.y > this.height - edge
        ? this.height - edge - place.y : 0);
  }

  toScene(point) {
    return {
      x: this.x + (point.x - this.width / 2) / this.scale,
      y: this.y + (point.y - this.height / 2) / this.scale,
    };
  }

  toCanvas(x, y) {
    return {
      x: (x - this.x) * this.scale + this.width / 2,
      y: (y - this.y) * this.scale + this.height / 2,
    };
  }

  get level() {
    const fine = Math.floor(Math.log2(1 / (this.scale * this.ratio)));
    return Math.max(0, Math.min(this.scene.levels.length - 1, fine));
  }

  redraw() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      this.draw();
      this.drawInk();
    });
  }

  draw() {
    const context = this.canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    const split = this.swipe == null ? 0 : this.swipe * this.width;
    this.drawLayer(context, this.layers.scene, 1, 0, this.width);
    if (this.swipe != null) this.drawLayer(context, this.layers.left, 1, 0, split);
    this.drawLayer(context, this.layers.over, this.opacity, split, this.width);
    // An edge of light sets what was painted off from the map in the same colours.
    context.save();
    [context.shadowColor, context.shadowBlur] = ["rgb(255 255 255 / .95)", 2.5];
    this.drawLayer(context, this.layers.labels, 1, 0, this.width);
    context.restore();
  }

  drawLayer(context, layer, opacity, left, right) {
    if (!layer || right <= left) return;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, this.height);
    context.clip();
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = this.scale * this.ratio < 1;
    const level = this.level;
    const step = 2 ** level;
    const { rows, columns } = this.scene.levels[level];
    const from = this.toScene({ x: left, y: 0 });
    const to = this.toScene({ x: right, y: this.height });
    const reach = step * SIDE;
    const bounds = (low, high, count) => [
      Math.max(0, Math.floor(low / reach)), Math.min(Math.ceil(count / SIDE), Math.ceil(high / reach))];
    const [top, bottom] = bounds(from.y, to.y, rows);
    const [first, last] = bounds(from.x, to.x, columns);
    for (let row = top; row < bottom; row++) {
      for (let column = first; column < last; column++) {
        const image = layer.tile(level, row, column);
        if (image) this.drawImage(context, image, row * reach, column * reach, step);
        else this.drawCoarse(context, layer, level, row, column);
      }
    }
    context.restore();
  }

  drawImage(context, image, y, x, step) {
    const a = this.toCanvas(x, y);
    const b = this.toCanvas(x + image.width * step, y + image.height * step);
    // Whole device pixels, so that tiles meet.
    const snap = (value) => Math.round(value * this.ratio) / this.ratio;
    const [left, top] = [snap(a.x), snap(a.y)];
    context.drawImage(image, left, top, snap(b.x) - left, snap(b.y) - top);
  }

  // A part of a coarser tile in place of one that is on its way.
  drawCoarse(context, layer, level, row, column) {
    for (let up = level + 1; up < this.scene.levels.length; up++) {
      const by = 2 ** (up - level);
      const image = layer.known(up, Math.floor(row / by), Math.floor(column / by));
      if (!image) continue;
      const size = SIDE / by;
      const [sx, sy] = [(column % by) * size, (row % by) * size];
      const [w, h] = [Math.min(size, image.width - sx), Math.min(size, image.height - sy)];
      if (w <= 0 || h <= 0) return;
      const step = 2 ** up;
      const reach = 2 ** level * SIDE;
      const a = this.toCanvas(column * reach, row * reach);
      const b = this.toCanvas(column * reach + w * step, row * reach + h * step);
      context.drawImage(image, sx, sy, w, h, a.x, a.y, b.x - a.x, b.y - a.y);
      return;
    }
  }

  drawInk() {
    const context = this.ink.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    for (const draw of this.decorations) draw(context, this);
    if (this.cross) this.drawCross(context);
  }

  drawCross(context) {
    const { x, y } = this.toCanvas(this.cross.column + 0.5, this.cross.row + 0.5);
    const half = Math.max(5, this.scale / 2);
    for (const [colour, width] of [["#000", 3], ["#fff", 1.25]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.rect(x - half, y - half, 2 * half, 2 * half);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(x + dx * (half + 2), y + dy * (half + 2));
        context.lineTo(x + dx * (half + 11), y + dy * (half + 11));
      }
      context.stroke();
    }
  }
}

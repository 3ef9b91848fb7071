// What pointers do on the scene: look, brush, eraser, polygon, box, grow. Every tool works at the cross
// too, for those who use keys alone.
import { post } from "./api.js";

const ICONS = {
  look: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6Z M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  brush: "M14 4l6 6-8 8-4-4ZM8 14l-1 1c-1.5 1.5 0 3-3 5 3 .6 5.500-.300 7-1.800l1-1.200",
  erase: "M4 16l9-10 7 6-7 8H8ZM9 11l7 6M8 20h12",
  polygon: "M12 4l8 6-3 9H7L4 10Z",
  box: "M5 6h14v12H5Z",
  grow: "M12 12m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0M12 4v4M12 16v4M4 12h4M16 12h4",
  undo: "M8 5L4 9l4 4M4 9h9a6 6 0 0 1 0 12h-3",
  redo: "M16 5l4 4-4 4M20 9h-9a6 6 0 0 0 0 12h3",
  suggest: "M9 18h6M10 21h4M8.500 15a6 6 0 1 1 7 0c-.6.5-1 1-1 2h-5c0-1-.4-1.500-1-2Z",
  zoomIn: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5M8 11h6M11 8v6",
  zoomOut: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5M8 11h6",
  zoomAll: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  theme: "M20 14.500A8 8 0 1 1 9.500 4a6.500 6.500 0 0 0 10.500 10.500Z",
  help: "M9 9a3 3 0 1 1 4 2.800c-.7.3-1 .9-1 1.700M12 17.500v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export class Tools {
  // `page` gives the class that is chosen and takes what the server answers.
  constructor(view, page) {
    this.view = view;
    this.page = page;
    this.tool = "look";
    this.radius = 1.5;
    this.reach = 1.5;
    this.corners = [];
    this.hover = null;
    this.pointers = new Map();
    this.isMoving = false;
    this.pending = [];
    view.decorations.push((context) => this.draw(context));
    const ink = view.ink;
    ink.addEventListener("pointerdown", (event) => this.down(event));
    ink.addEventListener("pointermove", (event) => this.moved(event));
    ink.addEventListener("pointerup", (event) => this.up(event));
    ink.addEventListener("pointercancel", (event) => this.up(event));
    ink.addEventListener("pointerleave", () => { this.hover = null; this.page.hovered(null); view.redraw(); });
    ink.addEventListener("dblclick", () => this.closePolygon());
    ink.addEventListener("contextmenu", (event) => event.preventDefault());
    ink.addEventListener("wheel", (event) => {
      event.preventDefault();
      view.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), this.at(event));
    }, { passive: false });
  }

  choose(tool) {
    this.corners = [];
    this.tool = tool;
    this.view.ink.style.cursor = { look: "grab", brush: "crosshair", erase: "crosshair" }[tool] ?? "crosshair";
    this.view.redraw();
  }

  at(event) {
    const box = this.view.ink.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  get label() { return this.tool === "erase" ? 0 : this.page.chosen; }

  // Whether the tool may paint; else the user is told what is missing.
  get mayPaint() {
    if (this.page.isReadOnly) return false;
    if (this.tool !== "erase" && !this.page.chosen) {
      this.page.tellPaintFirst();
      return false;
    }
    return true;
  }

  down(event) {
    this.view.ink.focus({ preventScroll: true });
    this.view.ink.setPointerCapture(event.pointerId);
    const at = this.at(event);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 2) {
      this.pinch = this.spread();
      this.dropStroke();
      return;
    }
    const isMove = event.button === 1 || event.button === 2 || this.isMoving || this.tool === "look";
    this.start = { at, isMove, hasMoved: false };
    if (isMove) return;
    const place = this.view.toScene(at);
    if (this.tool === "brush" || this.tool === "erase") {
      if (this.mayPaint) this.beginStroke(place);
      this.page.look(place);
    } else if (this.tool === "box" && this.mayPaint) {
      this.corners = [place, place];
    }
  }

  moved(event) {
    const at = this.at(event);
    this.hover = at;
    const before = this.pointers.get(event.pointerId);
    this.page.hovered(this.view.toScene(at));
    if (!before) return this.view.redraw();
    if (this.pointers.size === 2) {
      this.pointers.set(event.pointerId, at);
      const now = this.spread();
      this.view.zoom(now.distance / this.pinch.distance, now.centre);
      this.view.move(now.centre.x - this.pinch.centre.x, now.centre.y - this.pinch.centre.y);
      this.pinch = now;
      return;
    }
    this.pointers.set(event.pointerId, at);
    if (!this.start) return;
    if (Math.hypot(at.x - this.start.at.x, at.y - this.start.at.y) > 3) this.start.hasMoved = true;
    if (this.start.isMove) {
      if (this.start.hasMoved) this.view.move(at.x - before.x, at.y - before.y);
    } else if (this.stroke) {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length ? events : [event]) this.goOn(this.view.toScene(this.at(one)));
    } else if (this.tool === "box" && this.corners.length === 2) {
      this.corners[1] = this.view.toScene(at);
    }
    this.view.redraw();
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    const start = this.start;
    this.start = null;
    if (!start || event.type === "pointercancel") return this.endStroke();
    const place = this.view.toScene(this.at(event));
    if (start.isMove) {
      if (!start.hasMoved && event.button === 0 && !this.isMoving) this.page.look(place);
    } else if (this.stroke) {
      this.endStroke();
    } else if (this.tool === "box" && this.corners.length === 2) {
      this.closeBox();
    } else if (this.tool === "polygon") {
      this.addCorner(place);
    } else if (this.tool === "grow") {
      this.growAt(place);
    }
  }

  spread() {
    const [a, b] = [...this.pointers.values()];
    return { distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)),
      centre: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  }

  // A stroke goes to the server in pieces: one is under way, and the next holds all that came meanwhile.
  beginStroke(place) {
    this.stroke = { label: this.label, points: [place.x, place.y], sent: 0, isFirst: true };
    this.flush();
  }

  goOn(place) {
    this.stroke.points.push(place.x, place.y);
    this.flush();
  }

  async flush() {
    const stroke = this.stroke;
    if (!stroke || stroke.isSending || stroke.sent === stroke.points.length) return;
    stroke.isSending = true;
    // A piece begins where the last one ended.
    const points = stroke.points.slice(Math.max(0, stroke.sent - 2));
    const part = stroke.isFirst ? "first" : "next";
    [stroke.sent, stroke.isFirst] = [stroke.points.length, false];
    await this.page.act("command", {
      part, command: { action: "brush", label: stroke.label, radius: this.radius, points },
    });
    stroke.isSending = false;
    if (stroke.sent !== stroke.points.length) {
      const now = this.stroke;
      this.stroke = stroke;
      const rest = this.flush();
      this.stroke = now;
      return rest;
    }
    if (stroke.isOver) await this.page.act("end");
  }

  endStroke() {
    const stroke = this.stroke;
    if (!stroke) return;
    stroke.isOver = true;
    if (!stroke.isSending) {
      if (stroke.sent === stroke.points.length) this.page.act("end");
      else this.flush();
    }
    this.stroke = null;
    this.view.redraw();
  }

  dropStroke() { this.endStroke(); this.corners = []; }

  addCorner(place) {
    if (!this.mayPaint) return;
    const last = this.corners.at(-1);
    if (last && Math.hypot(last.x - place.x, last.y - place.y) * this.view.scale < 2) return;
    const first = this.corners[0];
    if (this.corners.length > 2
      && Math.hypot(first.x - place.x, first.y - place.y) * this.view.scale < 9) {
      return this.closePolygon();
    }
    this.corners.push(place);
    this.view.redraw();
  }

  closePolygon() {
    if (this.tool !== "polygon" || this.corners.length < 3) return;
    const points = this.corners.flatMap(({ x, y }) => [x, y]);
    this.corners = [];
    this.view.redraw();
    return this.page.act("command", { command: { action: "polygon", label: this.label, points } });
  }

  closeBox() {
    const points = this.corners.flatMap(({ x, y }) => [x, y]);
    this.corners = [];
    this.view.redraw();
    return this.page.act("command", { command: { action: "box", label: this.label, points } });
  }

  growAt(place) {
    if (!this.mayPaint) return;
    this.page.look(place);
    return this.page.act("grow", { row: Math.floor(place.y), column: Math.floor(place.x),
      label: this.label, reach: this.reach });
  }

  // The tool at the cross.
  useAt(place) {
    if (this.tool === "look") return this.page.look(place);
    if (this.tool === "polygon") return this.addCorner(place);
    if (this.tool === "grow") return this.growAt(place);
    if (!this.mayPaint) return;
    if (this.tool === "box") {
      if (!this.corners.length) this.corners = [place, place];
      else {
        this.corners[1] = place;
        return this.closeBox();
      }
      return this.view.redraw();
    }
    return this.page.act("command", { command: {
      action: "brush", label: this.label, radius: this.radius, points: [place.x, place.y] } });
  }

  cancel() {
    this.corners = [];
    this.view.redraw();
  }

  resize(factor) {
    if (this.tool === "grow") this.reach = Math.max(0.2, Math.min(12, this.reach * factor));
    else this.radius = Math.max(0.5, Math.min(60, this.radius * factor));
    this.page.resized();
    this.view.redraw();
  }

  draw(context) {
    const view = this.view;
    const colour = this.tool === "erase" ? "#fff" : this.page.colourOf(this.page.chosen) ?? "#fff";
    const line = (points, isClosed) => {
      for (const [stroke, width] of [["rgb(0 0 0 / .75)", 3.5], [colour, 2]]) {
        context.strokeStyle = stroke;
        context.lineWidth = width;
        context.beginPath();
        points.forEach((point, index) => context[index ? "lineTo" : "moveTo"](point.x, point.y));
        if (isClosed) context.closePath();
        context.stroke();
      }
    };
    if (this.stroke && this.tool !== "erase") {
      // What the server has not shown yet.
      context.save();
      context.globalAlpha = 0.85;
      [context.strokeStyle, context.lineCap, context.lineJoin] = [colour, "round", "round"];
      context.lineWidth = Math.max(2, 2 * this.radius * view.scale);
      context.beginPath();
      for (let i = 0; i < this.stroke.points.length; i += 2) {
        const { x, y } = view.toCanvas(this.stroke.points[i], this.stroke.points[i + 1]);
        context[i ? "lineTo" : "moveTo"](x, y);
        if (!i) context.lineTo(x + 0.01, y);
      }
      context.stroke();
      context.restore();
    }
    if (this.tool === "box" && this.corners.length === 2) {
      const [a, b] = this.corners.map(({ x, y }) => view.toCanvas(x, y));
      line([a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }], true);
    }
    if (this.tool === "polygon" && this.corners.length) {
      const points = this.corners.map(({ x, y }) => view.toCanvas(x, y));
      line(this.hover ? [...points, this.hover] : points, false);
      for (const { x, y } of points) {
        context.fillStyle = colour;
        context.strokeStyle = "#000";
        context.lineWidth = 1;
        context.beginPath();
        context.arc(x, y, 4, 0, 7);
        context.fill();
        context.stroke();
      }
    }
    if (this.hover && (this.tool === "brush" || this.tool === "erase") && !this.isMoving) {
      const radius = Math.max(3, this.radius * view.scale);
      for (const [stroke, width] of [["rgb(0 0 0 / .7)", 3], [colour, 1.6]]) {
        context.strokeStyle = stroke;
        context.lineWidth = width;
        context.setLineDash(this.tool === "erase" ? [4, 3] : []);
        context.beginPath();
        context.arc(this.hover.x, this.hover.y, radius, 0, 7);
        context.stroke();
      }
      context.setLineDash([]);
    }
  }
}

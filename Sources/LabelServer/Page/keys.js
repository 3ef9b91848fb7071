// Everything by keys alone.
export function listenForKeys(page) {
  const { view, tools } = page;
  const letters = {
    b: () => page.chooseTool("brush"), e: () => page.chooseTool("erase"),
    p: () => page.chooseTool("polygon"), x: () => page.chooseTool("box"),
    g: () => page.chooseTool("grow"), v: () => page.chooseTool("look"),
    t: () => page.addClass(), u: () => page.undo(), y: () => page.redo(), n: () => page.suggest(),
    m: () => page.nextLayer(), s: () => page.toggleSwipe(), l: () => page.toggleLabels(),
    k: () => page.keep(), f: () => page.finish(), d: () => page.toggleTheme(), o: () => page.pin(),
    i: () => page.look(cross()), c: () => tools.closePolygon(), 0: () => view.showAll(),
    "?": () => page.help(), "[": () => tools.resize(1 / 1.25), "]": () => tools.resize(1.25),
    "+": () => view.zoom(1.4), "=": () => view.zoom(1.4), "-": () => view.zoom(1 / 1.4),
    Enter: () => tools.useAt(cross()), Escape: () => tools.cancel(),
  };

  // The centre of the pixel at the cross; the cross appears in the middle of what is in view.
  function cross() {
    view.cross ??= { row: clamp(Math.floor(view.y), page.scene.rows),
      column: clamp(Math.floor(view.x), page.scene.columns) };
    return { x: view.cross.column + 0.5, y: view.cross.row + 0.5 };
  }

  const clamp = (value, count) => Math.max(0, Math.min(count - 1, value));

  function move(dx, dy, isFar) {
    cross();
    const step = isFar ? 10 : 1;
    view.cross = { row: clamp(view.cross.row + dy * step, page.scene.rows),
      column: clamp(view.cross.column + dx * step, page.scene.columns) };
    view.reveal(view.cross.row, view.cross.column);
    page.hovered({ x: view.cross.column + 0.5, y: view.cross.row + 0.5 });
    view.redraw();
  }

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (["INPUT", "SELECT"].includes(event.target.tagName) && event.target.type !== "range") return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === "z") event.shiftKey ? page.redo() : page.undo();
      else if (key === "y") page.redo();
      else return;
      return event.preventDefault();
    }
    if (event.altKey) return;
    // A button that has the focus keeps its own keys.
    if (event.target.tagName === "BUTTON" && ["Enter", " "].includes(event.key)) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow && event.target.type === "range") return;
    if (arrow) move(...arrow, event.shiftKey);
    else if (event.key === " ") tools.isMoving = true;
    else if (/^[1-9]$/.test(event.key)) page.chooseAt(Number(event.key) - 1);
    else {
      const act = letters[event.key] ?? letters[event.key.toLowerCase()];
      if (!act) return;
      act();
    }
    event.preventDefault();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === " ") tools.isMoving = false;
  });
}

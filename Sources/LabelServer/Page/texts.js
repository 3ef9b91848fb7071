// All words of the page. A translation replaces this file.
export const texts = {
  title: "Facet",
  tools: "Tools",
  look: "Look and move", brush: "Brush", erase: "Eraser", polygon: "Polygon", box: "Box",
  grow: "Grow to similar", undo: "Undo", redo: "Redo", suggest: "Where a label helps most",
  zoomIn: "Zoom in", zoomOut: "Zoom out", zoomAll: "Show all", help: "Keys and help",
  theme: "Light or dark", size: "Size", reach: "Reach",
  bands: "Colours", stretch: "Contrast", layer: "Layer", opacity: "Opacity", swipe: "Swipe",
  painted: "Labels", keep: "Keep map", finish: "Finish",
  trueColour: "True colour", infrared: "Colour infrared", shortWave: "Short-wave",
  components: "Principal components", bandsPreset: "Three bands", ownBands: "Own bands …",
  usual: "2 – 98 %", wide: "0.5 – 99.5 %", full: "Least to largest",
  scene: "Scene", map: "Map", confidence: "Confidence", unlike: "Unlike", disagreement: "Disagreement",
  earlier: "Earlier map",
  classes: "Classes", addClass: "Add class", importLabels: "Import …", newClass: "New class",
  rename: "Rename", remove: "Remove", colour: "Colour", name: "Name",
  noClasses: "Add a class, then paint a few of its pixels.",
  paintFirst: "Add a class first (T).",
  pixels: "{count} px", share: "{share} %",
  accuracy: "Accuracy, by blocks",
  accuracyValue: "{value} %", accuracyRange: "{lower} – {upper} %",
  accuracyOf: "{pixels} labelled pixels in {blocks} blocks, each judged by the others",
  accuracyNone: "Paint each class in two places or more, and an estimate appears here.",
  accuracyWeak: "Too few blocks to trust: paint classes in more places.",
  accuracyUntold: "Only in one place, so not judged: {names}.",
  thinned: "Areas from every {step}th pixel along a side.",
  spectrum: "Spectrum", pin: "Pin", unpin: "Clear pins", pinned: "pinned",
  clickFirst: "Click a pixel to see its spectrum.",
  wavelength: "nm", band: "band",
  atPixel: "Row {row}, column {column}", unlabelled: "no label", labelled: "labelled {name}",
  mapped: "map: {name}", nearest: "Nearest labelled pixels", distance: "Distance",
  features: "Preparing the map: {share} %", metric: "Applying the trained network: {share} %",
  training: "A network trains in the background: {share} %",
  finishing: "Finishing – {share} %: trains fully, maps and reports",
  byComponents: "The map compares pixels by principal components free of noise",
  byModel: "The map compares pixels by a network trained on your labels",
  labelledPixels: "{count} labelled pixels", saved: "saved in {folder}", readOnly: "only to look at",
  finished: "Finished: {files}",
  lost: "Facet has stopped. Start it again with the same command to go on.",
  suggestion: "Suggestion {number} of {count}: {reason}",
  uncertain: "it lies between two classes", strange: "it is unlike anything labelled",
  noSuggestions: "No suggestion yet: the map is being prepared.",
  kept: "This map is kept. Choose “Earlier map”, or swipe, to compare.",
  imported: "Labels imported.", confirmRemove: "Remove {name} and its {count} labelled pixels?",
  confirmFinish: "Train fully, map the whole scene and write the report? This takes some minutes.",
  nothingToUndo: "There is nothing to undo.", cancel: "Cancel", ok: "OK",
  importTitle: "Import labels",
  importHint: "Polygons or points (GeoPackage, GeoJSON, Shapefile as all of its files), a raster, or "
    + "an HDF5 or MATLAB file with the scene's size.",
  importFile: "Files", importPlace: "or a path on this machine", importField: "Attribute with the class",
  high: "high", low: "low", differs: "two decisions differ", far: "far from any label",
  keysTitle: "Keys",
  chooseBands: "Red, green and blue: band numbers or wavelengths in nm",
  keys: [
    ["Paint", [["1 … 9", "choose a class"], ["T", "add a class"], ["B", "brush"], ["E", "eraser"],
      ["P", "polygon; double click or C closes"], ["X", "box"], ["G", "grow to similar"],
      ["[  ]", "smaller, larger"], ["Ctrl Z", "undo"], ["Ctrl Y", "redo"]]],
    ["Look", [["V", "look and move"], ["Arrows", "move the cross; with Shift by ten"],
      ["Enter", "use the tool at the cross"], ["I", "spectrum at the cross"], ["O", "pin it"],
      ["+  −", "zoom"], ["0", "show all"], ["Space", "hold to move the scene"]]],
    ["Map", [["M", "next layer"], ["S", "swipe"], ["L", "labels on or off"], ["K", "keep this map"],
      ["N", "where a label helps most"], ["F", "finish"], ["D", "light or dark"], ["?", "this list"]]],
  ],
};

// A text with values in place of {names}.
export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const number = (value) => new Intl.NumberFormat("en", { maximumFractionDigits: 0 }).format(value);

// Square metres as people read them.
export function area(value) {
  if (value == null) return "";
  const [shown, unit] = value >= 1e6 ? [value / 1e6, "km²"] : value >= 1e4 ? [value / 1e4, "ha"]
    : [value, "m²"];
  return `${new Intl.NumberFormat("en", { maximumSignificantDigits: 3 }).format(shown)} ${unit}`;
}

// The panel at the side: classes with their areas, accuracy, the spectrum's facts; and dialogs.
import { area, number, say, texts } from "./texts.js";

const find = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export function dot(colour) {
  const made = element("i", { class: "dot" });
  made.style.background = colour;
  return made;
}

// Fills in words, and says the key of what has one.
export function fillTexts() {
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = say(one.dataset.text);
  for (const one of document.querySelectorAll("[data-label]")) {
    one.setAttribute("aria-label", say(one.dataset.label));
  }
  for (const one of document.querySelectorAll("[data-key]")) {
    one.title = `${one.textContent} (${one.dataset.key})`;
  }
}

// The classes; `page` knows which is chosen and carries out changes.
export function showClasses(page) {
  const { classes, summary } = page.state;
  find("no-classes").hidden = classes.length > 0;
  const areas = new Map((summary?.areas ?? []).map((one) => [one.number, one]));
  const list = find("list");
  list.setAttribute("role", "listbox");
  // A colour that is being chosen must not be taken away from under its dialog.
  if (list.contains(document.activeElement) && document.activeElement.type === "color") return;
  list.replaceChildren(...classes.map((one, index) => {
    const found = areas.get(one.number);
    const share = found && summary.mapped ? found.pixels / summary.mapped : 0;
    const bar = element("i");
    bar.style.width = `${100 * share}%`;
    bar.style.background = one.colour;
    return element("li", {
      role: "option", "aria-selected": one.number === page.chosen, "data-number": one.number,
      onclick: () => page.choose(one.number),
      ondblclick: () => page.rename(one),
    },
    element("kbd", {}, index < 9 ? `${index + 1}` : ""),
    element("input", {
      type: "color", value: one.colour, "aria-label": `${say("colour")}: ${one.name}`,
      disabled: page.isReadOnly, onclick: (event) => event.stopPropagation(),
      onchange: (event) => page.act("command", {
        command: { action: "editClass", label: one.number, colour: event.target.value } }),
    }),
    element("span", { class: "name", title: one.name }, one.name),
    element("span", { class: "count", title: say("labelledPixels", { count: number(one.pixels) }) },
      say("pixels", { count: number(one.pixels) })),
    element("span", { class: "share" }, found ? found.area != null ? area(found.area)
      : say("share", { share: (100 * share).toFixed(1) }) : ""),
    page.isReadOnly ? element("i") : element("button", {
      class: "remove", title: say("remove"), "aria-label": `${say("remove")} ${one.name}`,
      onclick: (event) => { event.stopPropagation(); page.remove(one); },
    }, "×"),
    element("div", { class: "bar",
      title: found ? say("share", { share: (100 * share).toFixed(1) }) : "" }, bar));
  }));
  const thinned = find("thinned");
  thinned.hidden = !summary || summary.step === 1;
  thinned.textContent = summary ? say("thinned", { step: summary.step }) : "";
}

export function showAccuracy(page) {
  const found = page.state.summary?.accuracy;
  const note = find("figure-note");
  note.classList.remove("warn");
  if (!found || found.accuracy == null) {
    find("figure").replaceChildren();
    note.textContent = say("accuracyNone");
    return;
  }
  const percent = (value) => (100 * value).toFixed(0);
  find("figure").replaceChildren(
    element("b", {}, say("accuracyValue", { value: percent(found.accuracy) })),
    element("span", {}, found.lower == null ? "" : say("accuracyRange",
      { lower: percent(found.lower), upper: percent(found.upper) })));
  const names = found.untold.map((one) => page.nameOf(one)).filter(Boolean).join(", ");
  note.textContent = [
    say("accuracyOf", { pixels: number(found.pixels), blocks: found.blocks }) + ".",
    found.isWeak && found.blocks < 10 ? say("accuracyWeak") : "",
    names ? say("accuracyUntold", { names }) : "",
  ].filter(Boolean).join(" ");
  note.classList.toggle("warn", found.isWeak);
}

export function showFacts(page, facts) {
  const place = facts.place ? ` · ${facts.place.map((one) => one.toFixed(1)).join(", ")}` : "";
  find("pixel").textContent = say("atPixel", { row: facts.row, column: facts.column }) + place;
  const rows = facts.distances.slice(0, 3).map((one) => element("tr", {},
    element("td", {}, dot(page.colourOf(one.number)), page.nameOf(one.number)),
    element("td", {}, one.distance.toFixed(2))));
  const near = facts.neighbours.slice(0, 3).map((one) => element("tr", {},
    element("td", {}, dot(page.colourOf(one.number)),
      say("atPixel", { row: one.row, column: one.column })),
    element("td", {}, one.distance.toFixed(2))));
  const state = [
    facts.label ? say("labelled", { name: page.nameOf(facts.label) }) : say("unlabelled"),
    facts.mapped ? say("mapped", { name: page.nameOf(facts.mapped) }) : "",
  ].filter(Boolean).join(" · ");
  find("facts").replaceChildren(
    element("div", {}, state),
    ...(rows.length ? [element("table", {}, element("tr", {}, element("td", {},
      element("b", {}, say("classes"))), element("td", {}, say("distance"))), ...rows,
    element("tr", {}, element("td", {}, element("b", {}, say("nearest"))), element("td", {})),
    ...near)] : []));
}

export function showKeys() {
  const dialog = find("keys");
  dialog.replaceChildren(
    element("h3", {}, say("keysTitle")),
    element("div", { class: "columns" }, ...texts.keys.map(([title, keys]) => element("div", {},
      element("h4", {}, title),
      element("dl", {}, ...keys.flatMap(([key, meaning]) => [
        element("dt", {}, element("kbd", {}, key)), element("dd", {}, meaning)]))))),
    element("div", { class: "buttons" },
      element("button", { class: "main", autofocus: true, onclick: () => dialog.close() }, say("ok"))));
  dialog.showModal();
}

// Asks by a dialog; gives the form's values, or null.
export function ask(title, fields, { hint, action = say("ok") } = {}) {
  const dialog = find("form");
  return new Promise((resolve) => {
    const inputs = fields.map((field) => element("input",
      { type: "text", ...field, label: null, name: field.name, autocomplete: "off" }));
    const form = element("form", { method: "dialog" },
      element("h3", {}, title), hint ? element("p", { class: "hint" }, hint) : null,
      ...fields.map((field, index) => element("label", {}, field.label, inputs[index])),
      element("div", { class: "buttons" },
        element("button", { type: "button", onclick: () => dialog.close("") }, say("cancel")),
        element("button", { class: "main", value: "ok" }, action)));
    dialog.replaceChildren(form);
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue !== "ok" ? null
      : Object.fromEntries(inputs.map((input) =>
        [input.name, input.type === "file" ? [...input.files] : input.value.trim()])));
    dialog.showModal();
    (inputs[0] ?? form.querySelector(".main")).focus();
    inputs[0]?.select?.();
  });
}

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

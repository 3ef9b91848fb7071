/// The page's styles: one typeface, one accent, hairlines, figures in tabular numerals; light or
/// dark as the reader's system asks, always light on paper.
let pageStyle = pageColours + screenStyle + plotStyle + zoomStyle + narrowStyle + printStyle

private let pageColours = """
  :root { color-scheme: light dark; --paper: #fff; --ink: #1a222c; --soft: #566170; \
  --faint: #b4bdc8; --line: #dde2e8; --wash: #f6f8fa; --accent: #0d6863; --card: #0d6863; \
  --on-card: #fff; --on-card-soft: #dff0ee; --warn: #7a4a00; --warn-wash: #fff7e8; \
  --clean: #0a4f4b; --clean-wash: #ecf6f5; --amber: #d18a12; --ground: #eef0f3; \
  --grid: #e4e8ed; --axis: #7b8694; --right: 13 104 99; --wrong: 190 40 30; --edge: 20 30 40; \
  --pale-edge: .55; --deep-edge: 0; }
  @media screen and (prefers-color-scheme: dark) {
    :root { --paper: #12171d; --ink: #e4e9ee; --soft: #9eabb9; --faint: #566170; \
  --line: #2c353f; --wash: #1a2129; --accent: #5cbfb5; --card: #0f5a55; --on-card: #fff; \
  --on-card-soft: #c4e3df; --warn: #f0cd8e; --warn-wash: #2b2315; --clean: #a5ded8; \
  --clean-wash: #142825; --amber: #d99a2b; --ground: #262e37; --grid: #252d36; \
  --axis: #6d7a88; --right: 92 191 181; --wrong: 235 108 92; --edge: 225 232 240; \
  --pale-edge: 0; --deep-edge: .6; }
  }

  """

private let screenStyle = """
  * { box-sizing: border-box; }
  html { -webkit-text-size-adjust: 100%; scroll-padding-top: 12px; }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 "Inter", \
  "Source Sans 3", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, \
  "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
  main { max-width: 1180px; margin: 0 auto; padding: 44px 36px 56px; }
  a { color: var(--accent); text-decoration: none; }
  a:hover { text-decoration: underline; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  header { border-bottom: 2px solid var(--ink); padding-bottom: 16px; margin-bottom: 22px; }
  .over { margin: 0; color: var(--accent); font-weight: 600; font-size: 13px; \
  letter-spacing: .08em; text-transform: uppercase; }
  h1 { margin: 4px 0 6px; font-size: 32px; line-height: 1.18; letter-spacing: -.012em; \
  font-weight: 700; overflow-wrap: anywhere; }
  .facts { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
  .facts + .facts { margin-top: 2px; }
  .facts b { color: var(--ink); font-weight: 600; }
  .facts i { display: inline-block; width: 4px; height: 4px; border-radius: 50%; \
  background: var(--faint); margin: 0 10px; vertical-align: middle; }
  .contents { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 22px; font-size: 13.5px; }
  section { margin: 0 0 44px; }
  h2 { margin: 0 0 8px; font-size: 20px; line-height: 1.3; font-weight: 650; \
  letter-spacing: -.005em; }
  h3 { margin: 0 0 6px; font-size: 15px; font-weight: 650; }
  h3 small { font-weight: 400; color: var(--soft); font-size: 13px; margin-left: 8px; }
  .lead { margin: 0 0 16px; color: var(--soft); max-width: 78ch; }
  .small { margin: 10px 0 0; color: var(--soft); font-size: 13px; max-width: 90ch; }
  .cards { display: grid; grid-template-columns: 1.35fr repeat(4, 1fr); gap: 14px; }
  .card { background: var(--wash); border: 1px solid var(--line); border-radius: 8px; \
  padding: 14px 16px 13px; min-width: 0; }
  .card h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--soft); }
  .card .value { margin: 2px 0 3px; font-size: 28px; line-height: 1.2; font-weight: 680; \
  letter-spacing: -.015em; white-space: nowrap; }
  .card .value small { font-size: 13px; font-weight: 500; letter-spacing: 0; }
  .card.main .value { white-space: normal; }
  .card .note { margin: 0; font-size: 13px; line-height: 1.4; color: var(--soft); \
  overflow-wrap: anywhere; }
  .card.main { background: var(--card); border-color: var(--card); color: var(--on-card); }
  .card.main h3, .card.main .note { color: var(--on-card-soft); }
  .notice { margin: 16px 0 0; padding: 11px 16px; border-left: 4px solid var(--amber); \
  background: var(--warn-wash); color: var(--warn); border-radius: 0 6px 6px 0; font-weight: 550; }
  .notice.clean { border-color: var(--accent); background: var(--clean-wash); \
  color: var(--clean); }
  code { font: .92em "JetBrains Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", \
  monospace; }
  figure { margin: 0; min-width: 0; }
  figcaption { margin-top: 8px; font-size: 13px; color: var(--soft); line-height: 1.45; }
  figcaption b { color: var(--ink); font-weight: 650; margin-right: 4px; }
  .maps { display: grid; gap: 24px 20px; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .maps.n1 { grid-template-columns: minmax(0, 480px); }
  .maps.n2 { grid-template-columns: repeat(2, minmax(0, 400px)); }
  .maps.n4 { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .maps.upright { grid-template-columns: repeat(5, minmax(0, 1fr)); }
  .maps.long { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .maps.strip { grid-template-columns: minmax(0, 1fr); gap: 20px; }
  .picture img { display: block; width: 100%; height: auto; image-rendering: pixelated; \
  background: var(--ground); border-radius: 3px; outline: 1px solid rgb(var(--edge) / .16); \
  outline-offset: -1px; }
  .picture .open { display: block; cursor: zoom-in; }
  .ruler { display: flex; align-items: center; gap: 8px; height: 20px; margin-top: 5px; \
  font-size: 12px; color: var(--soft); white-space: nowrap; }
  .ruler i { flex: none; height: 5px; border: solid var(--soft); border-width: 0 1px 1px; }
  .ruler svg { width: 16px; height: 16px; margin-left: auto; flex: none; overflow: visible; }
  .ruler svg path { fill: var(--soft); }
  .ruler + figcaption { margin-top: 2px; }
  .strip .picture figcaption { margin-top: 3px; }
  .swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; flex: none; \
  margin-right: 6px; vertical-align: -1px; box-shadow: inset 0 0 0 1px rgb(var(--edge) / .3); }
  .chip { display: inline-block; margin-right: 10px; white-space: nowrap; }
  .chip .swatch { margin-right: 4px; width: 10px; height: 10px; }
  .ramp { display: inline-flex; align-items: center; gap: 6px; color: var(--ink); }
  .ramp .bar { display: inline-block; width: 72px; height: 9px; border-radius: 2px; }
  .legend { list-style: none; margin: 20px 0 0; padding: 16px 18px 10px; display: grid; \
  gap: 8px 18px; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); \
  background: var(--wash); border-radius: 8px; }
  .legend li { display: flex; align-items: flex-start; line-height: 1.35; min-width: 0; \
  overflow-wrap: anywhere; }
  .legend .swatch { margin: 3px 9px 0 0; width: 14px; height: 14px; }
  .legend b { font-weight: 500; color: var(--soft); margin-right: 3px; }
  .legend small { display: block; color: var(--soft); font-size: 12.5px; }
  .legend.compact { margin: 0; padding: 14px 16px; display: block; align-self: start; }
  .legend.compact li { font-size: 13px; padding: 2.5px 0; line-height: 1.3; }
  .legend.compact .swatch { margin: 2px 8px 0 0; width: 12px; height: 12px; }
  .legend.compact li > span:last-child { display: flex; flex: 1; gap: 4px 6px; flex-wrap: wrap; }
  .legend.compact small { margin-left: auto; font-size: 12px; white-space: nowrap; }
  .place { margin: 18px 0 0; }
  table { border-collapse: collapse; font-size: 14px; }
  .scroll { overflow-x: auto; padding-bottom: 4px; background: linear-gradient(90deg, \
  var(--paper) 45%, transparent) 0 0 / 44px 100% no-repeat local, linear-gradient(270deg, \
  var(--paper) 45%, transparent) 100% 0 / 44px 100% no-repeat local, linear-gradient(90deg, \
  rgb(var(--edge) / .28), transparent) 0 0 / 16px 100% no-repeat scroll, linear-gradient(270deg, \
  rgb(var(--edge) / .28), transparent) 100% 0 / 16px 100% no-repeat scroll; }
  .scroll::-webkit-scrollbar { height: 10px; }
  .scroll::-webkit-scrollbar-track { background: var(--wash); border-radius: 5px; }
  .scroll::-webkit-scrollbar-thumb { background: var(--faint); border-radius: 5px; }
  th { font-weight: 600; text-align: left; }
  .n { text-align: right; white-space: nowrap; }
  .soft { color: var(--soft); }
  .strong { font-weight: 650; }
  .plain th { font-weight: 500; color: var(--soft); font-size: 13px; }
  .plain td, .plain th { padding: 6px 26px 6px 0; border-bottom: 1px solid var(--line); }
  .plain .num { text-align: right; }
  .plain small { display: block; color: var(--soft); font-size: 13px; }
  .plain .n { padding: 6px 0 6px 26px; }
  .classes { width: 100%; }
  .classes th { color: var(--soft); font-size: 13px; border-bottom: 1.5px solid var(--ink); \
  padding: 6px 10px; vertical-align: bottom; }
  .classes td { padding: 5px 10px; border-bottom: 1px solid var(--line); }
  .classes td:first-child { width: 1%; padding-left: 2px; }
  .classes td:nth-child(2) { min-width: 120px; overflow-wrap: anywhere; }
  .classes tfoot td { border-bottom: 0; border-top: 1.5px solid var(--ink); font-weight: 600; }
  .scale { display: flex; justify-content: space-between; width: 160px; font-weight: 400; }
  .whisker { display: block; width: 160px; height: 14px; }
  .whisker .range { stroke: var(--accent); stroke-width: 2; opacity: .55; }
  .whisker circle { fill: var(--accent); }
  .grid { stroke: var(--grid); stroke-width: 1; fill: none; }
  .split { display: grid; grid-template-columns: minmax(0, max-content) minmax(210px, 1fr); \
  gap: 36px; align-items: start; }
  .stacked { grid-template-columns: minmax(0, 1fr); gap: 20px; }
  .stacked .aside ol { columns: 4 200px; column-gap: 28px; }
  .matrix { font-size: 12.5px; border-collapse: separate; border-spacing: 0; }
  .matrix th, .matrix td { padding: 4px 5px; text-align: center; min-width: 43px; \
  height: 31px; }
  .matrix td { border: 1px solid var(--paper); }
  .matrix th { font-weight: 500; color: var(--soft); white-space: nowrap; }
  .matrix th .swatch { width: 9px; height: 9px; border-radius: 2px; margin-right: 4px; \
  vertical-align: 0; }
  .matrix .name { color: var(--ink); text-align: left; padding: 0 8px 0 0; position: sticky; \
  left: 0; z-index: 1; background: var(--paper); }
  .matrix .name span { display: inline-block; vertical-align: middle; max-width: 168px; \
  overflow: hidden; text-overflow: ellipsis; }
  .matrix .name b { display: inline-block; min-width: 2ch; margin-right: 7px; \
  font-weight: 500; color: var(--soft); }
  .matrix .none { color: var(--faint); }
  .matrix .right { background: rgb(var(--right) / var(--s)); }
  .matrix .wrong { background: rgb(var(--wrong) / var(--s)); }
  .matrix .full { color: var(--paper); }
  .matrix .sum { font-weight: 600; padding-left: 10px; text-align: right; color: var(--ink); }
  .matrix tfoot td { color: var(--soft); }
  .matrix.many { font-size: 11.5px; }
  .matrix.many th, .matrix.many td { min-width: 34px; height: 27px; padding: 2px 3px; }
  .matrix.many thead th .swatch { display: block; margin: 0 auto 2px; }
  .matrix.crowd { font-size: 10.5px; }
  .matrix.crowd th, .matrix.crowd td { min-width: 25px; height: 22px; padding: 1px 2px; }
  .matrix.many .name, .matrix.crowd .name { padding: 0 6px 0 0; }
  .matrix.crowd thead th .swatch { display: block; margin: 0 auto 1px; }
  .matrix.crowd .name span { max-width: 130px; }
  .aside h3 { margin-top: 4px; }
  .aside ol { columns: 2 200px; column-gap: 28px; margin: 0; padding: 0; list-style: none; \
  font-size: 13.5px; line-height: 1.4; }
  .aside li { break-inside: avoid; padding: 7px 0; border-bottom: 1px solid var(--line); \
  overflow-wrap: anywhere; }
  .aside li span { display: block; }
  .aside li .swatch { display: inline-block; }
  .aside small { display: block; color: var(--soft); font-size: 12.5px; }
  .aside .swatch { width: 10px; height: 10px; margin-right: 4px; }
  .pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 28px; }
  .phase + .phase { margin-top: 26px; }
  .share { display: block; width: 180px; height: 10px; }
  .share .track { fill: var(--line); }
  .share .fill { fill: var(--amber); }
  pre { margin: 0 0 18px; padding: 14px 18px; background: var(--wash); border: 1px solid \
  var(--line); border-radius: 8px; font: 13px/1.6 "JetBrains Mono", "SF Mono", Menlo, Consolas, \
  "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  details { margin: 0 0 18px; }
  summary { cursor: pointer; color: var(--accent); font-size: 14px; margin-bottom: 8px; }
  dl { margin: 0; display: grid; gap: 7px 32px; \
  grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); }
  dl div { display: grid; grid-template-columns: 140px minmax(0, 1fr); \
  border-bottom: 1px solid var(--line); padding-bottom: 6px; font-size: 14px; }
  dt { color: var(--soft); overflow-wrap: anywhere; padding-right: 10px; }
  dd { margin: 0; overflow-wrap: anywhere; }
  .settings { margin-bottom: 16px; }
  footer { border-top: 1px solid var(--line); padding-top: 16px; color: var(--soft); \
  font-size: 12.5px; max-width: 110ch; }

  """

/// The page's styles: one typeface, one accent, hairlines, figures in tabular numerals.
let pageStyle = """
  :root { --ink: #1a222c; --soft: #566170; --line: #dde2e8; --wash: #f6f8fa; --accent: #0d6863; \
  --warn: #7a4a00; --warn-wash: #fff7e8; }
  * { box-sizing: border-box; }
  html { -webkit-text-size-adjust: 100%; }
  body { margin: 0; background: #fff; color: var(--ink); font: 15px/1.5 "Inter", "Source Sans 3", \
  "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; \
  font-variant-numeric: tabular-nums; }
  main { max-width: 1180px; margin: 0 auto; padding: 44px 36px 56px; }
  header { border-bottom: 2px solid var(--ink); padding-bottom: 18px; margin-bottom: 26px; }
  .over { margin: 0; color: var(--accent); font-weight: 600; font-size: 13px; \
  letter-spacing: .08em; text-transform: uppercase; }
  h1 { margin: 4px 0 6px; font-size: 32px; line-height: 1.18; letter-spacing: -.012em; \
  font-weight: 700; overflow-wrap: anywhere; }
  .facts { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
  .facts b { color: var(--ink); font-weight: 600; }
  .facts i { display: inline-block; width: 4px; height: 4px; border-radius: 50%; \
  background: #aab3be; margin: 0 10px; vertical-align: middle; }
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
  .card .note { margin: 0; font-size: 13px; line-height: 1.4; color: var(--soft); \
  overflow-wrap: anywhere; }
  .card.main { background: var(--accent); border-color: var(--accent); color: #fff; }
  .card.main h3, .card.main .note { color: #dff0ee; }
  .notice { margin: 16px 0 0; padding: 11px 16px; border-left: 4px solid #d18a12; \
  background: var(--warn-wash); color: var(--warn); border-radius: 0 6px 6px 0; font-weight: 550; }
  .notice.clean { border-color: var(--accent); background: #ecf6f5; color: #0a4f4b; }
  figure { margin: 0; min-width: 0; }
  figcaption { margin-top: 8px; font-size: 13px; color: var(--soft); line-height: 1.45; }
  figcaption b { color: var(--ink); font-weight: 650; margin-right: 4px; }
  .maps { display: grid; gap: 22px 20px; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .maps.n1 { grid-template-columns: minmax(0, 480px); }
  .maps.n2 { grid-template-columns: repeat(2, minmax(0, 400px)); }
  .maps.n3 { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .maps.n4 { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .maps img { display: block; width: 100%; height: auto; image-rendering: pixelated; \
  border-radius: 3px; outline: 1px solid rgba(20, 30, 40, .14); outline-offset: -1px; }
  .swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; flex: none; \
  margin-right: 6px; vertical-align: -1px; box-shadow: inset 0 0 0 1px rgba(20, 30, 40, .22); }
  .chip { display: inline-block; margin-right: 10px; white-space: nowrap; }
  .chip .swatch { margin-right: 4px; width: 10px; height: 10px; }
  .ramp { display: inline-flex; align-items: center; gap: 6px; color: var(--ink); }
  .ramp .bar { display: inline-block; width: 72px; height: 9px; border-radius: 2px; }
  .legend { list-style: none; margin: 20px 0 0; padding: 16px 18px 10px; display: grid; \
  gap: 8px 18px; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); \
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
  table { border-collapse: collapse; font-size: 14px; }
  .scroll { overflow-x: auto; }
  th { font-weight: 600; text-align: left; }
  .n { text-align: right; white-space: nowrap; }
  .soft { color: var(--soft); }
  .strong { font-weight: 650; }
  .plain th { font-weight: 500; padding: 5px 28px 5px 0; }
  .plain td, .plain .num { padding: 5px 28px 5px 0; text-align: right; }
  .plain td:first-child { text-align: left; }
  .plain tr { border-bottom: 1px solid var(--line); }
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
  .grid { stroke: #e4e8ed; stroke-width: 1; fill: none; }
  .split { display: grid; grid-template-columns: minmax(0, max-content) minmax(210px, 1fr); \
  gap: 36px; align-items: start; }
  .stacked { grid-template-columns: minmax(0, 1fr); gap: 20px; }
  .stacked .aside ol { columns: 4 200px; column-gap: 28px; }
  .matrix { font-size: 12.5px; }
  .matrix th, .matrix td { padding: 4px 5px; text-align: center; min-width: 43px; \
  height: 31px; }
  .matrix td { border: 1px solid #fff; }
  .matrix th { font-weight: 500; color: var(--soft); white-space: nowrap; }
  .matrix th .swatch { width: 9px; height: 9px; border-radius: 2px; margin-right: 4px; \
  vertical-align: 0; }
  .matrix .name { color: var(--ink); max-width: 190px; overflow: hidden; \
  text-overflow: ellipsis; text-align: left; padding-left: 0; }
  .matrix .none { color: #c3cad2; }
  .matrix .sum { font-weight: 600; padding-left: 12px; text-align: right; color: var(--ink); }
  .matrix tfoot td { color: var(--soft); }
  .aside h3 { margin-top: 4px; }
  .aside ol { columns: 2 200px; column-gap: 28px; margin: 0; padding: 0; list-style: none; font-size: 13.5px; line-height: 1.4; }
  .aside li { break-inside: avoid; padding: 7px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  .aside li span { display: block; }
  .aside li .swatch { display: inline-block; }
  .aside small { display: block; color: var(--soft); font-size: 12.5px; }
  .aside .swatch { width: 10px; height: 10px; margin-right: 4px; }
  .chart figcaption { margin: 0 0 4px; font-weight: 600; color: var(--ink); font-size: 14px; }
  .plot { display: block; width: 100%; height: auto; }
  .plot .line { fill: none; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
  .plot .axis { stroke: #7b8694; stroke-width: 1; }
  .plot .mark { stroke: #7b8694; stroke-width: 1; stroke-dasharray: 2 3; }
  .plot text { font-family: inherit; font-size: 12px; fill: var(--soft); }
  .plot .label { fill: var(--ink); font-size: 12.5px; }
  .keys { list-style: none; margin: 6px 0 0; padding: 0 0 0 58px; display: flex; \
  flex-wrap: wrap; gap: 3px 18px; font-size: 13px; }
  .keys li { display: inline-flex; align-items: center; overflow-wrap: anywhere; }
  .keys .key { width: 22px; height: 8px; margin-right: 7px; flex: none; }
  .key path { stroke-width: 2.4; fill: none; }
  .pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 28px; }
  .phase + .phase { margin-top: 26px; }
  .plain td, .plain th { padding: 7px 26px 7px 0; border-bottom: 1px solid var(--line); }
  .plain th { color: var(--soft); font-size: 13px; }
  .plain small { display: block; color: var(--soft); font-size: 13px; }
  .plain .n { padding: 7px 0 7px 26px; }
  .share { display: block; width: 180px; height: 10px; }
  .share .track { fill: #e9edf1; }
  .share .fill { fill: #d18a12; }
  pre { margin: 0 0 18px; padding: 14px 18px; background: var(--wash); border: 1px solid \
  var(--line); border-radius: 8px; font: 13px/1.6 "JetBrains Mono", "SF Mono", Menlo, Consolas, \
  "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  dl { margin: 0; display: grid; gap: 8px 32px; \
  grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); }
  dl div { display: grid; grid-template-columns: 130px minmax(0, 1fr); \
  border-bottom: 1px solid var(--line); padding-bottom: 6px; font-size: 14px; }
  dt { color: var(--soft); }
  dd { margin: 0; overflow-wrap: anywhere; }
  footer { border-top: 1px solid var(--line); padding-top: 16px; color: var(--soft); \
  font-size: 12.5px; max-width: 110ch; }
  @media screen and (max-width: 900px) {
    main { padding: 24px 18px; }
    .cards { grid-template-columns: repeat(2, 1fr); }
    .card.main { grid-column: 1 / -1; }
    .maps, .maps.n3, .maps.n4 { gap: 16px; }
    .maps, .maps.n3, .maps.n4 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .pair, .split { grid-template-columns: minmax(0, 1fr); }
  }
  @media print {
    @page { size: A4 landscape; margin: 12mm; }
    body { font-size: 12px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    main { max-width: none; padding: 0; }
    section { margin-bottom: 28px; }
    tfoot { display: table-row-group; }
    table, figure, .card, tr, pre, .notice, .legend, .aside, .phase, #diversity, #leakage { \
    break-inside: avoid; }
    h2, h3 { break-after: avoid; }
    .scroll { overflow: visible; }
    .maps { gap: 14px; }
    .legend.compact li { font-size: 11px; }
    .legend.compact small { font-size: 10.5px; }
    .matrix { font-size: 11px; }
    .matrix th, .matrix td { height: 25px; }
    .classes td { padding: 3px 10px; }
  }
  """

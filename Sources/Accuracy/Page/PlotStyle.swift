// The styles of plots and pictures, of narrow screens and of paper.

let plotStyle = """
  .chart figcaption { margin: 0 0 4px; font-weight: 600; color: var(--ink); font-size: 14px; }
  .plot { display: block; width: 100%; height: auto; overflow: visible; }
  .plot .line { fill: none; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
  .plot .edge, .key .edge { fill: none; stroke: var(--ink); stroke-width: 3; \
  stroke-linejoin: round; }
  .plot .edge.pale, .key .edge.pale { opacity: var(--pale-edge); }
  .plot .edge.deep, .key .edge.deep { opacity: var(--deep-edge); }
  .plot .axis { stroke: var(--axis); stroke-width: 1; }
  .plot .mark { stroke: var(--axis); stroke-width: 1; stroke-dasharray: 2 3; }
  .plot .field { fill: var(--wash); stroke: var(--line); }
  .plot .dots { stroke: rgb(var(--edge) / .35); stroke-width: .5; }
  .plot .ring { stroke: var(--ink); stroke-width: 2; }
  .plot text { font-family: inherit; font-size: 12px; fill: var(--soft); }
  .plot .label { fill: var(--ink); font-size: 12.5px; }
  .plot .name { fill: var(--ink); font-size: 11px; font-weight: 600; }
  .plot .halo { fill: var(--ink); font-size: 12px; font-weight: 650; stroke: var(--wash); \
  stroke-width: 3px; paint-order: stroke; }
  .keys { list-style: none; margin: 6px 0 0; padding: 0 0 0 58px; display: flex; \
  flex-wrap: wrap; gap: 3px 18px; font-size: 13px; }
  .keys li { display: inline-flex; align-items: center; overflow-wrap: anywhere; }
  .keys .key { width: 22px; height: 8px; margin-right: 7px; flex: none; }
  .key path { stroke-width: 2.4; fill: none; }
  .key .edge { stroke-width: 4.2; }

  """

/// A picture that was clicked fills the window, its pixels as squares; without a script.
let zoomStyle = """
  .close { display: none; }
  .picture:target { position: fixed; inset: 0; z-index: 9; overflow: auto; padding: 18px; \
  background: var(--paper); }
  .picture:target .open { cursor: default; width: max(calc(var(--w) * 1px), \
  min(100%, calc((100vh - 120px) * var(--w) / var(--h)))); }
  .picture:target .ruler { width: max(calc(var(--w) * 1px), \
  min(100%, calc((100vh - 120px) * var(--w) / var(--h)))); }
  .picture:target .close { display: block; position: fixed; top: 14px; right: 22px; \
  padding: 5px 14px; border-radius: 6px; background: var(--card); color: var(--on-card); \
  font-size: 14px; }

  """

let narrowStyle = """
  @media screen and (max-width: 900px) {
    main { padding: 24px 18px; }
    .cards { grid-template-columns: repeat(2, 1fr); }
    .card.main { grid-column: 1 / -1; }
    .maps, .maps.n2, .maps.n4 { gap: 18px 16px; \
  grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .maps.upright { grid-template-columns: repeat(3, minmax(0, 1fr)); }
    .maps.n1, .maps.long, .maps.strip { grid-template-columns: minmax(0, 1fr); }
    .pair, .split { grid-template-columns: minmax(0, 1fr); }
    .plot.wide text { font-size: 18px; }
    .plot.wide .name { font-size: 16px; }
    .classes .drawn { display: none; }
    .classes th, .classes td { padding-left: 6px; padding-right: 6px; }
    .keys { padding-left: 0; }
  }

  """

let printStyle = """
  @media print {
    @page { size: A4 portrait; margin: 10mm; }
    body { font-size: 11.5px; line-height: 1.4; -webkit-print-color-adjust: exact; \
  print-color-adjust: exact; }
    main { max-width: none; padding: 0; }
    .contents, .close, details { display: none; }
    h1 { font-size: 22px; }
    h2 { font-size: 16px; margin-bottom: 4px; }
    h3 { font-size: 13px; }
    header { padding-bottom: 8px; margin-bottom: 12px; }
    section { margin-bottom: 18px; }
    .lead { margin-bottom: 8px; }
    tfoot { display: table-row-group; }
    table { font-size: 11.5px; }
    figure, .card, tr, pre, .notice, .legend, .aside, .phase, dl div, #diversity, #leakage, \
  #figures, #confusion, #classes, #spectra, #repeat, #provenance, .lead { break-inside: avoid; }
    h2, h3, .lead { break-after: avoid; }
    .scroll { overflow: visible; padding: 0; background: none; }
    .cards { gap: 10px; }
    .card { padding: 9px 12px; }
    .card .value { font-size: 22px; }
    .card .value small { font-size: 11px; }
    .card h3, .card .note, figcaption, .small, .ruler { font-size: 11px; }
    .notice { margin-top: 8px; padding: 7px 12px; }
    .maps { gap: 12px; }
    .maps.n3, .maps.upright { grid-template-columns: repeat(5, minmax(0, 1fr)); }
    .maps .legend.compact { grid-column: 1 / -1; display: grid; \
  margin: 0; }
    .legend { margin-top: 10px; padding: 10px 12px; gap: 4px 14px; font-size: 11px; }
    .legend small, .legend.compact li, .legend.compact small { font-size: 10.5px; }
    .legend.compact li { padding: 1px 0; }
    .matrix { font-size: 10.5px; }
    .matrix th, .matrix td { height: 22px; min-width: 34px; padding: 2px 3px; }
    .matrix.many { font-size: 9.5px; }
    .matrix.many th, .matrix.many td { height: 19px; min-width: 26px; padding: 1px 2px; }
    .matrix.crowd { font-size: 7px; }
    .matrix.crowd th, .matrix.crowd td { height: 11.5px; min-width: 0; padding: 0 1px; }
    .legend:not(.compact) { grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 3px 14px; }
    .matrix.crowd .name span { max-width: 84px; }
    .matrix .name { position: static; }
    .aside ol { font-size: 11px; }
    .aside li { padding: 3px 0; }
    .classes td, .classes th { padding: 2px 8px; }
    .plain td, .plain th { padding: 3px 18px 3px 0; }
    .pair { gap: 18px; }
    .phase + .phase { margin-top: 12px; }
    .keys { font-size: 10.5px; gap: 1px 12px; }
    dl { gap: 3px 22px; grid-template-columns: repeat(3, minmax(0, 1fr)); }
    dl div { font-size: 10.5px; padding-bottom: 2px; grid-template-columns: 112px minmax(0, 1fr); }
    pre { font-size: 10.5px; padding: 8px 12px; margin-bottom: 10px; }
    .lead { max-width: none; }
    .maps .legend.compact { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 22px; \
  padding: 6px 12px; }
    .legend.compact li > span:last-child { flex-wrap: nowrap; }
    .plain small, .aside small { font-size: 10px; }
    .plot.wide { height: 56mm; }
    .plot.wide text { font-size: 17px; }
    .plot.wide .name, .phase .plot text { font-size: 15px; }
    #embedding { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 10mm; \
  break-inside: avoid; }
    #embedding > h2, #embedding > .lead, #embedding > .keys { grid-column: 1 / -1; }
    #embedding > .pair { grid-template-columns: repeat(2, 58mm); gap: 5mm; grid-row: 3; }
    #embedding > .scroll { grid-row: 3; }
    #embedding .plain td, #embedding .plain th { padding-top: 2px; padding-bottom: 2px; }
    .phase .pair { grid-template-columns: repeat(3, minmax(0, 1fr)); }
    .phase .keys { padding-left: 0; }
    footer { padding-top: 8px; font-size: 10.5px; max-width: none; }
    a { color: inherit; }
  }
  """

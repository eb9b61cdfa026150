extension ReportPage {
  /// How the page looks, on a light or dark screen and on paper. Verdicts differ in words and colour.
  static let style = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --soft: #5a5a5a; --paper: #ffffff; --rule: #d9d9d9;
      --agrees: #00664b; --deviates: #8a5a00; --contradicts: #b03a00; }
    @media (prefers-color-scheme: dark) { :root { --ink: #ececec; --soft: #a8a8a8; --paper: #17191c; --rule: #3a3d42;
      --agrees: #4fd1ab; --deviates: #f0b53c; --contradicts: #ff8a5b; } }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Arial, sans-serif; }
    main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; }
    h2 { font-size: 1.2rem; margin: 0 0 .5rem; }
    h2 span { font-weight: 400; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: 1rem 0; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--rule); }
    td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
    section { border-top: 2px solid var(--rule); padding-top: 1rem; margin-top: 2rem; }
    figure { margin: 1rem 0; background: #ffffff; border: 1px solid var(--rule); border-radius: 4px; padding: .5rem; }
    figure img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
    figcaption { color: #5a5a5a; font-size: .8rem; text-align: right; }
    ul.rows { padding-left: 0; list-style: none; }
    ul.rows li { margin: .5rem 0; }
    .note, footer { color: var(--soft); font-size: .9rem; }
    .missing { border: 1px dashed var(--rule); padding: .8rem; overflow-wrap: anywhere; }
    code { overflow-wrap: anywhere; }
    .verdict { display: inline-block; padding: 0 .5em; border: 1.5px solid currentColor; border-radius: 3px;
      font-size: .85em; font-weight: 600; }
    .agrees { color: var(--agrees); } .deviates { color: var(--deviates); } .contradicts { color: var(--contradicts); }
    a { color: inherit; }
    @media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --rule: #bbb;
        --agrees: #00664b; --deviates: #8a5a00; --contradicts: #b03a00; }
      body { font-size: 10pt; }
      main { max-width: none; padding: 0; } figure, tr, li { break-inside: avoid; } h1, h2, h3 { break-after: avoid; }
      figure img { max-height: 20cm; } td, th { padding: .2rem .35rem; } td.number { white-space: normal; } }
    @page { size: A4; margin: 1.6cm 1.5cm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; } }
    """
}

/// How the page of a report looks.
enum HTMLStyle {
    static let sheet = """
        :root { color-scheme: light; --ink: #1b2430; --soft: #5a6675; --line: #dde3ea; --paper: #ffffff; --ground: #f4f6f9;
          --missing: #b3261e; --stalled: #9a6700; --outlived: #7a3e9d; --unclear: #4a5a6a; }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 72rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
        .brand { margin: 0; color: var(--soft); font-size: .85rem; font-weight: 600; letter-spacing: .08em;
          text-transform: uppercase; }
        h1 { margin: .25rem 0 .25rem; font-size: 1.9rem; line-height: 1.25; }
        .lead { margin: 0; color: var(--soft); }
        .numbers { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem; margin: 1.75rem 0; padding: 0;
          list-style: none; }
        .numbers li { padding: 1rem 1.1rem; background: var(--paper); border: 1px solid var(--line);
          border-top: 4px solid var(--kind); border-radius: 8px; }
        .numbers strong { display: block; color: var(--kind); font-size: 1.9rem; line-height: 1.2; }
        .numbers span { color: var(--soft); font-size: .9rem; }
        .numbers .none { border-top-color: var(--line); }
        .numbers .none strong { color: var(--soft); }
        .missing { --kind: var(--missing); } .stalled { --kind: var(--stalled); }
        .outlived { --kind: var(--outlived); } .unclear { --kind: var(--unclear); }
        .note { margin: 0 0 1rem; padding: .8rem 1.1rem; background: #fff8e5; border: 1px solid #ecd9a0;
          border-radius: 8px; }
        section { margin: 1.5rem 0; padding: 1.25rem 1.5rem 1rem; background: var(--paper);
          border: 1px solid var(--line); border-radius: 8px; }
        h2 { margin: 0; font-size: 1.2rem; }
        .count { display: inline-block; min-width: 1.7em; margin-left: .3em; padding: 0 .5em; color: #fff;
          background: var(--kind); border-radius: 1em; font-size: .85rem; line-height: 1.7; text-align: center; }
        .advice { margin: .3rem 0 1rem; color: var(--soft); }
        table { width: 100%; border-collapse: collapse; font-size: .92rem; }
        th { padding: .4rem .75rem .4rem 0; color: var(--soft); border-bottom: 2px solid var(--line); font-weight: 600;
          text-align: left; }
        td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
          vertical-align: top; }
        th:last-child, td:last-child { padding-right: 0; }
        tr:last-child td { border-bottom: 0; }
        td:nth-child(1), td:nth-child(4) { white-space: nowrap; }
        td:nth-child(2) { min-width: 15rem; }
        td:nth-child(5) { min-width: 16rem; color: var(--soft); }
        time { font-variant-numeric: tabular-nums; }
        a { color: #0b57a4; }
        footer { margin-top: 2rem; color: var(--soft); font-size: .9rem; }
        dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 0; }
        dl div { display: flex; gap: .5rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
        @media (max-width: 760px) {
          main { padding: 1.5rem 1rem 2rem; }
          h1 { font-size: 1.5rem; }
          .numbers { grid-template-columns: repeat(2, 1fr); gap: .75rem; }
          section { padding: 1rem; }
          thead { display: none; }
          tr { display: block; padding: .75rem 0; border-bottom: 1px solid var(--line); }
          tr:last-child { padding-bottom: 0; border-bottom: 0; }
          td { display: grid; grid-template-columns: 7.25rem 1fr; padding: .15rem 0; border: 0; }
          td:empty { display: none; }
          td:nth-child(n) { min-width: 0; }
          td::before { content: attr(data-label); color: var(--soft); font-weight: 600; }
        }
        @media print {
          body { background: none; font-size: 10pt; }
          main { max-width: none; padding: 0; }
          section, .numbers li { break-inside: auto; border-color: #999; }
          tr, .numbers li, h2, .advice { break-inside: avoid; }
          h2, .advice { break-after: avoid; }
          thead { display: table-header-group; }
          .count { color: var(--kind); background: none; border: 1px solid var(--kind); }
          a { color: inherit; text-decoration: none; }
        }
        """
}

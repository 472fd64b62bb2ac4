/** The docs page's style: readable in both of the system's colour schemes, on any width. */
export const docsStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #edeef0); --quiet: light-dark(#5b6470, #a3acb8); --line: light-dark(#dfe3e8, #363a3f); --paper: light-dark(#fff, #131518); --raised: light-dark(#f6f7f9, #1b1e22); --accent: light-dark(#2451c4, #8fb0ff); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 1fr); font: 15px/1.55 system-ui, "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", sans-serif; color: var(--ink); background: var(--paper); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem; border-right: 1px solid var(--line); font-size: 14px; }
nav ul { list-style: none; margin: 1rem 0 0; padding: 0; }
nav li { margin: .3rem 0; }
main { max-width: 62rem; padding: 1.5rem 2rem 6rem; }
a { color: var(--accent); }
h1 small { font-weight: 400; color: var(--quiet); font-size: .6em; }
h2 { margin-top: 3rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
article { margin: 1rem 0; padding: 1rem 1.2rem; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
.method { display: inline-block; min-width: 4.2em; font-size: 12px; font-weight: 700; letter-spacing: .03em; }
.get { color: light-dark(#13683c, #6fd19b); } .post { color: light-dark(#2451c4, #8fb0ff); } .put, .patch { color: light-dark(#8a5300, #f0b454); } .delete { color: light-dark(#b3261e, #ff9a92); }
code, pre { font: 13px/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
pre { overflow-x: auto; margin: .5rem 0; padding: .8rem; border-radius: 6px; background: var(--paper); border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .2rem 0; }
.quiet { color: var(--quiet); font-size: 13px; }
@media (max-width: 760px) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem; } table { display: block; overflow-x: auto; } }
`

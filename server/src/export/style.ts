// How an export looks: the colours of the page (web/src/tokens.css), light and dark, without anything to load.

export const style = `
:root { color-scheme: light dark; --paper: #faf8f5; --card: #ffffff; --ink: #1f1b16; --ink-2: #5c554b; --line: #e4ded5; --ember: #b33c0b; --soft: #f1ede7 }
@media (prefers-color-scheme: dark) { :root { --paper: #16130f; --card: #1e1a15; --ink: #f3eee6; --ink-2: #b9b0a2; --line: #2e2821; --ember: #fb8b4b; --soft: #26211b } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 24px 20px 64px }
h1 { margin: 8px 0 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere }
h2 { margin: 28px 0 12px; border-top: 1px solid var(--line); padding-top: 12px; color: var(--ink-2); font-size: 13px; text-align: center; font-weight: 600 }
a { color: var(--ember); text-underline-offset: 2px }
nav { display: flex; flex-wrap: wrap; gap: 14px; margin: 16px 0; color: var(--ink-2) }
small, time, .note, .gone { color: var(--ink-2); font-size: 13px }
article { margin: 10px 0; overflow-wrap: anywhere }
article:target { margin: 10px -10px; padding: 4px 10px; border-radius: 10px; background: var(--soft) }
header a { text-decoration: none }
.words { margin: 0; white-space: pre-wrap }
.gone { margin: 0; font-style: italic }
.note { margin: 8px 0 }
.quote { margin: 2px 0; border-left: 3px solid var(--line); padding-left: 10px; color: var(--ink-2); font-size: 13px }
.quote a { color: inherit; text-decoration: none }
.file { margin: 4px 0 }
.file img { display: block; max-width: 100%; max-height: 420px; width: auto; height: auto; border-radius: 10px }
.file video { display: block; max-width: 100%; max-height: 420px }
.file audio { display: block; width: 100% }
.face { width: 32px; height: 32px; border-radius: 50%; object-fit: cover; vertical-align: middle }
.reactions { display: flex; flex-wrap: wrap; gap: 6px; margin: 4px 0 0; padding: 0; list-style: none; font-size: 13px }
.reactions li { padding: 1px 8px; border-radius: 10px; background: var(--soft) }
.rooms { margin: 20px 0; padding: 0; list-style: none }
.rooms li { margin: 8px 0; padding: 10px 14px; border-radius: 10px; background: var(--card); overflow-wrap: anywhere }
@media print { body { background: none } nav { display: none } }
`

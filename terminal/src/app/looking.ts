// Ctrl+R: looking through what was written before, letter by letter.
import { edited, emptyLine, lineOf } from '../edit/line.ts'
import type { Heard } from '../surface/keys.ts'
import { span } from '../text/spans.ts'
import type { App } from './app.ts'

export function look(app: App): void {
  app.looking = { words: '', skip: 0, before: app.ui.line }
  show(app)
}

export function lookKey(app: App, heard: Heard): void {
  const { looking } = app
  if (!looking) return
  if (heard.is === 'text') Object.assign(looking, { words: looking.words + heard.text, skip: 0 })
  else if (heard.is !== 'key') return
  else if (heard.name === 'ctrl+r') looking.skip++
  else if (heard.name === 'ctrl+s') looking.skip = Math.max(0, looking.skip - 1)
  else if (heard.name === 'backspace') Object.assign(looking, { words: Array.from(looking.words).slice(0, -1).join(''), skip: 0 })
  else return end(app, heard.name)
  show(app)
}

/** Escape takes back what stood there; Enter and every other key go on with what was found. */
function end(app: App, name: string): void {
  const before = app.looking?.before ?? emptyLine
  app.looking = undefined
  app.ui.hint = undefined
  if (name === 'escape' || name === 'ctrl+c' || name === 'ctrl+g') return app.write(before)
  app.write(edited(app.ui.line, name) ?? app.ui.line)
}

function show(app: App): void {
  const { looking, ui, past } = app
  if (!looking) return
  const found = past.find(looking.words, looking.skip)
  if (found === undefined && looking.skip > 0) looking.skip--
  if (found !== undefined && looking.words !== '') app.write(lineOf(found, looking.before))
  ui.hint = [
    span('looking for: ', ui.theme.ember),
    span(looking.words),
    span(found === undefined ? '  (nothing)' : '   Ctrl+R: older', ui.theme.faint),
  ]
}

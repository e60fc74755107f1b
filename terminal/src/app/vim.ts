// The way of vim, for those who set `keys` to vim: Escape leaves the line, then letters are deeds on messages and rooms, until i goes back.
import { emptyLine, lineOf } from '../edit/line.ts'
import { messagesOf } from '../screen/model.ts'
import type { Heard } from '../surface/keys.ts'
import { type App, talkSize } from './app.ts'
import { entered } from './entering.ts'
import { help } from './help.ts'
import { markDeeds, markNewest, moveMark, unmark } from './marking.ts'
import { nextActive, scroll, step, toNewest } from './moving.ts'

/** True: the key was meant for it. */
export function vimKey(app: App, heard: Heard): boolean {
  const { ui } = app
  const name = heard.is === 'key' ? heard.name : heard.is === 'text' ? heard.text : ''
  if (!ui.isCommanding) {
    if (name !== 'escape') return false
    ui.isCommanding = true
    ui.hint = undefined
    return true
  }
  const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined
  deed?.(app)
  // Letters that mean nothing here are not written either.
  return deed !== undefined || heard.is === 'text'
}

/** Back to writing. */
function write(app: App): void {
  unmark(app)
  app.ui.isCommanding = false
}

function writes(text: string): (app: App) => void {
  return (app) => {
    write(app)
    app.write(lineOf(text, emptyLine))
  }
}

/** With the marked message; then one writes. */
function answers(name: 'r' | 'e' | '+'): (app: App) => void {
  return (app) => {
    app.ui.isCommanding = false
    markDeeds[name]?.(app)
  }
}

/** Nothing is taken back that nobody pointed at. */
function withMark(name: string): (app: App) => void {
  return (app) => (app.ui.selected === undefined ? app.tell('Mark a message first: k goes up, j goes down.') : markDeeds[name]?.(app))
}

function up(app: App): void {
  if (app.ui.selected === undefined) markNewest(app)
  else moveMark(app, -1)
}

async function toOldest(app: App): Promise<void> {
  const { ui, client } = app
  if (ui.room === undefined) return
  await client.jump(ui.room, 1)
  const [first] = messagesOf(client.state, ui.room)
  if (first) moveMark(app, 0, first.seq)
  app.changed()
}

function newest(app: App): void {
  unmark(app)
  app.ui.about = undefined
  toNewest(app)
}

const half = (app: App): number => Math.max(1, Math.floor(talkSize(app).height / 2))

const deeds: Readonly<Record<string, (app: App) => void>> = {
  i: write,
  a: write,
  enter: (app) => (app.ui.line.text === '' ? write(app) : entered(app)),
  k: up,
  up,
  j: (app) => moveMark(app, 1),
  down: (app) => moveMark(app, 1),
  g: (app) => void toOldest(app),
  G: newest,
  escape: newest,
  r: answers('r'),
  e: answers('e'),
  '+': answers('+'),
  d: withMark('d'),
  f: withMark('f'),
  o: withMark('o'),
  '/': writes('/search '),
  ':': writes('/'),
  J: (app) => step(app, 1),
  K: (app) => step(app, -1),
  n: nextActive,
  'ctrl+u': (app) => scroll(app, half(app)),
  'ctrl+d': (app) => scroll(app, -half(app)),
  '?': help,
}

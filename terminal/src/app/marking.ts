// Marking a message with the arrows, and what is done with it.

import { emptyLine, lineOf } from '../edit/line.ts'
import { messagesOf } from '../screen/model.ts'
import { anchorOn } from '../screen/talk.ts'
import type { Heard } from '../surface/keys.ts'
import { linksIn } from '../text/markup.ts'
import { span } from '../text/spans.ts'
import { type App, markedIn, talkSize } from './app.ts'
import { fetchMarked } from './fetching.ts'

export function mark(app: App): void {
  const last = messagesOf(app.client.state, app.ui.room).at(-1)
  if (last) put(app, last.seq)
}

/** True: the key was meant for the mark. */
export function markKey(app: App, heard: Heard): boolean {
  const name = heard.is === 'key' ? heard.name : heard.is === 'text' ? heard.text : ''
  const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined
  if (!deed) unmark(app)
  deed?.(app)
  return deed !== undefined
}

function put(app: App, seq: number | undefined): void {
  const { ui } = app
  ui.selected = seq
  ui.hint =
    seq === undefined
      ? undefined
      : [
          span('marked: ', ui.theme.ember),
          span('r answer · e change · d take back · + react · g fetch file · o open link · Esc', ui.theme.faint),
        ]
  if (seq === undefined) return
  const { columns, height } = talkSize(app)
  ui.anchor = anchorOn(app.scene(), columns, height, seq)
}

const unmark = (app: App): void => put(app, undefined)

function move(app: App, by: number): void {
  const messages = messagesOf(app.client.state, app.ui.room)
  const at = messages.findIndex(({ seq }) => seq === app.ui.selected)
  const next = messages[at + by]
  if (next) put(app, next.seq)
  if (at + by <= 0 && app.ui.room !== undefined) void app.client.older(app.ui.room)
}

function does(name: string): (app: App) => void {
  return (app) => {
    app.run(name, '')
    unmark(app)
  }
}

const deeds: Readonly<Record<string, (app: App) => void>> = {
  up: (app) => move(app, -1),
  down: (app) => move(app, 1),
  k: (app) => move(app, -1),
  j: (app) => move(app, 1),
  pageup: (app) => move(app, -10),
  pagedown: (app) => move(app, 10),
  r: does('reply'),
  e: does('edit'),
  d: does('delete'),
  g(app) {
    fetchMarked(app)
    unmark(app)
  },
  o(app) {
    const [link] = linksIn(markedIn(app)?.text ?? '')
    if (link !== undefined && !app.given.open(link)) app.tell(link)
    unmark(app)
  },
  '+'(app) {
    const messages = messagesOf(app.client.state, app.ui.room)
    const nth = messages.length - messages.findIndex(({ seq }) => seq === app.ui.selected)
    unmark(app)
    app.write(lineOf(`/react ${nth} :`, emptyLine))
  },
  escape: unmark,
  'ctrl+s': unmark,
  'ctrl+c': unmark,
}

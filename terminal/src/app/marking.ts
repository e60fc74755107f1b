// Marking a message with the arrows, and what is done with it.

import type { Seq } from '@hearth/protocol/ids.ts'
import { emptyLine, lineOf } from '../edit/line.ts'
import { messagesOf } from '../screen/model.ts'
import { anchorOn } from '../screen/talk.ts'
import type { Heard } from '../surface/keys.ts'
import { linksIn } from '../text/markup.ts'
import { span } from '../text/spans.ts'
import { type App, markedIn, talkSize } from './app.ts'
import { fetchMarked } from './fetching.ts'

export function markNewest(app: App): void {
  const last = messagesOf(app.client.state, app.ui.room).at(-1)
  if (last) put(app, last.seq)
}

/** True: the key was meant for the mark. */
export function markKey(app: App, heard: Heard): boolean {
  const name = heard.is === 'key' ? heard.name : heard.is === 'text' ? heard.text : ''
  const deed = Object.hasOwn(markDeeds, name) ? markDeeds[name] : undefined
  if (!deed) unmark(app)
  deed?.(app)
  return deed !== undefined
}

function put(app: App, seq: Seq | undefined): void {
  const { ui } = app
  ui.selected = seq
  ui.hint =
    seq === undefined
      ? undefined
      : [
          span('marked: ', ui.theme.ember),
          span('r answer · e change · d take back · + react · f fetch file · o open link · Esc', ui.theme.faint),
        ]
  if (seq === undefined) return
  const { columns, height } = talkSize(app)
  ui.anchor = anchorOn(app.scene(), columns, height, seq)
}

export const unmark = (app: App): void => put(app, undefined)

/** Up or down by so many messages, at most to the ends of what is held; at the older one more is fetched. */
export function moveMark(app: App, by: number, from: Seq | undefined = app.ui.selected): void {
  const messages = messagesOf(app.client.state, app.ui.room)
  const at = messages.findIndex(({ seq }) => seq === from)
  if (at < 0) return
  const to = Math.max(0, Math.min(messages.length - 1, at + by))
  put(app, messages[to]?.seq)
  if (to === 0 && app.ui.room !== undefined) void app.client.older(app.ui.room)
}

function does(name: string): (app: App) => void {
  return (app) => {
    app.run(name, '')
    unmark(app)
  }
}

function fetch(app: App): void {
  fetchMarked(app)
  unmark(app)
}

export const markDeeds: Readonly<Record<string, (app: App) => void>> = {
  up: (app) => moveMark(app, -1),
  down: (app) => moveMark(app, 1),
  k: (app) => moveMark(app, -1),
  j: (app) => moveMark(app, 1),
  pageup: (app) => moveMark(app, -10),
  pagedown: (app) => moveMark(app, 10),
  r: does('reply'),
  e: does('edit'),
  d: does('delete'),
  t: does('thread'),
  f: fetch,
  g: fetch,
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

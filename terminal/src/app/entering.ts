// A line that was entered: words that are said, a command, a change of what was said; and what is pasted or dropped.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { inPlainWords, meaning } from '../commands/table.ts'
import { emptyLine, insert, lineOf } from '../edit/line.ts'
import { pathsIn } from '../files/outgoing.ts'
import type { Heard } from '../surface/keys.ts'
import type { App } from './app.ts'

/** More than this is no message any more: it goes as a file. */
const LONGEST_PASTE_LINES = 200
const standardChars = 8000

/** What was entered, and where: what cannot be done with it is given back. */
type Written = { readonly text: string; readonly room: RoomId | undefined; readonly about: App['ui']['about'] }

export function entered(app: App): void {
  const { ui, past } = app
  const { text } = ui.line
  const written: Written = { text, room: ui.room, about: ui.about }
  const meant = meaning(text)
  const isFree = ui.about === undefined
  if (meant.is === 'nothing' && !hasParcel(app)) return
  past.add(text)
  app.write(emptyLine)
  ui.line = emptyLine
  ui.anchor = undefined
  ui.hint = undefined
  if (meant.is === 'command' && isFree) return app.run(meant.name, meant.words)
  say(app, meant.is === 'words' ? meant.text : text, written)
}

function say(app: App, text: string, written: Written): void {
  const { ui, client, given } = app
  const { room, about } = ui
  if (room === undefined || !client.state.rooms.has(room)) {
    giveBack(app, written)
    return app.tell('You are in no room; /join one, or press Ctrl+K.', true)
  }
  ui.about = undefined
  if (about?.is === 'edit') return later(app, client.ask('message.edit', { room, id: about.id, text }), () => giveBack(app, written))
  if (hasParcel(app)) return given.outgoing.post(room, text, about?.id ?? null)
  if (text.length > (client.state.hello?.limits.textChars ?? standardChars)) return asFile(app, room, text, about?.id ?? null)
  client.send(room, text, about?.id)
}

/** Into the line, where nothing else was begun there meanwhile; it is among what was written before in any case. */
function giveBack(app: App, { text, room, about }: Written): void {
  const { ui } = app
  if (ui.room !== room || ui.line.text !== '' || ui.about !== undefined) return
  ui.about = about
  app.write(lineOf(text))
}

const hasParcel = ({ given, ui }: App): boolean => given.outgoing.list.some((parcel) => parcel.room === ui.room && !parcel.isPosted)

/** Pasted: dropped files are attached, a book becomes a file, everything else is text. */
export function pasted(app: App, { text: raw, isCut }: Omit<Extract<Heard, { is: 'paste' }>, 'is'>): void {
  const { ui, client } = app
  if (isCut) app.tell(`Only the first ${raw.length} letters of what was pasted were taken; send the rest as a file: Ctrl+X or /send.`, true)
  const text = raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  const paths = ui.line.text === '' ? pathsIn(text) : undefined
  if (paths && ui.room !== undefined) return attach(app, ui.room, paths, text)
  const isLong = text.length > (client.state.hello?.limits.textChars ?? standardChars) || text.split('\n').length > LONGEST_PASTE_LINES
  if (isLong && ui.room !== undefined) return asFile(app, ui.room, text)
  // One line end at the end of a paste is not meant.
  app.write(insert(ui.line, text.replace(/\n$/u, '')))
}

/** What cannot be read stays as it was pasted. */
function attach(app: App, room: RoomId, paths: readonly string[], text: string): void {
  app.given.outgoing.attach(room, paths).then(
    () => app.changed(),
    () => app.write(insert(app.ui.line, text.trim())),
  )
}

/** @param answers what it answers, where it is sent at once; undefined: Enter sends it */
function asFile(app: App, room: RoomId, text: string, answers?: MessageId | null): void {
  const { given } = app
  const lines = text.split('\n').length
  later(
    app,
    given.outgoing.attachText(room, text).then(() => {
      if (answers !== undefined) given.outgoing.post(room, '', answers)
      app.tell(`${lines} lines are too long for a message; ${answers !== undefined ? 'they go' : 'Enter sends them'} as a file.`)
    }),
  )
}

function later(app: App, job: Promise<unknown>, failed: () => void = () => undefined): void {
  job
    .catch((error: unknown) => {
      failed()
      app.tell(inPlainWords(error), true)
    })
    .catch((error: unknown) => app.tell(String(error), true))
}

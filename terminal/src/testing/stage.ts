// For tests: the full screen on an emulator, with a client whose server is played by hand.
import { bo, cy, message, room, roomId } from '@hearth/client/cast.ts'
import { signedIn } from '@hearth/client/desk.ts'
import { settle } from '@hearth/client/testing.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { createApp } from '../app/app.ts'
import { hear } from '../app/keys.ts'
import { type Settings, standard } from '../connect/settings.ts'
import type { Incoming } from '../files/incoming.ts'
import type { Outgoing } from '../files/outgoing.ts'
import { createKeys, type Heard } from '../surface/keys.ts'
import { createPainter, type Frame } from '../surface/paint.ts'
import type { Surface } from '../surface/surface.ts'
import { createEmulator } from './emulator.ts'

export const names: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  escape: '\u001b[27u',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  backspace: '\u007f',
  f1: '\u001bOP',
  away: '\u001b[O',
  here: '\u001b[I',
}

/** `{ctrl+k}` and `{enter}` are keys, everything else is typed as it stands. */
export const typed = (script: string): string =>
  script.replaceAll(/\{([a-z0-9+_]+)\}/gu, (_whole, name: string) => {
    const control = /^ctrl\+([a-z_])$/u.exec(name)?.[1]
    const alt = /^alt\+(.+)$/u.exec(name)?.[1]
    if (control !== undefined) return String.fromCharCode(control === '_' ? 31 : control.charCodeAt(0) - 96)
    if (alt !== undefined) return `\u001b${names[alt] ?? alt}`
    return names[name] ?? ''
  })

/** A surface without a terminal: what it paints is on the emulator, what it says besides is gathered. */
export function createPaper(columns: number, rows: number) {
  const emulator = createEmulator(columns, rows)
  const painter = createPainter('plain')
  const listeners = new Set<(heard: Heard) => void>()
  const said: string[] = []
  let bytes = 0
  painter.forget(columns, rows)
  const surface: Surface = {
    columns,
    rows,
    draw(frame: Frame) {
      const piece = painter.paint(frame)
      bytes += piece.length
      emulator.write(piece)
    },
    say: (piece) => void said.push(piece),
    hears(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    resized: () => () => undefined,
    drained: () => () => undefined,
    mouse: () => undefined,
    turns: () => undefined,
    lost: () => () => undefined,
    redraw: () => undefined,
    lend: (job) => job(),
    close: () => undefined,
  }
  return {
    surface,
    emulator,
    said,
    /** As if the terminal had sent it. */
    hear(heard: Heard) {
      for (const listener of [...listeners]) listener(heard)
    },
    get bytes() {
      return bytes
    },
  }
}

export const noFiles: Outgoing = {
  list: [],
  subscribe: () => () => undefined,
  add: () => [],
  note: () => undefined,
  remove: () => undefined,
  retry: () => undefined,
  again: () => Promise.resolve(false),
  post: () => undefined,
  unpost: () => false,
  takeBack: () => undefined,
  discard: () => undefined,
  halt: () => undefined,
  attach: () => Promise.resolve(),
  attachText: () => Promise.resolve(),
  resume: () => Promise.resolve(),
  forget: () => undefined,
}
export const nothingComes: Incoming = {
  list: [],
  fetch: () => Promise.resolve(''),
  download: () => Promise.resolve(''),
  cancel: () => undefined,
  halt: () => undefined,
  subscribe: () => undefined,
}

export type Show = {
  readonly columns?: number
  readonly rows?: number
  readonly rooms?: Room[]
  readonly messages?: readonly Message[]
  readonly outgoing?: Outgoing
  readonly settings?: Partial<Settings>
}

/** Ada sits in the Workshop; Bo and Cy are in it. */
export async function onStage({
  columns = 100,
  rows = 16,
  rooms,
  messages = [message(9), message(10)],
  outgoing = noFiles,
  settings: chosen = {},
}: Show = {}) {
  const desk = await signedIn(rooms ?? [room('Workshop', { topic: 'what is free, what is broken' })])
  const { client, board, clock } = desk
  const paper = createPaper(columns, rows)
  const keys = createKeys()
  const ending: { how?: string } = {}
  const opened: string[] = []
  let settings: Settings = { ...standard({ XDG_DOWNLOAD_DIR: '/downloads' }), ...chosen }
  const app = createApp(
    {
      ...{ surface: paper.surface, client, outgoing, incoming: nothingComes, server: new URL('https://127.0.0.1:8443') },
      settings: () => settings,
      change: (to) => void (settings = to),
      open: (address) => (opened.push(address), true),
      picture: () => undefined,
      past: [],
      env: {},
      now: clock.now,
    },
    (how) => void (ending.how = how),
  )
  const entering = app.enter(roomId('Workshop'))
  await board.last.answer('room.history', { messages: [...messages] })
  await board.last.answer('room.members', {
    members: [
      { user: bo, role: 'owner', joinedAt: 1 },
      { user: cy, role: 'member', joinedAt: 2 },
    ],
    more: false,
  })
  await entering
  app.draw()
  return {
    ...{ ...desk, app, paper, ending, opened },
    async press(script: string) {
      for (const heard of keys.hear(typed(script))) hear(app, heard)
      await settle()
      app.draw()
    },
    async paste(text: string) {
      for (const heard of keys.hear(`\u001b[200~${text}\u001b[201~`)) hear(app, heard)
      await settle()
      app.draw()
    },
    screen: () => paper.emulator.rows.join('\n'),
  }
}

// Every screen as text, at four widths: what each should look like stands in frames/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ada, bo, cy, message, room, roomId, said } from '@hearth/client/cast.ts'
import type { Client } from '@hearth/client/client.ts'
import { greeted } from '@hearth/client/desk.ts'
import type { Parcel } from '@hearth/client/parcels.ts'
import { settle } from '@hearth/client/testing.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askTrust, chooseServer, comeIn, type Stage } from '../app/scenes.ts'
import type { Trust } from '../connect/trust.ts'
import { createKeys } from '../surface/keys.ts'
import { createPaper, noFiles, onStage, typed } from '../testing/stage.ts'
import { width } from '../text/width.ts'
import { themes } from './theme.ts'

const widths = [60, 80, 120, 200]
const rows = 14
const home = mkdtempSync(join(tmpdir(), 'hearth-home-'))
const folder = process.cwd()
const own = { HOME: process.env['HOME'], TZ: process.env['TZ'] }
beforeAll(() => {
  process.env['TZ'] = 'UTC'
  mkdirSync(join(home, 'outbox', 'plans'), { recursive: true })
  writeFileSync(join(home, 'outbox', 'cut.svg'), 'x'.repeat(2400))
  writeFileSync(join(home, 'outbox', 'תוכנית.pdf'), 'x')
  process.env['HOME'] = home
  process.chdir(join(home, 'outbox'))
})
afterAll(() => {
  process.chdir(folder)
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  rmSync(home, { recursive: true, force: true })
})

const rooms = () => [
  room('Lobby', { kind: 'lobby', unread: 2 }),
  room('Workshop', { topic: 'what is free, what is broken', seq: 10, readSeq: 10 }),
  room('סדנה', { unread: 3, mentions: 1 }),
  room('Bo', { kind: 'direct', peer: bo.id }),
]
const at = 1_799_999_000_000
const messages = [
  { ...message(8), at, text: 'Morning! The laser cutter is free, see https://example.org/plan' },
  { ...message(9, cy), at: at + 60_000, text: 'שלום לכולם, נפגשים ב-14:30 (חדר 2)?' },
  { ...message(10, ada), at: at + 120_000, text: 'مرحبا بكم' },
]
const going = { id: 'c-1', room: roomId('Workshop'), by: bo.id, at, video: false, participants: [], ringing: [ada.id], until: null }
const parcel = (is: 'sending' | 'failed'): Parcel => ({
  ...{ clientId: `p-${is}`, room: roomId('Workshop'), text: '', replyTo: null, at, isPosted: true },
  pieces: [
    {
      ...{ key: is, name: 'the cut.svg', size: 2_400_000, type: 'image/svg+xml', bytes: new Blob([]) },
      progress: {
        is,
        sent: 900_000,
        size: 2_400_000,
        speed: 300_000,
        ...(is === 'failed' ? { failure: { code: 'storage_full', says: 'The disk is full.' } } : {}),
      },
    },
  ],
})

const poll = { question: 'When do we meet?', options: ['Monday', 'Tuesday, after the long meeting'], counts: [2, 1], voters: 3, mine: [0] }

type Scene = Awaited<ReturnType<typeof onStage>>
type Show = NonNullable<Parameters<typeof onStage>[0]>
const inside: readonly (readonly [string, (scene: Scene) => Promise<unknown> | undefined, Show?])[] = [
  ['words to the left', () => undefined],
  [
    'a poll, pins, threads, words of others',
    () => undefined,
    {
      rows: 20,
      messages: [
        {
          ...message(6),
          at,
          text: 'The key is under the mat.',
          pinned: true,
          replies: { count: 2, lastSeq: 7, lastAt: at, users: [ada.id] },
        },
        { ...message(7, ada), at: at + 60_000, text: 'Which mat?', thread: message(6).id, also: true },
        { ...message(8, cy), at: at + 70_000, text: 'Bring the plywood.', forwarded: { author: bo.id, at } },
        { ...message(9), at: at + 80_000, text: 'When do we meet?\n1. Monday\n2. Tuesday', poll },
      ],
    },
  ],
  ['a line that is being written, in rows and to the left', ({ press }) => press('first{alt+enter}שלום עולם{left}{left}')],
  ['an empty room', () => undefined, { messages: [] }],
  ['without a server', ({ board }) => board.last.drop()],
  [
    'what could not be sent',
    async ({ press, board }) => (await press('hello{enter}'), board.last.refuse('message.send', { code: 'may_not_speak', says: '' })),
  ],
  ['answering', ({ press }) => press('/reply{enter}')],
  ['changing', ({ press }) => press('{up}')],
  ['the way of vim', ({ press }) => press('{escape}k'), { settings: { keys: 'vim' } }],
  ['a call rings', async ({ board }) => (board.last.say({ event: 'call.open', room: going.room, with: { call: going } }), settle())],
  ['files on their way', () => undefined, { outgoing: { ...noFiles, list: [parcel('sending'), parcel('failed')] } }],
  ['a file to send', ({ press }) => press('{ctrl+x}')],
  ['links', ({ press }) => press('{ctrl+o}')],
  ['what was written before', ({ press }) => press('red plywood{enter}{ctrl+r}ply')],
  [
    'what was found',
    async ({ press, board }) => {
      await press('/search cutter{enter}')
      await board.last.answer('message.search', { found: [{ room: roomId('Workshop'), message: messages[0] }] })
    },
  ],
  ['what a command says', ({ press }) => press('/nonsense{enter}/settings keys{enter}')],
  [
    'somebody writes, and something new is below',
    async ({ press, board }) => {
      await press('{pageup}')
      board.last.say({ event: 'typing', room: roomId('Workshop'), with: { user: cy.id, on: true } })
      board.last.say(said('Workshop', 11, bo, { at: at + 180_000, text: 'the newest' }))
      await settle()
    },
    { messages: Array.from({ length: 20 }, (_, nth) => ({ ...message(nth + 1), at: at + nth * 1000 })) },
  ],
]

/** The program before anybody is in: one thing fills the screen. */
async function atDoor(columns: number, show: (stage: Stage, client: Client) => Promise<unknown>, script = '') {
  const { client } = await greeted({})
  const paper = createPaper(columns, rows)
  const keys = createKeys()
  void show({ surface: paper.surface, theme: themes.hearth, turns: true, isTalking: false }, client)
  await settle()
  for (const heard of keys.hear(typed(script))) {
    paper.hear(heard)
    await settle()
  }
  return paper
}
const met: Trust = {
  all: [{ origin: 'https://192.168.1.5:8443', name: 'The workshop', fingerprint: null, ca: null, at }],
  judge: () => ({ is: 'away', why: '' }),
  remember: () => ({ origin: '', name: '', fingerprint: null, ca: null, at }),
  named: () => undefined,
}
const nearby = { name: 'Büro 3', url: new URL('https://192.168.1.9:8443'), fingerprint: 'AB:CD:EF' }
const server = new URL('https://192.168.1.9:8443')
const fingerprint = Array.from({ length: 32 }, (_, nth) => (nth * 7).toString(16).padStart(2, '0').toUpperCase()).join(':')
const doors: readonly (readonly [string, (stage: Stage, client: Client) => Promise<unknown>, string?])[] = [
  ['which server', (stage) => chooseServer(stage, met, (found) => (found(nearby), Promise.resolve({ stop: () => undefined })))],
  ['no server yet', (stage) => chooseServer(stage, { ...met, all: [] }, () => Promise.resolve({ stop: () => undefined }))],
  ['is it the right one', (stage) => askTrust(stage, server, { is: 'new', ca: '', fingerprint })],
  ['the door', comeIn],
  ['signing in', comeIn, '{enter}Ada{tab}secret'],
]

test.each(widths)('[TERM-21] every screen at %i columns', async (columns) => {
  const seen: string[] = []
  const keep = (title: string, lines: readonly string[]) => {
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
    seen.push(`═══ ${title}`, ...lines)
  }
  for (const [title, show, script] of doors) keep(title, (await atDoor(columns, show, script)).emulator.rows)
  for (const [title, play, more] of inside) {
    const scene = await onStage({ columns, rows, rooms: rooms(), messages, ...more })
    await play(scene)
    await settle()
    scene.app.draw()
    keep(title, scene.paper.emulator.rows)
    expect(scene.paper.emulator.strange).toEqual([])
  }
  await expect(`${seen.join('\n')}\n`).toMatchFileSnapshot(`frames/screens-${columns}.txt`)
})

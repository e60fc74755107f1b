import type { Unsent } from '@hearth/client/state.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { buildRows, clip, fitting, type Row } from './rows.ts'

const ada = 'ada' as UserId
const bo = 'bo' as UserId
const noon = new Date(2026, 2, 12, 12, 0).getTime()
const MINUTE = 60_000

const said = (seq: number, author: UserId, minute: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}` as MessageId,
  seq,
  author,
  text: `words ${seq}`,
  clientId: `c${seq}`,
  replyTo: null,
  at: noon + minute * MINUTE,
  mentions: [],
  reactions: [],
  ...more,
})
const unsent = (clientId: string, minute: number): Unsent => ({
  clientId,
  room: 'workshop' as RoomId,
  text: 'soon',
  replyTo: null,
  at: noon + minute * MINUTE,
  state: 'waiting',
})
const rows = (messages: readonly Message[], more: Partial<Parameters<typeof buildRows>[0]> = {}): readonly Row[] =>
  buildRows({ messages, unsent: [], lineAfter: null, me: ada, isWhole: true, ...more })
const kinds = (list: readonly Row[]): string[] => list.map((row) => ('first' in row ? `${row.is}${row.first ? ' first' : ''}` : row.is))

test('[WEB-2] somebody who goes on within five minutes is not named again', () => {
  expect(kinds(rows([said(1, bo, 0), said(2, bo, 4), said(3, bo, 10), said(4, ada, 10)]))).toEqual([
    'day',
    'message first',
    'message',
    'message first',
    'message first',
  ])
})

test('[WEB-2] a reply always names its author', () => {
  expect(kinds(rows([said(1, bo, 0), said(2, bo, 1, { replyTo: 'm1' as MessageId })]))).toEqual(['day', 'message first', 'message first'])
})

test('[WEB-2] each day begins with its name', () => {
  expect(kinds(rows([said(1, bo, 0), said(2, bo, 13 * 60)]))).toEqual(['day', 'message first', 'day', 'message first'])
})

test('[WEB-3] "New" stands before the first message of somebody else after what was read', () => {
  expect(kinds(rows([said(1, bo, 0), said(2, bo, 1), said(3, bo, 2)], { lineAfter: 1 }))).toEqual([
    'day',
    'message first',
    'new',
    'message first',
    'message',
  ])
  expect(kinds(rows([said(1, bo, 0), said(2, ada, 1), said(3, bo, 2)], { lineAfter: 1 }))).toEqual([
    'day',
    'message first',
    'message first',
    'new',
    'message first',
  ])
})

test('[WEB-3] "New" stays where it is when more is said', () => {
  const before = rows([said(1, bo, 0), said(2, bo, 1)], { lineAfter: 1 })
  const after = rows([said(1, bo, 0), said(2, bo, 1), said(3, bo, 2)], { lineAfter: 1 })
  expect(after.slice(0, before.length)).toEqual(before)
})

test('[WEB-3] there is no "New" when the first unread message is above the window, or all is read', () => {
  expect(kinds(rows([said(10, bo, 0), said(11, bo, 1)], { lineAfter: 3, isWhole: false }))).not.toContain('new')
  expect(kinds(rows([said(1, bo, 0)], { lineAfter: 1 }))).not.toContain('new')
  expect(kinds(rows([said(4, bo, 0)], { lineAfter: 2, isWhole: true }))).toContain('new')
})

test('[WEB-4] an echo stands last, in its final form, and gives its place and key to the real message', () => {
  const echo = rows([said(1, bo, 0)], { unsent: [unsent('c2', 1)] })
  const real = rows([said(1, bo, 0), said(2, ada, 1)], { unsent: [unsent('c2', 1)] })
  expect(kinds(echo)).toEqual(['day', 'message first', 'unsent first'])
  expect(kinds(real)).toEqual(['day', 'message first', 'message first'])
  expect(real.at(-1)?.key).toBe(echo.at(-1)?.key)
})

test('[WEB-5] at most the given number of rows is drawn, around what is looked at', () => {
  const many = Array.from({ length: 600 }, (_, index) => said(index + 1, bo, index))
  expect(clip(many, null, 280).shown.at(-1)?.seq).toBe(600)
  expect(clip(many, null, 280)).toMatchObject({ above: true, below: false })
  const middle = clip(many, 300, 280)
  expect(middle.shown).toHaveLength(280)
  expect([middle.above, middle.below]).toEqual([true, true])
  expect(middle.shown.some((message) => message.seq === 300)).toBe(true)
  expect(clip(many, 1, 280)).toMatchObject({ above: false, below: true })
  expect(clip(many.slice(0, 10), 3, 280)).toMatchObject({ above: false, below: false })
})

test('[WEB-5] at first as many are drawn as fill the screen around where one comes in, whoever speaks', () => {
  const alone = Array.from({ length: 200 }, (_, index) => said(index + 1, bo, 0))
  const talk = Array.from({ length: 200 }, (_, index) => said(index + 1, index % 2 === 0 ? ada : bo, 0))
  const drawn = (all: typeof alone, around: number | null, stands?: number) => {
    const { above, below } = fitting(all, around, 840, stands)
    const { shown } = clip(all, around, above + below, above)
    return [shown[0]?.seq, shown.at(-1)?.seq]
  }
  // 720 px: 30 rows of 24, or 17 of 44, and a few to scroll into.
  expect(drawn(alone, null)).toEqual([169, 200])
  expect(drawn(talk, null)).toEqual([182, 200])
  expect(drawn(alone, 100, 0.32)).toEqual([88, 122])
  expect(drawn(talk, 100)).toEqual([89, 110])
  // Near the beginning there is more on the other side.
  expect(drawn(alone, 1, 0.32)).toEqual([1, 34])
  expect(drawn(alone, 500)).toEqual([169, 200])
  expect(fitting([], null, 840)).toEqual({ above: 2, below: 0 })
})

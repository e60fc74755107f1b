import { expect, it } from 'vitest'
import { check, type Delivery, type FinalMessage, type FinalRoom, type Op, type Record } from './harness/checker.ts'

const room = 'workshop'
const hello: FinalMessage = { id: 'm1', seq: 2, author: 'ada', text: 'hello', clientId: 'a1', reactions: [{ emoji: '👍', users: ['bo'] }] }
const again: FinalMessage = { id: 'm2', seq: 4, author: 'ada', text: 'again', clientId: 'a2', reactions: [] }
const log: FinalRoom['log'] = [
  { seq: 1, event: 'room.created', about: '' },
  { seq: 2, event: 'message.said', about: 'm1' },
  { seq: 3, event: 'message.reacted', about: 'm1' },
  { seq: 4, event: 'message.said', about: 'm2' },
]
const final: FinalRoom = { room, seq: 4, log, messages: [hello, again], seats: [{ person: 'bo', readSeq: 2, unread: 1 }] }
const op = (did: Op['did'], more: Partial<Op> = {}): Op => ({ client: 'ada-1', person: 'ada', room, outcome: 'ok', did, ...more })
const ops: Op[] = [
  op({ op: 'send', clientId: 'a1', text: 'hello', id: 'm1', seq: 2 }),
  op({ op: 'react', id: 'm1', emoji: '👍' }, { client: 'bo-1', person: 'bo' }),
  op({ op: 'send', clientId: 'a2', text: 'again', id: 'm2', seq: 4 }),
  op({ op: 'read', seq: 2 }, { client: 'bo-1', person: 'bo' }),
]
const heard: Delivery[] = log.map((entry) => ({ ...entry, client: 'bo-1', person: 'bo', room }))
const good: Record = { ops, heard, final: [final] }
const but = (change: Partial<FinalRoom>): Record => ({ ...good, final: [{ ...final, ...change }] })

const violations: [string, string, Record][] = [
  ['an answered message is missing', 'lost', but({ messages: [hello] })],
  [
    'an answered message stands elsewhere',
    'lost',
    { ...good, ops: [op({ op: 'send', clientId: 'a1', text: 'hello', id: 'm1', seq: 3 }), ...ops.slice(1)] },
  ],
  ['a message that nobody sent is there', 'unexpected', { ...good, ops: ops.slice(1) }],
  ['a message has words nobody wrote', 'unexpected', but({ messages: [{ ...hello, text: 'hallo' }, again] })],
  ['a message is there twice', 'duplicate', but({ messages: [hello, { ...hello, id: 'm2', seq: 4 }] })],
  ['the log has a gap', 'gap', but({ log: log.filter(({ seq }) => seq !== 3) })],
  ['the log ends before the seq of the room', 'gap', but({ seq: 5 })],
  ['the history is out of order', 'order', but({ messages: [again, hello] })],
  [
    'a later send stands before an earlier one',
    'sender order',
    { ...good, ops: [ops[2], ops[1], ops[0], ops[3]].filter((one) => one !== undefined) },
  ],
  ['an entry was not heard', 'stream', { ...good, heard: heard.filter(({ seq }) => seq !== 3) }],
  ['an entry was heard twice', 'stream', { ...good, heard: heard.flatMap((one) => (one.seq === 3 ? [one, one] : [one])) }],
  ['an entry was heard as another', 'stream', { ...good, heard: heard.map((one) => (one.seq === 4 ? { ...one, about: 'm9' } : one)) }],
  [
    'somebody heard after leaving',
    'outsider',
    but({ log: log.map((entry) => (entry.seq === 3 ? { seq: 3, event: 'room.left', about: 'bo' } : entry)) }),
  ],
  ['an answered edit is gone', 'last words', { ...good, ops: [...ops, op({ op: 'edit', id: 'm1', text: 'hullo' })] }],
  ['an answered deletion is gone', 'last words', { ...good, ops: [...ops, op({ op: 'delete', id: 'm1' })] }],
  [
    'a deleted message was edited back',
    'last words',
    { ...good, ops: [...ops, op({ op: 'delete', id: 'm1' }), op({ op: 'edit', id: 'm1', text: 'hello' })] },
  ],
  ['an answered reaction is gone', 'reaction', but({ messages: [{ ...hello, reactions: [] }, again] })],
  [
    'an answered unreact is gone',
    'reaction',
    { ...good, ops: [...ops, op({ op: 'unreact', id: 'm1', emoji: '👍' }, { client: 'bo-1', person: 'bo' })] },
  ],
  ['the unread count is wrong', 'unread', but({ seats: [{ person: 'bo', readSeq: 2, unread: 2 }] })],
  ['the read mark went back', 'read mark', but({ seats: [{ person: 'bo', readSeq: 0, unread: 2 }] })],
]

it('[TEST-1] the checker finds nothing in a good history', () => {
  expect(check(good)).toEqual([])
})

it.each(violations)('[TEST-1] the checker sees when %s', (_what, name, record) => {
  expect(check(record).some((violation) => violation.startsWith(`${name}:`))).toBe(true)
})

it('[TEST-1] what was never answered may have happened or not', () => {
  const unknown = op({ op: 'edit', id: 'm1', text: 'hullo' }, { outcome: 'unknown' })
  const edited = op({ op: 'edit', id: 'm1', text: 'hello' })
  expect(check({ ...good, ops: [...ops, edited, unknown] })).toEqual([])
  expect(check({ ...good, ops: [...ops, op({ op: 'send', clientId: 'a3', text: 'perhaps' }, { outcome: 'unknown' })] })).toEqual([])
})

it('[TEST-1] what was said again before its late answer came may be answered twice, with one place', () => {
  const [first, ...rest] = ops
  if (!first) throw new Error('no requests')
  expect(check({ ...good, ops: [first, ...rest, first] })).toEqual([])
  const elsewhere = op({ op: 'send', clientId: 'a1', text: 'hello', id: 'm1', seq: 3 })
  expect(check({ ...good, ops: [first, ...rest, elsewhere] })).toContain('sender order: ada-1 sent a1 later, but it stands at 3, not after 4')
})

it('[TEST-1] who was told to forget, or came back into the room, may hear a jump', () => {
  const [first, ...rest] = heard
  if (!first) throw new Error('no deliveries')
  expect(check({ ...good, heard: [first, { client: 'bo-1', room, reset: 4 }, ...rest.slice(1)] })).toEqual([])
  const left = [
    { seq: 5, event: 'room.left', about: 'bo' },
    { seq: 6, event: 'message.said', about: 'm3' },
    { seq: 7, event: 'room.joined', about: 'bo' },
  ]
  const longer = {
    ...final,
    seq: 7,
    log: [...log, ...left],
    messages: [hello, again, { ...again, id: 'm3', seq: 6, clientId: 'a3' }],
    seats: [],
  }
  const more = left.filter(({ seq }) => seq !== 6).map((entry) => ({ ...entry, client: 'bo-1', person: 'bo', room }))
  const sent = op({ op: 'send', clientId: 'a3', text: 'again', id: 'm3', seq: 6 })
  expect(check({ ops: [...ops, sent], heard: [...heard, ...more], final: [longer] })).toEqual([])
})

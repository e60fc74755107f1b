import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Heard } from '../legacy.ts'
import { hearJson, hearText, type Word } from './dialect.ts'
import { atFirst, type State } from './state.ts'

type Hear = (bytes: Buffer, state: State) => Heard<State, Word>
const text: Hear = (bytes, state) => hearText(bytes, state, true)

/** The words in bytes that come in these pieces, as the gateway hears them. */
function wordsIn(hear: Hear, pieces: readonly Buffer[]): Word[] {
  const words: Word[] = []
  let state = atFirst(hear === text ? 'text' : 'json')
  let unread = Buffer.alloc(0)
  for (const piece of pieces) {
    unread = Buffer.concat([unread, piece])
    while (unread.length > 0) {
      const heard = hear(unread, state)
      state = heard.state
      if (heard.is === 'more') break
      expect(heard.used).toBeGreaterThan(0)
      if (heard.is === 'word') words.push(heard.word)
      unread = unread.subarray(heard.used)
    }
  }
  return words
}

const cuts = (bytes: Buffer): Buffer[][] => [
  ...Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]),
  Array.from(bytes, (byte) => Buffer.from([byte])),
]

const lines = [
  'AUTH-REGISTER módis pass pass',
  'AUTH-LOGIN módis pass',
  'AUTH-LOGOUT',
  'GROUP-CREATE The Wörkshop',
  'GROUP-GET',
  'GROUP-JOIN 1a2b3c',
  'GROUP-EXIT 1a2b3c',
  'GROUP-INVITE 1a2b3c bob cy',
  'CHAT-PRIVATE-SEND bob héllo  you',
  'CHAT-GROUP-SEND 1a2b3c héllo',
  'CHAT-PRIVATE-GET bob',
  'CHAT-GROUP-GET 1a2b3c',
  'FILE-SEND-PRIVATE bob a.png 12',
  'FILE-SEND-GROUP 1a2b3c a.png 12',
  'FILE-GET-PRIVATE bob 00001c',
  'FILE-GET-GROUP 1a2b3c 00001c',
  'CONTACT-ADD bob',
  'CONTACT-GET',
  'CONTACT-DELETE bob',
  'NOTIF-GET',
]

test('[PYCHAT-8] every line means the same however its bytes are cut, and two glued together are two', () => {
  const whole = lines.map((line) => wordsIn(text, [Buffer.from(`${line}\n`)]))
  for (const [at, line] of lines.entries()) {
    expect(whole[at]).toMatchObject([{ form: 'text', ask: expect.anything() }])
    for (const pieces of cuts(Buffer.from(`${line}\r\n`))) expect(wordsIn(text, pieces)).toEqual(whole[at])
  }
  for (const pieces of cuts(Buffer.from(`${lines[8]}\n${lines[1]}\n`)))
    expect(wordsIn(text, pieces)).toEqual([...(whole[8] ?? []), ...(whole[1] ?? [])])
})

test('[PYCHAT-8] every object means the same however its bytes are cut, and two glued together are two', () => {
  const objects = [
    { COMMAND: 'AUTH-LOGIN', username: 'módis', password: '}{"', token: null },
    { COMMAND: 'MSG-PRIVATE-SEND', p_username: 'bob', message: 'a}\n{"\\', token: 't' },
    { COMMAND: 'GROUP-INVITE', code: '1a2b3c', user_list: ['bob', 'cy'], token: 't' },
    { COMMAND: 'FILE-PRIVATE-SEND', p_username: 'bob', file_name: 'é.png', file_size: 12, token: 't' },
    { status: 'ready' },
  ].map((object) => JSON.stringify(object))
  const whole = objects.map((object) => wordsIn(hearJson, [Buffer.from(object)]))
  for (const [at, object] of objects.entries()) {
    expect(whole[at]).toHaveLength(1)
    for (const pieces of cuts(Buffer.from(object))) expect(wordsIn(hearJson, pieces)).toEqual(whole[at])
  }
  for (const pieces of cuts(Buffer.from(objects.join('')))) expect(wordsIn(hearJson, pieces)).toEqual(whole.flat())
})

test('[PYCHAT-2] [PYCHAT-5] no bytes whatever make hearing throw', () => {
  const odd = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .string({ unit: fc.constantFrom('{', '}', '"', '\\', '\n', '\r', ' ', 'GROUP-JOIN', 'a', '\0', '\u202e'), maxLength: 100 })
      .map((words) => Buffer.from(words)),
  )
  fc.assert(fc.property(odd, (bytes) => wordsIn(text, [bytes]).length + wordsIn(hearJson, [bytes]).length >= 0))
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Heard } from '../legacy.ts'
import { hear, say, sayRefusal } from './dialect.ts'
import { atFirst, type State } from './state.ts'
import type { Word } from './words.ts'

/** The words in bytes that come in these pieces, heard as the gateway hears them; a text without an end is heard when all has come. */
function wordsIn(pieces: readonly Buffer[], first: State = atFirst): Word[] {
  const words: Word[] = []
  let state = first
  let unread = Buffer.alloc(0)
  let after: State | undefined
  const take = (heard: Heard<State, Word>): boolean => {
    state = heard.state
    after = heard.is === 'more' ? heard.orAfter?.state : undefined
    if (heard.is === 'more') return false
    expect(heard.used).toBeGreaterThan(0)
    if (heard.is === 'word') words.push(heard.word)
    unread = unread.subarray(heard.used)
    return true
  }
  for (const piece of pieces) {
    unread = Buffer.concat([unread, piece])
    while (unread.length > 0 && take(hear(unread, state)));
  }
  if (after !== undefined) take(hear(unread, after))
  return words
}

const cuts = (bytes: Buffer): Buffer[][] => [
  ...Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]),
  Array.from(bytes, (byte) => Buffer.from([byte])),
]

test('[DISBROAD-7] every message means the same however its bytes are cut, and two glued together are two', () => {
  const alice = { user: 'alicé', version: undefined }
  const objects: [string, Word][] = [
    ['{"user":"alicé","type":"message","message":"a}{\\"b"}', { ...alice, is: 'message', text: 'a}{"b' }],
    ['{"user":"alicé","type":"userlist","onlinetype":"true"}', { ...alice, is: 'userlist', online: true }],
    ['{"user":"alicé","type":"guest"}', { ...alice, is: 'guest' }],
    ['{"user":"alicé","type":"salt"}', { ...alice, is: 'salt' }],
    ['{"user":"alicé","type":"login","password":"x"}', { ...alice, is: 'login', password: 'x' }],
    ['{"user":"alicé","type":"register"}', { ...alice, is: 'register' }],
    ['{"user":"alicé","type":"disconnect"}', { ...alice, is: 'disconnect' }],
    ['{"user":"alicé","type":"typing","status":"false"}', { ...alice, is: 'typing', on: false }],
  ]
  for (const [object, word] of objects) for (const pieces of cuts(Buffer.from(object))) expect(wordsIn(pieces)).toEqual([word])
  const glued = Buffer.from(objects.map(([object]) => object).join(''))
  for (const pieces of cuts(glued)) expect(wordsIn(pieces)).toEqual(objects.map(([, word]) => word))
  const lines = Buffer.from('USERNAME | alicé\nUSERNAME | bob')
  for (const pieces of cuts(lines)) expect(wordsIn(pieces).map((word) => 'user' in word && word.user)).toEqual(['alicé', 'bob'])
})

test('[DISBROAD-2] no bytes whatever make it throw, in any form', () => {
  const start = fc.constantFrom<State>(
    atFirst,
    { ...atFirst, form: 'json' },
    { ...atFirst, form: 'plain', me: { word: 'alice', called: 'alice' } },
  )
  const odd = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .string({ unit: fc.constantFrom('{', '}', '"', '\\', '\n', 'USERNAME | ', 'a', '\0', '\u202e'), maxLength: 100 })
      .map((text) => Buffer.from(text)),
  )
  fc.assert(fc.property(odd, start, (bytes, state) => wordsIn([bytes], state).length >= 0))
})

test('[DISBROAD-8] who is not logged in is told of a failed login, who is of what the server says; news of no word is left out', () => {
  const inside: State = { ...atFirst, form: 'json', me: { word: 'alice', called: 'alice' } }
  expect(sayRefusal('no', { ...inside, me: undefined }).toString()).toBe('{"type":"login","success":"false"}\n')
  expect(sayRefusal('no', inside).toString()).toBe('{"type":"message","from":"*","message":"no"}\n')
  expect(sayRefusal('no', { ...inside, form: 'plain' }).toString()).toBe('INFO | no')
  expect(say({ is: 'stopping' }, inside)?.toString()).toBe('{"type":"shutdown"}\n')
  expect(say({ is: 'cut', code: 'banned' }, inside)?.toString()).toBe('{"type":"banned"}\n')
  expect(say({ is: 'cut', code: 'session_unknown' }, inside)?.toString()).toBe('{"type":"login","success":"false"}\n')
})

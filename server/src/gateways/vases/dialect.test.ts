// The dialect without sockets: whatever the bytes and the phase, hear gives a word; what is said opens with the connection's key alone.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { FileId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { News, Person, Place, Said } from '../legacy.ts'
import { createDialect, linesOf } from './dialect.ts'
import { Seen, type State } from './state.ts'
import { seal, sealKey, unseal } from './testing/client.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const vases = createDialect({ privateKey, sealedBytes: 256, chance: randomBytes, messageBytes: 4096 })
const key = randomBytes(16)
const name: State = { is: 'name', key, seen: new Seen() }
const inside: State = { is: 'in', key, seen: new Seen(), joined: undefined }

const wordOf = (bytes: Buffer, state: State) => {
  const heard = vases.hear(bytes, state)
  if (heard.is !== 'word') throw new Error('no word')
  expect(heard.used).toBe(bytes.length)
  return heard.word
}

const person = (id: string): Person => ({
  ...{ id: id as UserId, word: id, number: 1, displayName: id, guest: false, admin: false, colour: 0, seenAt: null },
})
const [ada, bo] = [person('ada'), person('bo')]
const place = (kind: Place['kind'], word: string): Place => ({
  ...{ id: `room-${word}` as RoomId, kind, word, code: '', number: 1, name: word, topic: '', public: true },
  members: new Map([
    [ada.id, 'owner'],
    [bo.id, 'member'],
  ]),
})
const said = (more: Partial<Said>): Said => ({
  ...{ is: 'said', by: ada, place: place('lobby', 'lobby'), peer: undefined, id: 'm' as MessageId, seq: 1, text: 'hi', files: [] },
  ...{ bytes: new Map(), at: 0, clientId: 'c', replyTo: null, mine: false, own: false, missed: false, ...more },
})

describe('hear', () => {
  test('[VASES-5] in every phase any bytes are a word, whole, cut or glued, and never throw', () => {
    const messages = [sealKey(pem, key), seal(key, 'sophia'), seal(key, '/msg jojo hi'), seal(key, '')]
    for (const state of [vases.begin(), name, inside]) {
      for (const bytes of messages) {
        for (let at = 0; at < bytes.length; at += 7) {
          wordOf(bytes.subarray(0, at), state)
          wordOf(bytes.subarray(at), state)
        }
        for (const other of messages) wordOf(Buffer.concat([bytes, other]), state)
      }
      fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => typeof wordOf(Buffer.from(bytes), state).is === 'string'))
    }
  })

  test('[VASES-1] a key opens in the first message alone, names come in the second, lines after that', () => {
    expect(wordOf(sealKey(pem, key), vases.begin())).toEqual({ is: 'key', key })
    expect(wordOf(seal(key, 'sophia'), vases.begin())).toEqual({ is: 'key', key: undefined })
    expect(wordOf(seal(key, 'sophia'), name)).toMatchObject({ is: 'name', name: 'sophia' })
    expect(wordOf(seal(randomBytes(16), 'sophia'.repeat(9)), name)).not.toMatchObject({ name: 'sophia'.repeat(9) })
    expect(wordOf(seal(key, '/list'), inside)).toMatchObject({ is: 'line', line: { is: 'list' } })
    expect(wordOf(seal(key, Buffer.from([0xff])), inside)).toMatchObject({ line: { is: 'wrong' } })
  })

  test('[VASES-11] what is larger than a message may be is answered, not opened', () => {
    expect(wordOf(Buffer.alloc(4112), inside)).toMatchObject({ line: { is: 'wrong', says: 'ERROR: File too large.' } })
  })
})

describe('say', () => {
  const read = (news: News, state: State = inside) => {
    const made = vases.say(news, state, bo) ?? []
    return (Buffer.isBuffer(made) ? [made] : made).map((bytes) => unseal(key, bytes))
  }

  test('[VASES-6] news are sealed for the connection; before it has a key, and of what vases has no word for, nothing is said', () => {
    expect(read(said({}))).toEqual(['[Broadcast from ada]: hi'])
    expect(vases.say(said({}), { is: 'key' }, undefined)).toEqual([])
    expect(vases.fault('late', { is: 'key' })).toBeUndefined()
    const haha = place('group', 'haha')
    expect(read(said({ place: place('channel', 'news') }))).toEqual(['[Receive group news message from ada]: hi'])
    expect(read(said({ place: place('direct', ''), peer: ada }))).toEqual(['Private message from ada: hi'])
    expect(read(said({ own: true, mine: true }))).toEqual([])
    const silent: readonly News[] = [
      { is: 'edited', place: haha, id: 'm' as MessageId, text: 'x' },
      { is: 'deleted', place: haha, id: 'm' as MessageId },
      { is: 'presence', person: ada, online: true, seenAt: null },
      { is: 'typing', person: ada, place: haha, on: true },
      { is: 'joined', person: ada, place: haha, by: ada, mine: false },
      { is: 'joined', person: bo, place: haha, by: bo, mine: true },
      { is: 'left', person: bo, place: haha, by: undefined, mine: true },
      { is: 'renamed', place: haha, by: ada, topic: '' },
      { is: 'person', person: ada, isNew: true },
      { is: 'contact', person: ada, added: true },
    ]
    for (const news of silent) expect(read(news)).toEqual([])
    expect(read({ is: 'joined', person: bo, place: haha, by: ada, mine: true })).toEqual(['You were added to group haha.'])
    expect(read({ is: 'left', person: bo, place: haha, by: ada, mine: true })).toEqual(['You were removed from group haha.'])
    expect(read({ is: 'renamed', place: haha, by: ada, topic: 'Tea at five' })).toEqual(['Topic of group haha: Tea at five'])
    expect(read({ is: 'stopping' })).toEqual(['Server is shutting down.'])
    expect(read({ is: 'cut', code: 'banned' })).toEqual(['ERROR: You are not let in here. Talk to whoever looks after the server.'])
  })

  test('[VASES-8] a file goes along where it fits into a message; else, and when it is gone, its name and size do', () => {
    const card = (size: number, more: Partial<FileCard> = {}): FileCard => ({
      ...{ id: `f${size}` as FileId, name: 'a b.bin', size, kind: 'other', type: 'application/octet-stream', ...more },
    })
    const direct = { place: place('direct', ''), peer: ada, text: 'look' }
    const [small, large, gone] = [card(100), card(5000), card(10, { gone: 'expired' })]
    expect(vases.needs?.(said({ ...direct, files: [small, large, gone] }), inside)).toEqual([small])
    expect(vases.needs?.(said({ ...direct, files: [small], own: true }), inside)).toEqual([])
    const bytes = new Map([[small.id, Buffer.from('x')]])
    expect(read(said({ ...direct, files: [small, large], bytes }))).toEqual([
      'Private message from ada: look',
      '/file ada a_b.bin x',
      "You received file 'a_b.bin' from ada.",
      'Private message from ada: (file a b.bin, 5.0 KB: too large for this program, open it in the web page)',
    ])
    // Bytes above 127 take two: it fitted by its size, and does not as it is.
    const wide = card(3000)
    const high = new Map([[wide.id, Buffer.alloc(3000, 0xff)]])
    expect(linesOf(said({ ...direct, text: '', files: [wide], bytes: high }), bo, 4096)).toEqual([
      'Private message from ada: (file a b.bin, 3.0 KB: too large for this program, open it in the web page)',
    ])
  })
})

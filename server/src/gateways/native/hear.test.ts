import { commands } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHearing, isCommand } from './hear.ts'

const { hear, check } = createHearing()
const lobby = makeId<RoomId>(1, new Uint8Array(16))
const say = (frame: unknown) => hear(JSON.stringify(frame))
const send = { room: lobby, text: 'hello', clientId: 'c1' }

describe('hear', () => {
  test('[NATIVE-1] a request that fits its row is heard as it is', () => {
    expect(say({ id: 7, do: 'message.send', with: send })).toEqual({ is: 'request', request: { id: 7, do: 'message.send', with: send } })
    expect(say({ id: 'a', do: 'server.ping' })).toEqual({ is: 'request', request: { id: 'a', do: 'server.ping', with: {} } })
  })

  test('[NATIVE-2] no text whatever makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => ['request', 'refused'].includes(hear(text).is)),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => ['request', 'refused'].includes(hear(Buffer.from(bytes).toString()).is)),
      { numRuns: 1000 },
    )
  })

  test('[NATIVE-2] no value in the place of `with` makes it throw, for any command', () => {
    const name = fc.constantFrom(...Object.keys(commands))
    const odd = fc.record({
      id: fc.oneof(fc.integer(), fc.string(), fc.anything()),
      do: fc.oneof(name, fc.string()),
      with: fc.anything({ withNullPrototype: true }),
    })
    const text = fc.oneof(
      odd.map((frame) => safely(frame)),
      fc.tuple(name, fc.json()).map(([command, json]) => `{"id":1,"do":"${command}","with":${json}}`),
    )
    fc.assert(
      fc.property(text, (frame) => ['request', 'refused'].includes(hear(frame).is)),
      { numRuns: 3000 },
    )
  })

  test('[NATIVE-3] a refusal carries the id of the request where it can be read, else null', () => {
    expect(hear('{')).toMatchObject({ id: null, failure: { code: 'bad_request' } })
    expect(say([1])).toMatchObject({ id: null })
    expect(say({ do: 'server.ping', with: {} })).toMatchObject({ id: null, failure: { at: '/id' } })
    for (const id of [null, true, {}, [], 'x'.repeat(65)]) expect(say({ id, do: 'server.ping', with: {} })).toMatchObject({ id: null })
    expect(say({ id: 3, do: 'no.such', with: {} })).toMatchObject({ id: 3, failure: { code: 'unknown_command' } })
    expect(say({ id: 4, do: 7, with: {} })).toMatchObject({ id: 4, failure: { code: 'bad_request', at: '/do' } })
    expect(say({ id: 5, do: 'message.send', with: 'x' })).toMatchObject({ id: 5, failure: { code: 'bad_request', at: '/with' } })
  })

  test('[NATIVE-4] a refusal says where, as a JSON pointer', () => {
    const at = (takes: unknown) => {
      const heard = say({ id: 1, do: 'message.send', with: takes })
      return heard.is === 'refused' ? heard.failure.at : 'heard'
    }
    expect(at({ ...send, text: 5 })).toBe('/with/text')
    expect(at({ room: lobby, clientId: 'c' })).toBe('/with/text')
    expect(at({ ...send, room: 'x' })).toBe('/with/room')
    expect(at({ ...send, 'a/b~c': 1 })).toBe('/with/a~1b~0c')
    expect(at({ ...send, text: ['x'] })).toBe('/with/text')
  })

  test('[NATIVE-5] unknown fields are refused, also those that name parts of the language', () => {
    for (const field of ['admin', '__proto__', 'constructor', 'prototype', 'toString']) {
      expect(hear(`{"id":1,"do":"guest.enter","with":{"name":"Ada","${field}":{}}}`)).toMatchObject({
        is: 'refused',
        id: 1,
        failure: { code: 'bad_request' },
      })
      expect(hear(`{"id":1,"do":"server.ping","with":{},"${field}":1}`)).toMatchObject({ is: 'refused', failure: { code: 'bad_request' } })
    }
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(isCommand(name)).toBe(false)
      expect(say({ id: 1, do: name, with: {} })).toMatchObject({ failure: { code: 'unknown_command' } })
    }
  })

  test('[NATIVE-6] depth, breadth and strange numbers are harmless', () => {
    const deep = `${'['.repeat(32_000)}${']'.repeat(32_000)}`
    expect(hear(deep)).toMatchObject({ is: 'refused', id: null })
    expect(hear(`{"id":1,"do":"message.send","with":${deep}}`)).toMatchObject({ is: 'refused', id: 1 })
    expect(hear(`{"id":1,"do":"message.send","with":{"room":${deep}}}`)).toMatchObject({ is: 'refused', id: 1 })
    expect(hear('{"id":1,"do":"room.history","with":{"room":"x","before":1e400}}')).toMatchObject({ is: 'refused', id: 1 })
    expect(hear('{"id":1e400,"do":"server.ping","with":{}}')).toMatchObject({ is: 'refused', id: null })
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])))
    expect(hear(`{"id":1,"do":"message.send","with":${wide}}`)).toMatchObject({ is: 'refused', id: 1 })
  })

  test('[NATIVE-7] over HTTP the same check says the same of the body', () => {
    expect(check('message.send', send)).toEqual({ takes: send })
    expect(check('message.send', { ...send, text: 1 })).toMatchObject({ failure: { code: 'bad_request', at: '/text' } })
    expect(check('server.ping', [])).toMatchObject({ failure: { code: 'bad_request' } })
  })
})

function safely(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return String(value)
  }
}

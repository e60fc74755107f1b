import { room, roomId } from '@hearth/client/cast.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressOf } from '../connect/address.ts'
import { roomIn } from './errand.ts'
import { partsOf } from './send.ts'

const rooms = [
  room('Workshop'),
  room('Bo', { kind: 'direct' }),
  { ...room('Workshop'), id: roomId('other'), kind: 'channel' as const },
  room('Garden'),
]

test('[TERM-24] a room is its name or its id; what is not there, or there twice, is said', () => {
  expect(roomIn(rooms, 'garden').id).toBe(roomId('Garden'))
  expect(roomIn(rooms, '@bo').id).toBe(roomId('Bo'))
  expect(roomIn(rooms, roomId('other')).kind).toBe('channel')
  expect(() => roomIn(rooms, 'Workshop')).toThrow('Several rooms')
  expect(() => roomIn(rooms, 'Attic')).toThrow('no room called Attic')
})

test('[TERM-24] what is too long for a message is cut at ends of lines, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const parts = partsOf(text, 20)
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(20)
      expect(parts.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''))
      for (const part of partsOf(text, 100, 60)) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(60)
    }),
  )
  expect(partsOf('one two three', 9)).toEqual(['one two ', 'three'])
  expect(partsOf('👩‍🚀👩‍🚀', 7)).toEqual(['👩‍🚀', '👩‍🚀'])
  expect(partsOf('one\ntwo\nthree', 8)).toEqual(['one\ntwo', 'three'])
})

test('[TERM-5] an address may be typed in short', () => {
  expect(addressOf('192.168.1.5')?.origin).toBe('https://192.168.1.5:8443')
  expect(addressOf('hearth.local:9000')?.origin).toBe('https://hearth.local:9000')
  expect(addressOf('https://chat.example:443')?.origin).toBe('https://chat.example')
  expect(addressOf('not an address:x')).toBeUndefined()
})

import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { expect, it } from 'vitest'
import { ClientId, type RoomId, RoomId as RoomIdShape } from './ids.ts'
import { Limits, standardLimits } from './limits.ts'
import { makeId } from './make-id.ts'

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const chance = fc.uint8Array({ minLength: 16, maxLength: 16 })

it('[PROTOCOL-6] an id made from any time and chance has the form of an id', () => {
  const shape = Compile(RoomIdShape)
  fc.assert(fc.property(time, chance, (now, bytes) => shape.Check(makeId<RoomId>(now, bytes))))
})

it('[PROTOCOL-6] ids of a later moment sort behind earlier ones', () => {
  fc.assert(
    fc.property(time, time, chance, chance, (a, b, one, two) => {
      fc.pre(a !== b)
      expect(makeId<RoomId>(a, one) < makeId<RoomId>(b, two)).toBe(a < b)
    }),
  )
})

it('[PROTOCOL-6] ids are refused when a letter is wrong or missing', () => {
  const shape = Compile(RoomIdShape)
  for (const wrong of ['', '0'.repeat(25), '0'.repeat(27), `${'0'.repeat(25)}i`, `${'0'.repeat(25)}O`, `${'0'.repeat(26)}\n`])
    expect(shape.Check(wrong)).toBe(false)
})

it('[PROTOCOL-6] a clientId is visible ASCII, at most 64 characters', () => {
  const shape = Compile(ClientId)
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => shape.Check(text) === /^[!-~]{1,64}$/.test(text)))
})

it('[PROTOCOL-7] the standard limits fit their own table and its promises', () => {
  expect(Compile(Limits).Errors(standardLimits)).toEqual([])
  expect(standardLimits).toMatchObject({ textChars: 8000, frameBytes: 65_536 })
  expect(standardLimits.framesPerSecond).toBeGreaterThanOrEqual(50)
  expect(standardLimits.connectionsPerPerson).toBeGreaterThanOrEqual(10)
  expect(standardLimits.waitingPerAddress).toBeGreaterThanOrEqual(20)
})

import type { RoomId } from '@hearth/protocol/ids.ts'
import { makeMessageId } from '@hearth/protocol/make-id.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { authorsOf, type OldRow, pack, unpack } from './segment.ts'
import { ada, bo, cy, messageId, workshop } from './testing/cast.ts'

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 3 })
const person = fc.constantFrom(ada, bo, cy)
const message = fc.record({
  seqGap: fc.integer({ min: 1, max: 9 }),
  nGap: fc.integer({ min: 1, max: 1e6 }),
  at: fc.integer({ min: 0, max: 2 ** 47 }),
  chance: fc.constantFrom('abcdefghj', '000000000', 'zzzzzzzzz'),
  isOdd: fc.boolean(),
  author: person,
  text: optional(fc.string({ unit: 'grapheme' }).map((text) => text.toWellFormed())),
  clientId: fc.string({ minLength: 1, maxLength: 30 }),
  replyTo: optional(fc.constant(messageId('Workshop', 7))),
  mentions: fc.subarray([ada, bo, cy]),
  editedAt: optional(fc.nat()),
  deletedAt: optional(fc.nat()),
  files: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  extra: fc.option(fc.constant({ forwarded: { author: bo, at: 7, room: workshop, message: messageId('Workshop', 7) } }), {
    nil: undefined,
  }),
})

function rowsOf(made: readonly (typeof message extends fc.Arbitrary<infer M> ? M : never)[], room: RoomId): OldRow[] {
  let [seq, n] = [0, 0]
  return made.map(({ seqGap, nGap, chance, isOdd, files, extra, ...rest }) => {
    seq += seqGap
    n += nGap
    const id = isOdd ? messageId('elsewhere', seq) : makeMessageId(rest.at, seq, chance)
    return { ...rest, n, seq, id, room, ...(files === undefined ? {} : { files }), ...(extra === undefined ? {} : { extra }) }
  })
}

it('[STORE-22] what is packed comes back as it was, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 40 }), (made) => {
      const rows = rowsOf(made, workshop)
      expect(unpack(pack(rows), workshop)).toEqual(rows)
    }),
  )
})

it('[STORE-22] who said what where stands beside it', () => {
  const [first, second] = rowsOf(
    fc.sample(message, 2).map((one, at) => ({ ...one, seqGap: 3, author: at === 0 ? bo : ada })),
    workshop,
  )
  if (first === undefined || second === undefined) throw new Error('two were asked for')
  expect(JSON.parse(authorsOf([first, second]))).toEqual({ people: [bo, ada], places: '0,,,1' })
})

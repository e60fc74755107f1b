import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sayAnswer, sayEvent } from './say.ts'

const id = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/)
const seq = fc.nat({ max: Number.MAX_SAFE_INTEGER })

test('[NATIVE-10] what is said, and the answer to it, read as JSON of the whole would, whatever was said', () => {
  const said = fc.record({
    id: id.map((text) => text as MessageId),
    author: id.map((text) => text as UserId),
    text: fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))),
    clientId: fc.stringMatching(/^[\x21-\x7e]{1,64}$/),
    replyTo: fc.option(id.map((text) => text as MessageId)),
    at: seq,
    mentions: fc.array(
      id.map((text) => text as UserId),
      { maxLength: 3 },
    ),
  })
  const besides = fc.record(
    {
      thread: id.map((text) => text as MessageId),
      also: fc.constant(true as const),
      forwarded: fc.record({ author: id.map((text) => text as UserId), at: seq }),
      poll: fc.constant({ question: 'When?', options: ['Now', 'Later'], counts: [0, 0], voters: 0 }),
    },
    { requiredKeys: [] },
  )
  const more = fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, { arbitrary: besides, weight: 1 })
  fc.assert(
    fc.property(id, seq, said, more, (room, place, words, extra) => {
      const body = 'also' in extra && !('thread' in extra) ? words : { ...words, ...extra }
      const event = { event: 'message.said', room: room as RoomId, seq: place, with: body } as const
      expect(sayEvent(event)).toBe(JSON.stringify(event))
    }),
  )
  fc.assert(
    fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()), id, seq, seq, (request, message, place, at) => {
      const ok = { id: message as MessageId, seq: place, at }
      expect(JSON.parse(sayAnswer(request, ok))).toEqual(JSON.parse(JSON.stringify({ id: request, ok })))
    }),
  )
  expect(sayAnswer('a"b', { seq: 3, editedAt: 4 })).toBe('{"id":"a\\"b","ok":{"seq":3,"editedAt":4}}')
})

import { message, messageId } from '@hearth/client/cast.ts'
import { expect, test } from 'vitest'
import { meantBy, oldestAfter } from './meant.ts'

const aside = (seq: number) => ({ ...message(seq), thread: messageId('9') })
const held = [message(9), aside(11), message(12), message(14)]
const part = { messages: held, hasOlder: true, hasNewer: true }

test('[WEB-11] a link to a message means that one, a reply in a thread, too, and never another that happens to be held', () => {
  expect(meantBy(part, 12)).toEqual({ message: message(12), isNear: false })
  expect(meantBy(part, 11)).toEqual({ message: aside(11), isNear: false })
  expect([meantBy(part, 3), meantBy(part, 99)]).toEqual([undefined, undefined])
})

test('[WEB-11] where something else stands at that place it is the next one in the room, and is not taken for what was meant', () => {
  expect(meantBy(part, 10)).toEqual({ message: message(12), isNear: true })
  const whole = { ...part, hasOlder: false, hasNewer: false }
  expect(meantBy(whole, 1)).toEqual({ message: message(9), isNear: true })
  expect(meantBy(whole, 15)).toEqual({ message: message(14), isNear: true })
})

test('[WEB-3] the oldest unread is one that stands in the room', () => {
  expect(oldestAfter(held, 9)).toEqual(message(12))
  expect(oldestAfter(held, 14)).toBeUndefined()
})

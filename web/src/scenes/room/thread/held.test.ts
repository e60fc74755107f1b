import { ada, bo, entry, message, messageId, said } from '@hearth/client/cast.ts'
import { WINDOW } from '@hearth/client/timeline.ts'
import { expect, test } from 'vitest'
import { after, heldFrom, threadIn, withEarlier } from './held.ts'

const root = message(9)
const reply = (seq: number) => ({ ...message(seq), thread: root.id })

test('[WEB-44] a thread of more replies than are kept in memory keeps the message it began with, and takes what is said in it', () => {
  const many = Array.from({ length: WINDOW }, (_, at) => reply(20 + at))
  const next = said('Workshop', 5000, bo, { thread: root.id })
  const held = after(withEarlier(heldFrom(root, many, true), [reply(18), reply(19)], false), next)
  expect(held.root).toMatchObject({ id: root.id, replies: { count: 1, lastSeq: 5000 } })
  expect(held.replies.messages.at(-1)?.seq).toBe(5000)
  expect(held.replies.hasOlder).toBe(true)
})

test('[WEB-44] what is said elsewhere in the room is not in the thread; changes of its first message are', () => {
  const held = heldFrom(root, [reply(11)], false)
  expect(after(held, said('Workshop', 12))).toEqual(held)
  const edited = entry('message.edited', 'Workshop', 13, { id: root.id, text: 'changed', editedAt: 5, mentions: [] })
  expect(after(held, edited).root.text).toBe('changed')
})

test('[WEB-44] without a server a thread is what its room holds of it', () => {
  const [first, second] = [reply(11), { ...reply(13), also: true as const }]
  const messages = [message(8), root, first, message(12, ada), second]
  expect(threadIn(messages, root.id)).toEqual(heldFrom(root, [first, second], false))
  expect(threadIn(messages, first.id)?.root).toBe(root)
  expect(threadIn(messages, messageId('99'))).toBeUndefined()
})

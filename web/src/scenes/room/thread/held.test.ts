import { ada, bo, callId, entry, message, messageId, said } from '@hearth/client/cast.ts'
import { rootOfCall, rootOfMessage } from '@hearth/client/threads.ts'
import { WINDOW } from '@hearth/client/timeline.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { expect, test } from 'vitest'
import { after, heldFrom, threadIn, withEarlier } from './held.ts'

const root = message(9)
const reply = (seq: number) => ({ ...message(seq), thread: root.id })

test('[WEB-44] a thread of more replies than are kept in memory keeps the message it began with, and takes what is said in it', () => {
  const many = Array.from({ length: WINDOW }, (_, at) => reply(20 + at))
  const next = said('Workshop', 5000, bo, { thread: root.id })
  const held = after(withEarlier(heldFrom(rootOfMessage(root), many, true), [reply(18), reply(19)], false), next)
  expect(held.root).toMatchObject({ id: root.id, replies: { count: 1, lastSeq: 5000 } })
  expect(held.replies.messages.at(-1)?.seq).toBe(5000)
  expect(held.replies.hasOlder).toBe(true)
})

test('[WEB-44] what is said elsewhere in the room is not in the thread; changes of its first message are', () => {
  const held = heldFrom(rootOfMessage(root), [reply(11)], false)
  expect(after(held, said('Workshop', 12))).toEqual(held)
  const edited = entry('message.edited', 'Workshop', 13, { id: root.id, text: 'changed', editedAt: 5, mentions: [] })
  expect(after(held, edited).root).toMatchObject({ message: { text: 'changed' } })
})

test('[WEB-44] without a server a thread is what its room holds of it', () => {
  const [first, second] = [reply(11), { ...reply(13), also: true as const }]
  const messages = [message(8), root, first, message(12, ada), second]
  expect(threadIn({ messages }, root.id)).toEqual(heldFrom(rootOfMessage(root), [first, second], false))
  expect(threadIn({ messages }, first.id)?.root).toEqual(rootOfMessage(root))
  expect(threadIn({ messages }, messageId('99'))).toBeUndefined()
})

test('[WEB-44] what is said beside a call is a thread under the call, which counts it and learns of its end', () => {
  const call = { id: callId('1'), seq: 9, by: bo.id, at: 1, video: false, ended: null }
  const thread = threadOfCall(call.id)
  const [first, second] = [
    { ...message(11), thread },
    { ...message(13), thread },
  ]
  expect(threadIn({ messages: [message(8), first, message(12), second], calls: [call] }, thread)).toEqual(
    heldFrom(rootOfCall(call), [first, second], false),
  )
  expect(threadIn({ messages: [first], calls: [call] }, first.id)?.root).toEqual(rootOfCall(call))
  const spoken = after(heldFrom(rootOfCall(call), [first], false), said('Workshop', 14, ada, { thread }))
  expect(spoken).toMatchObject({ root: { is: 'call', replies: { count: 1, lastSeq: 14, users: [ada.id] } } })
  expect(spoken.replies.messages.map(({ seq }) => seq)).toEqual([11, 14])
  const over = entry('call.ended', 'Workshop', 15, { call: call.id, by: bo.id, at: 9, why: 'ended', people: [ada.id, bo.id] })
  expect(after(spoken, over).root).toMatchObject({ call: { ended: { why: 'ended' }, replies: { count: 1 } } })
})

// Calls of prmp programs: real calls of the room, which ring in our own clients. The media of these programs go another way and cannot join.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import { targetOf } from './chats.ts'
import { answering, type Deed, field } from './house.ts'
import { NO_MEDIA } from './say.ts'
import type { Fields, Response } from './tags.ts'

/** `start_video`, `end_audio_chat`; `CALL`, `CALL_REQUEST`, `CALL_RESPONSE`. */
export const isCall = (action: string): boolean =>
  /^(?:start|end)(?:_(?:audio|video))?(?:_chat)?$|^call(?:_request|_response)?$/.test(action)

export const call = (deed: Deed): Promise<void> => answering(deed, () => carryOut(deed))

async function carryOut(deed: Deed): Promise<readonly [Response, Fields]> {
  const { desk, word } = deed
  const target = targetOf(deed)
  const room = 'room' in target ? target.room : await desk.direct(target.person)
  switch (meant(deed)) {
    case 'start':
      await desk.ask('call.start', { room, video: /video/i.test(`${word.action} ${field(word, 'call', 'chat', 'data')}`) })
      break
    case 'end':
      await desk.ask('call.end', { room, call: goingOn(deed, room) })
      break
    case 'decline':
      await desk.ask('call.decline', { room, call: goingOn(deed, room) })
      break
    case 'answer':
  }
  return ['successful', { data: NO_MEDIA }]
}

/** What a tag wants: its action says it, or for `CALL` and `CALL_RESPONSE` one of its fields. */
function meant({ word }: Deed): 'start' | 'end' | 'decline' | 'answer' {
  const { action } = word
  const said = ['response', 'status', 'call', 'data', 'text'].map((name) => field(word, name)).join(' ')
  if (action.startsWith('end')) return 'end'
  if (action === 'call' && /\bEND/i.test(said)) return 'end'
  if (action !== 'call_response') return 'start'
  return /FAIL|REJECT|DECLINE|DENY|BUSY|\bEND|\bNO\b/i.test(said) ? 'decline' : 'answer'
}

/** The one of that room. Throws call_unknown. */
function goingOn({ desk }: Deed, room: RoomId): CallId {
  const call = desk.hall.directory.place(room)?.call
  if (call === undefined) throw new ChatError('call_unknown')
  return call
}

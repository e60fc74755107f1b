// Calls of prmp programs. Their media goes another way than ours and cannot join, which is what they are told.
import { codeOf } from '../desk.ts'
import { targetOf } from './chats.ts'
import { type Deed, reply, responseOf } from './house.ts'

export const NO_MEDIA = 'Calls take place in the web client; the media of this program cannot join.'

/** Starts or ends a call of the room. */
export function call(deed: Deed): void {
  try {
    targetOf(deed)
    reply(deed, 'failed', { data: NO_MEDIA })
  } catch (why) {
    reply(deed, responseOf(codeOf(deed.desk.hall, 'prmp call', why)))
  }
}

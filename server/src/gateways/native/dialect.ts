// Our own protocol over a WebSocket: every word there is, as one text frame.

import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { Dialect } from '#hub/listener.ts'
import { textFrame } from './frame.ts'
import { sayEvent } from './say.ts'

export const native: Dialect = { name: 'native', say: (event) => textFrame(sayEvent(event)) }

const frames = new WeakMap<ChatEvent, Buffer>()

/** The same for what was missed: those who come back together to one room missed the same events, which become bytes once. */
export const nativeAgain: Dialect = {
  name: native.name,
  say(event) {
    let frame = frames.get(event)
    if (frame === undefined) frames.set(event, (frame = textFrame(sayEvent(event))))
    return frame
  },
}

// Our own protocol over a WebSocket: every word there is, as one text frame.
import type { Dialect } from '#hub/listener.ts'
import { textFrame } from './frame.ts'
import { sayEvent } from './say.ts'

export const native: Dialect = { name: 'native', say: (event) => textFrame(sayEvent(event)) }

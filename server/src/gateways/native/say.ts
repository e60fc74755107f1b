// What our own clients read: the three frames of envelope.ts as text. Pure.
import type { CommandName, Gives } from '@hearth/protocol/commands.ts'
import type { RequestId } from '@hearth/protocol/envelope.ts'
import type { Failure } from '@hearth/protocol/errors.ts'
import type { ChatEvent, EventWith } from '@hearth/protocol/events.ts'

export const sayAnswer = (id: RequestId, ok: Gives<CommandName>): string =>
  `{"id":${typeof id === 'number' ? id : JSON.stringify(id)},"ok":${isPlace(ok) ? sayPlace(ok) : JSON.stringify(ok)}}`

export const sayFailure = (id: RequestId | null, error: Failure): string => JSON.stringify({ id, error })

export const sayEvent = (event: ChatEvent): string =>
  event.event === 'message.said' && isBare(event.with) ? saySaid(event) : JSON.stringify(event)

/** Words and nothing besides. */
const isBare = ({ files, forwarded, thread, poll }: EventWith<'message.said'>): boolean =>
  files === undefined && forwarded === undefined && thread === undefined && poll === undefined

// What is said and the answer to who said it are nearly all that a busy server says. Put together from their parts they cost half of what
// `JSON.stringify` of the whole does. Ids need no escaping: their form allows letters and digits only.

type Place = Gives<'message.send'>

const isPlace = (ok: Gives<CommandName>): ok is Place => 'at' in ok && 'seq' in ok && 'id' in ok && Object.keys(ok).length === 3

const sayPlace = ({ id, seq, at }: Place): string => `{"id":"${id}","seq":${seq},"at":${at}}`

function saySaid({ room, seq, with: said }: Extract<ChatEvent, { event: 'message.said' }>): string {
  const { id, author, text, clientId, replyTo, at, mentions } = said
  const words = `"text":${JSON.stringify(text)},"clientId":${JSON.stringify(clientId)}`
  const reply = replyTo === null ? 'null' : `"${replyTo}"`
  const named = mentions.length === 0 ? '[]' : JSON.stringify(mentions)
  const with_ = `"id":"${id}","author":"${author}",${words},"replyTo":${reply},"at":${at},"mentions":${named}`
  return `{"event":"message.said","room":"${room}","seq":${seq},"with":{${with_}}}`
}

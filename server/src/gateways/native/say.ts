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

type SaidWith = EventWith<'message.said'>
type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]

/** All that a message may hold besides words. A new one that is not named here does not compile, so that none is left out below. */
const besides: Record<Optional<SaidWith>, true> = { files: true, forwarded: true, thread: true, also: true, poll: true, preview: true }
const besideNames = Object.keys(besides) as readonly Optional<SaidWith>[]

/** Words and nothing besides. A loop over names: the event is told to thousands, but put together once. */
function isBare(said: SaidWith): boolean {
  for (const name of besideNames) if (said[name] !== undefined) return false
  return true
}

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

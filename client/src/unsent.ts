// A message on this device that is not known to be kept by the server.
import type { Failure } from '@hearth/protocol/errors.ts'
import type { At, MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { withEntry } from './maps.ts'
import { type HeldMark, keyOf, type Marks } from './marks.ts'

/** What is said otherwise than in words of one's own. */
export type Special =
  | { readonly do: 'forward'; readonly from: RoomId; readonly id: MessageId }
  /** Its question is the text. `lasts`: from when it is asked, milliseconds. */
  | {
      readonly do: 'poll'
      readonly options: readonly string[]
      readonly several?: true
      readonly anonymous?: true
      readonly lasts?: number
      /** What one has chosen oneself: told as soon as it is asked. */
      readonly vote?: readonly number[]
    }

export type Unsent = {
  readonly clientId: string
  readonly room: RoomId
  readonly text: string
  readonly replyTo: MessageId | null
  /** Whole files that go with it, as this device knows them. */
  readonly files?: readonly FileCard[]
  /** The message its thread began with; `also`: it is to stand in the room, too. */
  readonly thread?: MessageId
  readonly also?: true
  /** Then `text` is what is forwarded, or asked. */
  readonly special?: Special
  readonly at: number
  readonly state: 'waiting' | 'sending' | 'failed'
  readonly failure?: Failure
  /** It went out, and no answer came: it may be said already. */
  readonly tried?: true
}

/** It is not said for certain: it can be taken back. */
export const maySayOtherwise = (unsent: Unsent): boolean => !unsent.tried || unsent.state === 'failed'

type Said = { readonly room: RoomId; readonly id: MessageId; readonly at: At }

/** It is said: nothing of it waits any more but one's own vote, where it is a poll. The very same where nothing waited under that clientId. */
export function settled<S extends { readonly outbox: readonly Unsent[]; readonly marks: Marks }>(
  state: S,
  clientId: string,
  said: Said,
): S {
  const unsent = state.outbox.find((one) => one.clientId === clientId)
  if (unsent === undefined) return state
  const outbox = state.outbox.filter((one) => one !== unsent)
  const options = unsent.special?.do === 'poll' ? (unsent.special.vote ?? []) : []
  if (options.length === 0) return { ...state, outbox }
  const vote: HeldMark = { do: 'vote', room: said.room, id: said.id, options, at: said.at, waits: true }
  return { ...state, outbox, marks: withEntry(state.marks, keyOf(vote), vote) }
}

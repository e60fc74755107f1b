// A message on this device that is not known to be kept by the server.
import type { Failure } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'

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

// What a connection of pychat remembers, in either form.
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { type Looked, nothingYet } from '../objects.ts'

export type State = {
  readonly form: 'text' | 'json'
  readonly looked: Looked
  /** Bytes of a line that were looked at already. */
  readonly seen: number
  /** What was given to who logged in here. */
  readonly token: string | undefined
  /** A file the client was told of; its bytes follow when it is ready. */
  readonly offer: { readonly card: FileCard; readonly token: string } | undefined
  /** Bytes of a file are on their way: what is to be told waits in it. */
  readonly held: Buffer[] | undefined
  /** Answers under way: each waits for the one before. */
  readonly tail: Promise<void>
}

export const atFirst = (form: State['form']): State => ({
  form,
  looked: nothingYet,
  seen: 0,
  token: undefined,
  offer: undefined,
  held: undefined,
  tail: Promise.resolve(),
})

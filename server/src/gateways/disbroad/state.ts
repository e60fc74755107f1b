// What a connection of disbroad remembers.
import type { UserId } from '@hearth/protocol/ids.ts'
import { type Looked, nothingYet } from '../objects.ts'

export type State = {
  /** Told by the first byte. */
  readonly form: 'unknown' | 'json' | 'plain'
  readonly looked: Looked
  /** So many bytes of the text form that have no end: nothing has followed them for long enough. */
  readonly settled: number
  /** Who has come in, and what they called themselves: a guest may be known otherwise. */
  readonly me: { readonly word: string; readonly called: string } | undefined
  /** An account this connection has made and may set the password of. */
  readonly registered: { readonly user: UserId; readonly name: string } | undefined
  /** Wrong passwords so far. */
  readonly tries: number
}

export const atFirst: State = { form: 'unknown', looked: nothingYet, settled: 0, me: undefined, registered: undefined, tries: 0 }

// What a gateway hands to the hub: a person's connection, its language, and where its bytes go.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Bearing } from '#core/outcome.ts'

/** How one kind of listener is spoken to: an event becomes bytes, or there is no word for it. Pure. */
export type Dialect = { readonly name: string; say(event: ChatEvent): Buffer | undefined }

export type Ending = 'session_unknown' | 'banned' | 'stopping' | 'anew'

/** Where a listener's bytes go. Bounded by whoever owns it; neither call throws or waits. */
export type Out = {
  push(bytes: Buffer): void
  /** What was pushed leaves, `last` after it, then the connection is over. */
  end(why: Ending, last: Buffer | undefined): void
}

export type Listener = {
  readonly user: UserId
  readonly session: SessionId
  readonly address: string
  readonly dialect: Dialect
  readonly out: Out
  /** Its own sign-out is under way: a cut of its session is left to whoever asked for it. */
  leaving?: boolean
  /** How its person is at it, as it told. Absent: it tells nothing of that, so they are here. Written by the hub alone. */
  bearing?: Bearing
  /** Hears nothing but the end. The hub makes it so, too. */
  deaf?: boolean
}

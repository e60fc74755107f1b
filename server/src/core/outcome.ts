// What core gives back: the reply to who asked, and what others are to be told once it is on disk.
import type { CommandName, Gives } from '@hearth/protocol/commands.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { AppReach } from '@hearth/protocol/factor-shapes.ts'
import type { RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Scope } from '@hearth/protocol/scopes.ts'

/** Where a request comes from. `client` is what the device says of itself (user agent), shown in the device list. */
export type Origin = {
  readonly address: string
  readonly client: string
  /** Hash of what the device calls itself by; absent where it does not. */
  readonly device?: string | undefined
}
export type Anonymous = Origin & { readonly kind: 'anonymous' }
export type Member = Origin & {
  readonly kind: 'signed-in'
  readonly user: UserId
  readonly session: SessionId
  /** Of a token for a program: all it may do. Absent: everything. */
  readonly scope?: readonly Scope[]
  /** Of an older program that came in with an app password: what that opens. */
  readonly app?: AppReach
}
export type Caller = Anonymous | Member
/** All that who may see or say something is asked by. */
export type Somebody = Pick<Member, 'user'>

/** Who hears. The hub resolves `room` by the `follow`s it was told; it never decides. */
export type Audience =
  | { readonly to: 'room'; readonly room: RoomId }
  | { readonly to: 'users'; readonly users: readonly UserId[] }
  /** One device of one person. */
  | { readonly to: 'session'; readonly user: UserId; readonly session: SessionId }
  | { readonly to: 'everybody' }

/** How somebody is at a device. */
export type Bearing = 'here' | 'away' | 'busy'

/** Done in order, after the commit, by the hub. */
export type Telling =
  | { readonly do: 'tell'; readonly event: ChatEvent; readonly audience: Audience }
  /** From here on this person's connections hear the room. */
  | { readonly do: 'follow'; readonly room: RoomId; readonly user: UserId }
  | { readonly do: 'unfollow'; readonly room: RoomId; readonly user: UserId }
  /** Nobody hears this room any more. */
  | { readonly do: 'dissolve'; readonly room: RoomId }
  /** These sign-ins are over: `session.ended` is said to their connections, then they are closed. `except` survives. */
  | {
      readonly do: 'cut'
      readonly user: UserId
      readonly session?: SessionId
      readonly except?: SessionId
      readonly code: 'session_unknown' | 'banned'
    }
  /**
   * What this person is to hear is another now: their connections hear nothing from here on, are closed once what was answered has left, and
   * come back by themselves as what they are then.
   */
  | { readonly do: 'anew'; readonly user: UserId }
  /** How this person is at one of their devices; without a device: what they chose to be shown as is another now. */
  | { readonly do: 'bear'; readonly user: UserId; readonly session?: SessionId; readonly as?: Bearing }
  /** They may say nothing for a while, there or everywhere: in a call, too. */
  | { readonly do: 'hush'; readonly user: UserId; readonly room?: RoomId }
  /** Connections from these addresses are closed (an address was banned). */
  | { readonly do: 'shut'; readonly banned: (address: string) => boolean }

/** What a sign-in (register, open, enter, resume) hands to the gateway so that it can attach a listener. */
export type SignIn = {
  readonly user: UserId
  readonly session: SessionId
  readonly scope?: readonly Scope[]
  readonly app?: AppReach
  readonly rooms: readonly RoomId[]
  /** Entries missed since the client's `since`, and `resume_too_far`s; to be sent right after the answer. */
  readonly missed: readonly ChatEvent[]
  /** Must set up a second step first: known to be connected, hears nothing, and is nobody's company. */
  readonly deaf?: true
  /** The secret, for a gateway that keeps it in a cookie. Absent on resume. */
  readonly token?: string
}

/** What a handler returns. Nobody publishes from the middle. */
export type Outcome<N extends CommandName> = {
  readonly reply: Gives<N>
  readonly tellings: readonly Telling[]
  readonly signIn?: SignIn
  /** The caller's own sign-in is over. */
  readonly signOut?: true
}

export type Done<N extends CommandName> = Pick<Outcome<N>, 'reply' | 'signIn' | 'signOut'>

// The contract of the dialects of older programs: what one of them must be able to do, and what it is given to work with.
//
//   bytes ──► hear() ──► word ──► act(word, desk) ──► core's commands        event ──► newsOf() ──► news ──► say() ──► bytes
//             pure                the one place that waits                             names for ids        pure
import type { CallId, FileId, MessageId, RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { FileCard, Role, RoomKind } from '@hearth/protocol/shapes.ts'
import type { Desk } from './desk.ts'

/** A person as older programs know them. `number` never changes; `word` only when its owner changes it in an older program. */
export type Person = {
  readonly id: UserId
  /** What they are called and signed in by: one word, unique whatever the case. */
  readonly word: string
  readonly number: number
  readonly displayName: string
  readonly guest: boolean
  readonly admin: boolean
  /** One of twelve hues. */
  readonly colour: number
  readonly seenAt: number | null
}

/** A room as older programs know it. `word`, `code` and `number` never change. */
export type Place = {
  readonly id: RoomId
  readonly kind: RoomKind
  /** One word without spaces, unique whatever the case. The lobby's is `lobby`; a direct room has none: ''. */
  readonly word: string
  /** Six hex digits; a direct room has none: ''. */
  readonly code: string
  readonly number: number
  /** What it is called now. */
  readonly name: string
  /** Empty: none. */
  readonly topic: string
  readonly public: boolean
  /** In the order they came, as far as that is known. */
  readonly members: ReadonlyMap<UserId, Role>
  /** The call that goes on there. */
  readonly call?: CallId | undefined
  /** Did that call, or the last one there, begin with pictures? */
  readonly video?: boolean
}

/** What came out of the bytes that were not read yet. `state` is what the next hearing is given. */
export type Heard<State, Word> =
  /**
   * Nothing whole yet. `state` may remember how far it looked, so that nothing is looked at twice. `orAfter`: where nothing comes for so
   * many milliseconds, it is heard again with this state: silence tells two kinds of program apart.
   */
  | { readonly is: 'more'; readonly state: State; readonly orAfter?: { readonly ms: number; readonly state: State } }
  /** A word that took `used` bytes. What comes behind it is heard when it has been acted upon. */
  | { readonly is: 'word'; readonly word: Word; readonly used: number; readonly state: State }
  /** `used` bytes that mean nothing: nothing happens, and there is nothing to answer (white space, a bare `<TAG>`). */
  | { readonly is: 'nothing'; readonly used: number; readonly state: State }

/** What somebody is told, with names for ids. `mine`: the hearer did it, on whatever device; `own`: on this very connection. */
export type News =
  | {
      readonly is: 'said'
      readonly by: Person
      readonly place: Place
      /** Of a direct room: the other person, whoever spoke; oneself in a room for notes. */
      readonly peer: Person | undefined
      readonly id: MessageId
      readonly seq: Seq
      readonly text: string
      readonly files: readonly FileCard[]
      /** Bytes of the files that `needs` asked for and that could be had. */
      readonly bytes: ReadonlyMap<FileId, Buffer>
      readonly at: number
      readonly clientId: string
      readonly replyTo: MessageId | null
      readonly mine: boolean
      readonly own: boolean
      /** It was said while the hearer was away. */
      readonly missed: boolean
    }
  | { readonly is: 'edited'; readonly place: Place; readonly id: MessageId; readonly text: string }
  | { readonly is: 'deleted'; readonly place: Place; readonly id: MessageId }
  | { readonly is: 'presence'; readonly person: Person; readonly online: boolean; readonly seenAt: number | null }
  | { readonly is: 'typing'; readonly person: Person; readonly place: Place; readonly on: boolean }
  /** Also said of oneself: `mine`. A room that came to be says it of each of its first people. */
  | { readonly is: 'joined'; readonly person: Person; readonly place: Place; readonly by: Person | undefined; readonly mine: boolean }
  /** `by` is somebody else where they were put out. */
  | { readonly is: 'left'; readonly person: Person; readonly place: Place; readonly by: Person | undefined; readonly mine: boolean }
  | { readonly is: 'role'; readonly person: Person; readonly place: Place; readonly role: Role }
  /** Name or topic. */
  | { readonly is: 'renamed'; readonly place: Place; readonly by: Person | undefined; readonly topic: string }
  | { readonly is: 'ended'; readonly place: Place }
  /** A call of the room begins, or is over. `mine`: the hearer began it. */
  | {
      readonly is: 'call'
      readonly place: Place
      readonly peer: Person | undefined
      readonly by: Person | undefined
      readonly video: boolean
      readonly started: boolean
      readonly mine: boolean
    }
  /** A new or changed person. */
  | { readonly is: 'person'; readonly person: Person; readonly isNew: boolean }
  | { readonly is: 'contact'; readonly person: Person; readonly added: boolean }
  /** The server ends, or this sign-in does: the last thing that is said. */
  | { readonly is: 'stopping' }
  | { readonly is: 'cut'; readonly code: 'session_unknown' | 'banned' }

export type Said = Extract<News, { is: 'said' }>

/** One dialect of an older program. `State`: what a connection remembers (accent, where the scanner stands, keys). Never throws. */
export type LegacyDialect<State, Word> = {
  readonly name: string
  /** A connection is there; nothing was heard. */
  begin(): State
  /** Said before anything is heard: a greeting. */
  greet?(state: State): Buffer | undefined
  /**
   * The next word in `bytes`, all that came and was not used. Pure: no socket, no clock. Never throws, whatever the bytes. Over a
   * WebSocket `bytes` is one whole message, and what is not used of it is gone.
   */
  hear(bytes: Buffer, state: State): Heard<State, Word>
  /** Carries a word out. Words of one connection are acted upon one after another; give back a promise only where the next must wait. */
  act(word: Word, desk: Desk<State, Word>): void | Promise<void>
  /** News as bytes for this hearer, or no word for it. Several buffers are several sends. Pure. */
  say(news: News, state: State, me: Person | undefined): Buffer | readonly Buffer[] | undefined
  /** What the connection remembers of news; before it is said, and whether or not there is a word for it. Pure. */
  learn?(news: News, state: State): State
  /** Files whose bytes `say` wants to have: they are read first, and what comes behind waits. */
  needs?(news: Said, state: State): readonly FileCard[]
  /** The dialect's own failure for what it has not understood, what is too large, or a bug of ours. `undefined`: nothing is said. */
  fault(why: Fault, state: State): Buffer | undefined
  /** Unread bytes of one word; beyond it `fault('too large')` is said and the connection closed. */
  readonly mostBytes: number
  /** The same before anybody has signed in; absent: `mostBytes`. */
  readonly mostBefore?: number
  /** Milliseconds between two sends to one client, for programs that take one read for one message. */
  gapMs?(state: State): number
  /** `heard`: what was said to it counts as read. `fetched`: the dialect says by itself what was read. */
  readonly reads: 'heard' | 'fetched'
  /** Absent: who is too fast is read more slowly. Else this is said, and the word is dropped. */
  tooFast?(waitMs: number, state: State): Buffer | undefined
}

/** `late`: no sign-in in time; `slow`: it does not read; `internal`: our bug, logged already. */
export type Fault = 'too large' | 'late' | 'banned' | 'crowded' | 'internal'

/** What a connection is made of, whatever transport carries it. Bounded: who does not read is dropped. */
export type Link = {
  readonly address: string
  /** Sent whole and in order. Nothing after `end`. */
  send(bytes: Buffer): void
  /** What was sent leaves; then it is closed. */
  end(): void
  /** At once. */
  drop(): void
  /** Bytes that have not left yet. */
  readonly waiting: number
  /** Those of them that the socket could not get rid of; none once it is dropped. */
  readonly stuck: number
  pause(): void
  resume(): void
  /** Resolves when what was sent has left for the most part, or the link is gone. */
  drained(): Promise<void>
}

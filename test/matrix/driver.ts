// One way to speak and to hear, whatever the dialect: what the matrix and the hard tests do with each program.
import type { Reachable } from '#harness/running.ts'

/** What can go from one to the other. */
export const deeds = ['private', 'group', 'broadcast', 'channel', 'long', 'unicode', 'file', 'poll', 'presence'] as const
export type Deed = (typeof deeds)[number]

/** Of every older program. */
export const noPolls = 'it knows no polls; question and choices are shown as words'

/** What a program showed its person. `group`: what the program calls the room; null for private words and the lobby. */
export type Shown = {
  readonly from: string
  readonly text: string
  readonly in: 'private' | 'group' | 'lobby'
  readonly group: string | null
}
export type ShownFile = { readonly from: string; readonly name: string; readonly bytes: Buffer }

/** A person who sits at such a program. Where it only fetches, `look` fetches. */
export type Seat = AsyncDisposable & {
  /** What others know them by. */
  readonly name: string
  readonly shown: readonly Shown[]
  readonly files: readonly ShownFile[]
  /** Who it says is here, as far as it has said. */
  readonly here: ReadonlySet<string>
  /** Fetches what is only given when asked for: messages, files, who is here. */
  look(): Promise<void>
  toPerson(name: string, text: string): Promise<void>
  /** `group` is the room's name, in which both are; also for channels. */
  toGroup(group: string, text: string): Promise<void>
  toLobby(text: string): Promise<void>
  fileTo(name: string, file: string, bytes: Buffer): Promise<void>
  /** Of programs that know polls. */
  pollIn?(group: string, question: string, options: readonly string[]): Promise<void>
  /** For programs that show only those they know. */
  know(name: string): Promise<void>
  /** Of programs without `raw`: has the server ended what it has open? */
  isOut?(): Promise<boolean>
}

/** `known`: the account is there already. */
export type Entering = { readonly server: Reachable; readonly name: string; readonly password: string; readonly known?: true }

export type Driver = {
  /** `prmp/C` */
  readonly name: string
  /** The flags a server needs for it. */
  readonly flags: readonly string[]
  /** What it cannot say or cannot show, and why: the expected losses of docs/gateways/matrix.md. */
  readonly cannotSay: Partial<Readonly<Record<Deed, string>>>
  readonly cannotHear: Partial<Readonly<Record<Deed, string>>>
  /** How words look when they have gone out of this program, or into it. */
  readonly said?: (text: string) => string
  readonly heard?: (text: string) => string
  /** Takes one read for one message: of words that came together nobody can tell where one message ended. */
  readonly unframed?: true
  /** Whoever comes by it has no password here. */
  readonly keyless?: true
  /** Makes the account where there is none, and signs in. */
  enter(who: Entering): Promise<Seat>
  /** How to break it: for programs over TCP. Bytes of a program that has not signed in. */
  readonly raw?: {
    readonly port: string
    readonly hello: (name: string, password: string) => readonly (Buffer | string)[]
    /** A command that changes nothing, and what its answer holds once; absent where answers come with a pause between them. */
    readonly cheap?: { readonly say: string; readonly answer: string }
  }
}

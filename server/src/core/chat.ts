// execute(): the one way in. (Contract first; the body follows.)
import type { CommandName, Takes } from '@hearth/protocol/commands.ts'
import type { Caller, Done } from '#core/outcome.ts'

export type Chat = {
  /**
   * Carries out one command for a caller.
   *
   * `takes` has passed the command's schema. Rejects with `ChatError` for every expected failure.
   * 1. Everything the command wrote is on disk before anybody, the caller included, hears of it.
   * 2. `answered` is called once, synchronously, in commit order, right after the command's own events were
   *    published and before any later command's: a gateway that attaches a listener there misses nothing
   *    and hears nothing twice.
   */
  execute<N extends CommandName>(caller: Caller, name: N, takes: Takes<N>, answered?: (done: Done<N>) => void): Promise<Done<N>>
  /** The caller behind a session token, for HTTP. Rejects with `session_unknown` or `banned`. */
  recognise(token: string, address: string, client: string): Promise<Caller & { kind: 'signed-in' }>
  /** Is this address shut out? Asked at the door, before anything is read. Answered from memory. */
  isBanned(address: string): boolean
  /** Is the server waiting for its first admin? */
  needsSetup(): boolean
  close(): Promise<void>
}

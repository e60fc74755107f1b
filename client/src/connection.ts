// The way to the server, for ever: greeting → open → waiting to retry → greeting …
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type Failure } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import { asError, createLink, type Link, type Socket } from './link.ts'
import type { Connection as Status } from './state.ts'
import type { Ask, Wait } from './store.ts'

export type Connection = {
  start(): void
  /** Waits for a greeting that is under way; fails with `offline` at once when there is none. */
  ask: Ask
  /** A new socket now, whatever there is. */
  restart(): void
  /** The platform thinks the network is back, or the page is looked at again: try now, or see whether anybody is there. */
  nudge(): void
  /** The network is another one: a way of before answers at once, or is left. */
  moved(): void
  /** Ends for good with a reason people must act on. */
  refuse(failure: Failure): void
  close(): void
}

type Given = { openSocket(): Socket; now(): number; chance(): number; wait: Wait }
type Hooks = {
  status(status: Status): void
  event(event: ChatEvent): void
  /** Signs the fresh connection in, if there is somebody to sign in. */
  greet(ask: Ask): Promise<void>
}
type Phase =
  | { readonly is: 'idle' }
  | { readonly is: 'greeting'; readonly link: Link }
  | { readonly is: 'open'; readonly link: Link; readonly steady: () => void }
  | { readonly is: 'waiting'; readonly callOff: () => void }
  /** Nobody is signed in, and the server keeps no place for who only looks: the next request connects. */
  | { readonly is: 'asleep' }
  | { readonly is: 'over' }
type Waiter = { go(link: Link): void; fail(): void }

const SHORTEST_MS = 300
const LONGEST_MS = 15_000
/** A connection that lasted this long was a good one: the next retry is quick again. */
const STEADY_MS = 5_000
/** How long a way of before may take to answer, after the network became another one. */
const MOVED_MS = 500
/** And one that is only being opened: where much is going on, a greeting takes longer than an answer. */
const GREETED_MS = 1500

export function createConnection(given: Given, hooks: Hooks): Connection {
  let phase: Phase = { is: 'idle' }
  let attempt = 0
  let comeBackIn: number | undefined
  /** Asked before the way was open. */
  const waiters = new Set<Waiter>()

  function connect(): void {
    const woken = phase.is === 'asleep'
    leave()
    const socket = opened()
    if (!socket) return retry('cannot connect')
    let greeted = false
    const link: Link = createLink(socket, given.wait, {
      event(event) {
        if (event.event === 'server.stopping') comeBackIn = event.with.retryAfterMs
        hooks.event(event)
        if (event.event !== 'server.hello' || greeted) return
        greeted = true
        greet(link)
      },
      fault: (failure) => failed(asError(failure)),
      ended: (why) => retry(why),
    })
    phase = { is: 'greeting', link }
    if (!woken) hooks.status({ is: 'connecting' })
  }

  function opened(): Socket | undefined {
    try {
      return given.openSocket()
    } catch {
      return undefined
    }
  }

  function greet(link: Link): void {
    const ofThis = () => phase.is === 'greeting' && phase.link === link
    hooks.greet(link.request).then(
      () => ofThis() && open(link),
      (error: unknown) => ofThis() && failed(error),
    )
  }

  function open(link: Link): void {
    const steady = given.wait(STEADY_MS, () => void (attempt = 0))
    phase = { is: 'open', link, steady }
    hooks.status({ is: 'open' })
    for (const waiter of take()) waiter.go(link)
  }

  function take(): readonly Waiter[] {
    const taken = [...waiters]
    waiters.clear()
    return taken
  }

  function failed(error: unknown): void {
    if (!(error instanceof ChatError)) return retry('not understood')
    if (error.code === 'not_signed_in' && phase.is === 'open') return sleep()
    if (error.code === 'banned' || error.code === 'outdated_client') return refuse(error.failure())
    comeBackIn ??= error.more.retryAfterMs
    retry(error.message)
  }

  function retry(why: string): void {
    leave()
    // Full jitter: after a restart everybody comes back, and not in the same instant.
    const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** attempt++)
    const delay = Math.round(comeBackIn === undefined ? given.chance() * longest : comeBackIn + given.chance() * 1000)
    comeBackIn = undefined
    phase = { is: 'waiting', callOff: given.wait(delay, connect) }
    hooks.status({ is: 'waiting', until: given.now() + delay, why })
  }

  function sleep(): void {
    leave()
    phase = { is: 'asleep' }
  }

  function refuse(failure: Failure): void {
    leave()
    phase = { is: 'over' }
    hooks.status({ is: 'refused', failure })
  }

  /** Ends what the phase holds; nothing of it is heard afterwards. */
  function leave(): void {
    const left = phase
    phase = { is: 'idle' }
    if (left.is === 'waiting') left.callOff()
    if (left.is === 'open') left.steady()
    if (left.is === 'open' || left.is === 'greeting') left.link.close()
    if (left.is === 'greeting') for (const waiter of take()) waiter.fail()
  }

  function ask<N extends CommandName>(name: N, takes: Takes<N>, absorb?: (gives: Gives<N>) => void): Promise<Gives<N>> {
    const now = phase
    if (now.is === 'open') return now.link.request(name, takes, absorb)
    if (now.is === 'waiting' || now.is === 'over') return Promise.reject(new ChatError('offline'))
    return new Promise((resolve, reject) => {
      waiters.add({ go: (link) => link.request(name, takes, absorb).then(resolve, reject), fail: () => reject(new ChatError('offline')) })
      if (now.is === 'asleep') connect()
    })
  }

  return {
    start: () => phase.is === 'idle' && connect(),
    ask,
    restart: () => phase.is !== 'over' && connect(),
    nudge() {
      if (phase.is === 'waiting') connect()
      if (phase.is === 'open') phase.link.probe()
    },
    moved() {
      if (phase.is === 'waiting') return connect()
      // It may be of the network there is now: whoever throws it away each time gets nowhere.
      if (phase.is === 'greeting') phase.link.hasten(GREETED_MS)
      if (phase.is === 'open') phase.link.probe(MOVED_MS)
    },
    refuse,
    close() {
      leave()
      phase = { is: 'over' }
      for (const waiter of take()) waiter.fail()
      hooks.status({ is: 'closed' })
    },
  }
}

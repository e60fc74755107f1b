// Where the one state lives: replaced, never changed.
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { emptyState, type State } from './state.ts'

export type Store = {
  get(): State
  update(change: (state: State) => State): void
  subscribe(changed: () => void): () => void
}

/** How the parts of a client ask. `absorb` is called in the order of the wire, before any event that came after the answer. */
export type Ask = <N extends CommandName>(name: N, takes: Takes<N>, absorb?: (gives: Gives<N>) => void) => Promise<Gives<N>>

/** A timer that can be called off. */
export type Wait = (ms: number, then: () => void) => () => void

export function createStore(after: (now: State, before: State) => void): Store {
  const listeners = new Set<() => void>()
  let state = emptyState
  return {
    get: () => state,
    update(change) {
      const before = state
      state = change(before)
      if (state === before) return
      after(state, before)
      for (const listener of [...listeners]) listener()
    },
    subscribe(changed) {
      // Wrapped, so that the same function given twice is called off one at a time.
      const listener = () => changed()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Timers that can all be called off together, so that nothing outlives its owner. */
export function createTimers(given: Wait): { readonly wait: Wait; close(): void } {
  const running = new Set<() => void>()
  let closed = false
  return {
    wait(ms, then) {
      if (closed) return () => undefined
      const callOff = given(ms, () => {
        running.delete(end)
        then()
      })
      const end = () => {
        running.delete(end)
        callOff()
      }
      running.add(end)
      return end
    },
    close() {
      closed = true
      for (const end of [...running]) end()
    },
  }
}

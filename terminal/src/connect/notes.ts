// What this machine could not do beside the talking: said once, and the program goes on without it.
import { wordsOfSystem } from './system.ts'

export type Notes = {
  say(text: string): void
  /** Does it; where the disk refuses, that is said once and nothing is thrown. */
  quietly(what: string, job: () => void): void
  /** Hears what was said before, too. Gives what ends it. */
  heard(tell: (text: string) => void): () => void
}

export function createNotes(): Notes {
  const all = new Set<string>()
  const listeners = new Set<(text: string) => void>()
  const say = (text: string) => {
    if (all.has(text)) return
    all.add(text)
    for (const listener of [...listeners]) listener(text)
  }
  return {
    say,
    quietly(what, job) {
      try {
        job()
      } catch (error) {
        const why = wordsOfSystem(error)
        if (why === undefined) throw error
        say(`${what}: ${why}`)
      }
    },
    heard(tell) {
      const listener = (text: string) => tell(text)
      listeners.add(listener)
      for (const text of all) tell(text)
      return () => void listeners.delete(listener)
    },
  }
}

// Fresh ids, and timers that can be called off.
import { randomUUID } from 'node:crypto'

/** The time first, for the server keeps them in order. */
export const newId = (): string => `${Date.now().toString(36)}-${randomUUID()}`

export function wait(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

// Waiting for the client to know something, for so long at most.
import type { Client } from '@hearth/client/client.ts'

/** Is it known whether somebody is signed in? */
export const isDecided = ({ state: { connection, me } }: Client): boolean =>
  me !== null || connection.is === 'open' || connection.is === 'refused'

/** Waits until it is so, or for so long; says whether it is. */
export function until(client: Client, isSo: () => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (isSo() || ms <= 0) return resolve(isSo())
    const done = () => {
      clearTimeout(timer)
      stop()
      resolve(isSo())
    }
    const timer = setTimeout(done, ms)
    const stop = client.subscribe(() => isSo() && done())
  })
}

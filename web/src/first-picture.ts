// What is drawn first is the place one comes to with all that stands in it. A house without words would be drawn, measured and shown only to be
// drawn once more when they come, which is a moment later.
import type { Client, State } from '@hearth/client/client.ts'
import type { Wait } from '@hearth/client/store.ts'
import type { Route } from './route.ts'

/** Where it takes longer, what there is is shown: that is about when the flame would be lit. */
const LONGEST_MS = 300

/** Is there all that is drawn of it, or nothing more to wait for? */
export function isWhole({ connection, me, rooms, timelines }: State, route: Route): boolean {
  if (connection.is !== 'open' && connection.is !== 'connecting') return true
  if (me === null) return connection.is === 'open'
  if (route.at !== 'room') return true
  return timelines.has(route.room) || (connection.is === 'open' && !rooms.has(route.room))
}

/** Resolves as soon as it is, and in any case soon. */
export function whole(client: Pick<Client, 'state' | 'subscribe'>, route: Route, wait: Wait): Promise<void> {
  return new Promise((resolve) => {
    if (isWhole(client.state, route)) return resolve()
    const go = (): void => {
      deaf()
      callOff()
      resolve()
    }
    const callOff = wait(LONGEST_MS, go)
    const deaf = client.subscribe(() => isWhole(client.state, route) && go())
  })
}

/** What is said in the room that the address leads to is asked for as soon as anybody is signed in, or what was kept of them is read. */
export function openFirstRoom(client: Pick<Client, 'state' | 'subscribe' | 'open'>, route: Route): void {
  if (route.at !== 'room') return
  const { room } = route
  const deaf = client.subscribe(() => {
    const { rooms, connection, me } = client.state
    const isThere = rooms.has(room)
    // Who is in, and not in that room, comes into it by other ways.
    if (!isThere && !(connection.is === 'open' && me !== null)) return
    deaf()
    // The answer that tells of the room opens the way a moment later: then the server is asked, and not this device.
    if (isThere) setTimeout(() => client.open(room).catch(() => undefined))
  })
}

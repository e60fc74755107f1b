// Everything that belongs to one server, opened together and closed together: the client, its files, its log.
import { join } from 'node:path'
import { type Client, createClient, type Saved } from '@hearth/client/client.ts'
import { createFiles, type Files } from '@hearth/client/files.ts'
import { createIncoming, type Incoming } from '../files/incoming.ts'
import { createOutgoing, type Outgoing } from '../files/outgoing.ts'
import { shelfIn, shelfInMemory } from '../files/shelf.ts'
import { trustFor } from './authority.ts'
import { type Belongings, keepBelongings, parcelsIn } from './belongings.ts'
import { newId, wait } from './clock.ts'
import { holdFolder } from './hold.ts'
import { type Log, openLog } from './log.ts'
import { withNicknames } from './nicknames.ts'
import { createNotes, type Notes } from './notes.ts'
import { readJson } from './places.ts'
import { deviceIn, keptIn, keptInMemory, platform, type Way } from './platform.ts'

export type House = {
  readonly client: Client
  readonly files: Files
  readonly outgoing: Outgoing
  readonly incoming: Incoming
  /** Lines that were written before. */
  readonly past: Belongings['past']
  /** What this machine could not do. */
  readonly notes: Pick<Notes, 'heard'>
  readonly server: URL
  token(): string | null
  /** Fetches something of the server's with one's own token. */
  fetch(path: string): Promise<Response>
  close(): void
}

/**
 * @param token given for this run alone: then nothing is written down. Nor is anything by a second run in the same folder: it comes in with
 *   the sign-in of the first, and leaves what lies there alone.
 */
export function openHouse(way: Way, folder: string, token: string | undefined): House {
  trustFor(way.ca)
  const notes = createNotes()
  const quietly = (job: () => void) => notes.quietly('What is to be kept on this machine is not', job)
  const held = token === undefined ? holdFolder(folder, notes) : undefined
  const place = held === undefined ? undefined : folder
  const session = join(folder, 'session.json')
  const kept = place === undefined ? keptInMemory(token === undefined ? signInOf(session) : { token }) : keptIn(session, quietly)
  const log: Log | undefined = place === undefined ? undefined : openLog(join(place, 'log.db'), wait, notes.say)
  // Of a second run it is not asked: who is shut out with the device is so with the account, too.
  const device = place === undefined ? undefined : deviceIn(join(place, 'device'), quietly)
  const client = withNicknames(createClient({ ...platform(way, kept, device), ...(log === undefined ? {} : { archive: log }) }))
  const base = way.server.origin
  const secret = () => kept.token
  const sha256 = (bytes: ArrayBuffer) => crypto.subtle.digest('SHA-256', bytes)
  const files = createFiles({ fetch, base, token: secret, now: performance.now.bind(performance), chance: Math.random, wait, sha256 })
  const outgoing = createOutgoing({
    ...{ files, send: client.send, newId, now: Date.now },
    shelf: place === undefined ? shelfInMemory() : shelfIn(parcelsIn(place), quietly),
    pastes: place === undefined ? undefined : join(place, 'pastes'),
    mostBytes: () => client.state.hello?.limits.fileBytes ?? Number.POSITIVE_INFINITY,
    isSaid: (id) => client.state.outbox.some(({ clientId }) => clientId === id),
  })
  const incoming = createIncoming({ fetch, base, token: secret, wait })
  const belongings = keepBelongings({ client, outgoing, whose: () => kept.user, folder: place, quietly })
  const stop = nudging(client, files)
  return {
    ...{ client, files, outgoing, incoming, past: belongings.past, notes, server: way.server, token: secret },
    fetch: (path) => fetch(base + path, { headers: kept.token === null ? {} : { authorization: `Bearer ${kept.token}` } }),
    close() {
      stop()
      belongings.close()
      outgoing.halt()
      incoming.halt()
      client.close()
      log?.close()
      held?.letGo()
    },
  }
}

function signInOf(session: string): Pick<Partial<Saved>, 'token' | 'user'> {
  const { token = null, user = null } = readJson<Saved>(session) ?? {}
  return { token, user }
}

/** The way is back: files that wait for it need not wait out their time. */
function nudging(client: Client, files: Files): () => void {
  let was = client.state.connection.is
  return client.subscribe(() => {
    const { is } = client.state.connection
    if (is === 'open' && was !== 'open') files.nudge()
    was = is
  })
}

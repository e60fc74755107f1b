// Everything that belongs to one server, opened together and closed together: the client, its files, its log.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '@hearth/client/client.ts'
import { createFiles, type Files } from '@hearth/client/files.ts'
import { createIncoming, type Incoming } from '../files/incoming.ts'
import { createOutgoing, type Outgoing } from '../files/outgoing.ts'
import { trustFor } from './authority.ts'
import { newId, wait } from './clock.ts'
import { type Log, openLog } from './log.ts'
import { deviceIn, keptIn, keptInMemory, platform, type Way } from './platform.ts'

export type House = {
  readonly client: Client
  readonly files: Files
  readonly outgoing: Outgoing
  readonly incoming: Incoming
  readonly server: URL
  readonly folder: string
  token(): string | null
  /** Fetches something of the server's with one's own token into a file of the folder. */
  fetch(path: string): Promise<Response>
  close(): void
}

/** @param token given for this run alone: then nothing is written down */
export function openHouse(way: Way, folder: string, token: string | undefined): House {
  trustFor(way.ca)
  const isKept = token === undefined
  if (isKept) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const kept = isKept ? keptIn(join(folder, 'session.json')) : keptInMemory(token)
  const log: Log | undefined = isKept ? openLog(join(folder, 'log.db'), wait) : undefined
  const device = isKept ? deviceIn(join(folder, 'device')) : undefined
  const client = createClient({ ...platform(way, kept, device), ...(log === undefined ? {} : { archive: log }) })
  const base = way.server.origin
  const secret = () => kept.token
  const sha256 = (bytes: ArrayBuffer) => crypto.subtle.digest('SHA-256', bytes)
  const files = createFiles({ fetch, base, token: secret, now: performance.now.bind(performance), chance: Math.random, wait, sha256 })
  const send = client.send
  const outgoing = createOutgoing({ files, shelf: join(folder, 'parcels.json'), send, newId, now: Date.now })
  const incoming = createIncoming({ fetch, url: files.url, token: secret, wait })
  let was = client.state.connection.is
  const stop = client.subscribe(() => {
    const { is } = client.state.connection
    // The way is back: files that wait for it need not wait out their time.
    if (is === 'open' && was !== 'open') files.nudge()
    was = is
  })
  return {
    ...{ client, files, outgoing, incoming, server: way.server, folder, token: secret },
    fetch: (path) => fetch(base + path, { headers: kept.token === null ? {} : { authorization: `Bearer ${kept.token}` } }),
    close() {
      stop()
      outgoing.halt()
      client.close()
      log?.close()
    },
  }
}

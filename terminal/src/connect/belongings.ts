// What lies in a server's folder besides the log: files on their way, and lines written before. It belongs to whoever is signed in:
// nobody else sees it, and nothing of it is sent in another name. Signing out takes it away.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@hearth/client/client.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Outgoing } from '../files/outgoing.ts'
import { readJson, writeSecret } from './places.ts'

export type Belongings = {
  readonly past: {
    read(): readonly string[]
    /** Of whoever read it; not of somebody who signed out since. */
    write(all: readonly string[]): void
  }
  close(): void
}
type Given = {
  readonly client: Pick<Client, 'state' | 'subscribe'>
  readonly outgoing: Pick<Outgoing, 'resume' | 'halt' | 'forget'>
  /** Whose what is kept is: also when their sign-in has ended; nobody's once they signed out. */
  whose(): UserId | null
  /** Undefined: nothing is written down. */
  readonly folder: string | undefined
  quietly(job: () => void): void
}
type Kept = { readonly user: UserId; readonly past: readonly string[] }

export const parcelsIn = (folder: string): string => join(folder, 'parcels.json')

export function keepBelongings({ client, outgoing, whose, folder, quietly }: Given): Belongings {
  const pastFile = folder === undefined ? undefined : join(folder, 'past.json')
  let user: UserId | undefined
  let reader: UserId | null = null

  function forget(): void {
    outgoing.forget()
    if (pastFile !== undefined) quietly(() => rmSync(pastFile, { force: true }))
  }

  /** Something here is somebody else's. */
  function isOthers(now: UserId): boolean {
    if (folder === undefined || pastFile === undefined) return false
    return [pastFile, parcelsIn(folder)].map((file) => readJson<Kept>(file)).some((kept) => kept !== undefined && kept.user !== now)
  }

  function follow(): void {
    const now = client.state.me?.id
    if (now === user) return
    user = now
    outgoing.halt()
    if (now === undefined ? whose() === null : isOthers(now)) forget()
    if (now !== undefined) void outgoing.resume(now)
  }

  const stop = client.subscribe(follow)
  follow()
  return {
    past: {
      read() {
        reader = user ?? null
        const kept = pastFile === undefined ? undefined : readJson<Kept>(pastFile)
        return kept?.user === user ? (kept?.past ?? []) : []
      },
      write(past) {
        if (pastFile === undefined || reader === null || whose() !== reader) return
        const kept: Kept = { user: reader, past }
        quietly(() => writeSecret(pastFile, JSON.stringify(kept)))
      },
    },
    close: stop,
  }
}

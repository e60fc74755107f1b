// Where files that are on their way out are written down, with whose they are.
import { rmSync } from 'node:fs'
import type { Parcel, Piece } from '@hearth/client/parcels.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { readJson, writeSecret } from '../connect/places.ts'

/** Without the bytes: they lie where `path` says. */
export type ShelvedPiece = Omit<Piece, 'bytes'> & { readonly path?: string }
export type Shelved = {
  readonly user: UserId
  readonly parcels: readonly (Omit<Parcel, 'pieces'> & { readonly pieces: readonly ShelvedPiece[] })[]
}
export type Shelf = { read(): Partial<Shelved> | undefined; write(shelved: Shelved): void; clear(): void }

/** @param quietly what is written goes through it: a full disk ends nothing */
export const shelfIn = (file: string, quietly: (job: () => void) => void): Shelf => ({
  read: () => readJson<Shelved>(file),
  write: (shelved) => quietly(() => writeSecret(file, JSON.stringify(shelved))),
  clear: () => quietly(() => rmSync(file, { force: true })),
})

/** For one run. */
export function shelfInMemory(): Shelf {
  let held: Shelved | undefined
  return { read: () => held, write: (shelved) => void (held = shelved), clear: () => void (held = undefined) }
}

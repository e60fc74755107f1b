// What core asks of a directory (LDAP) that knows people and their passwords. What asks it stands in `outside`.
import type { GuardedRole } from '@hearth/protocol/factor-shapes.ts'

/** Somebody a directory knows. `subject`: what stays the same there, whatever they are called. `role` null: it says nothing about that. */
export type Vouched = {
  readonly subject: string
  readonly name: string
  readonly displayName: string
  readonly role: GuardedRole | null
  readonly isOff: boolean
  /** They typed there just now who they are. False or absent: perhaps they were signed in there already. */
  readonly isFresh?: boolean
}

/** It did not answer in time, or refuses us. */
export class DirectoryAway extends Error {}

export type Directory = {
  /** Undefined: no such name, or not their password. Rejects with DirectoryAway. */
  check(name: string, password: string): Promise<Vouched | undefined>
  /** Is anybody called so there? Rejects with DirectoryAway. */
  knows(name: string): Promise<boolean>
  /** As they are there now; undefined: gone. Rejects with DirectoryAway. */
  look(subject: string): Promise<Vouched | undefined>
  /** Not asked for a while, after it failed some times. */
  isAway(): boolean
  /** How often it is looked whether people are still there. */
  readonly recheckMs: number
}

/** Under this source stand those of the directory. */
export const LDAP = 'ldap'

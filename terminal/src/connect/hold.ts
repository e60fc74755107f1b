// One run at a time writes into a server's folder: two would overwrite what the other keeps, and send the same files twice.
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Notes } from './notes.ts'
import { wordsOfSystem } from './system.ts'

export type Hold = { letGo(): void }

/**
 * The lock of an empty database: the system lets go of it however the program ends. Undefined, and said, where another run has it or the
 * folder cannot be written to.
 */
export function holdFolder(folder: string, notes: Pick<Notes, 'say'>): Hold | undefined {
  let db: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, 'open.lock')
    db = new DatabaseSync(file, { timeout: 0 })
    chmodSync(file, 0o600)
    db.exec('begin exclusive')
    const held = db
    return { letGo: () => held.isOpen && held.close() }
  } catch (error) {
    if (db?.isOpen) db.close()
    const isTaken = error instanceof Error && 'errcode' in error && error.errcode === 5
    notes.say(
      isTaken
        ? 'Another hearth chat of yours is open at this server. What you do in this one is not kept on this machine; it goes out as long as it runs.'
        : `Nothing can be kept on this machine: ${wordsOfSystem(error) ?? String(error)}`,
    )
    return undefined
  }
}

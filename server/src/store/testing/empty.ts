// A database in memory for tests that are not about how it is made: its tables are there from the start.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../open.ts'
import type { InMemory } from '../sqlite-file.ts'

let made: Promise<InMemory> | undefined

/** To make the tables costs 40 ms of a core, and most tests of core want a world of their own: they are made once for a process, and copied. */
export const emptyTables = (): Promise<InMemory> => (made ??= makeTables())

async function makeTables(): Promise<InMemory> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-tables-'))
  try {
    const file = join(folder, 'hearth.db')
    await (await openStore({ database: { file } })).close()
    const database = new DatabaseSync(file)
    // Each copy is another database, with a life of its own; one in memory has no log beside it.
    database.exec("delete from facts where key = 'epoch'; pragma journal_mode = delete; vacuum")
    const image = database.serialize()
    database.close()
    return { image }
  } finally {
    await rm(folder, { recursive: true })
  }
}

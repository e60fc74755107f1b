// node:sqlite behind Kysely, for what is read beside the writes.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type Dialect,
  type LimitNode,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  sql,
  ValueNode,
} from 'kysely'
import type { Tx } from './schema.ts'
import { openSqlite } from './sqlite-file.ts'

const STATEMENTS_KEPT = 300

/** Reads from a file, on a connection of its own. The one that writes is in sqlite-writer.ts. */
export function sqliteReadingDialect(place: { readonly file: string }): Dialect {
  return {
    createAdapter: () => new SqliteWithSafeMigrations(),
    createDriver: () => new SqliteDriver({ database: async () => kept(openSqlite(place, 'read')) }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteCompiler(),
  }
}

/** Prepared statements are kept by their text: Kysely compiles the same query to the same text. */
function kept(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    prepare(text) {
      const known = statements.get(text)
      if (known !== undefined) return known
      const statement = asKysely(database.prepare(text))
      const oldest = statements.size >= STATEMENTS_KEPT ? statements.keys().next().value : undefined
      if (oldest !== undefined) statements.delete(oldest)
      statements.set(text, statement)
      return statement
    },
    close() {
      statements.clear()
      database.close()
    },
  }
}

function asKysely(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...bindable(values)),
    run: (values) => statement.run(...bindable(values)),
    iterate: (values) => statement.iterate(...bindable(values)),
  }
}

/** So many free pages of 4 KB stay for what comes next, and so many are given back at once. */
const SPARE = 256
const AT_ONCE = 64

/** Some free pages leave the file. False: there are few, or the file was made without auto_vacuum, and what comes next fills them. */
export async function givePagesBack(tx: Tx): Promise<boolean> {
  const before = await freePages(tx)
  if (before <= SPARE) return false
  await sql.raw(`pragma incremental_vacuum(${AT_ONCE})`).execute(tx)
  const after = await freePages(tx)
  return after < before && after > SPARE
}

async function freePages(tx: Tx): Promise<number> {
  const { rows } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(tx)
  return rows[0]?.freelist_count ?? 0
}

/** The tables hold text, numbers and null only; SQLite itself refuses anything else. */
const bindable = (values: readonly unknown[]) => values as SQLInputValue[]

/**
 * Limits as numbers in the text: SQLite plans by them, and where one is a parameter it puts the whole statement together anew each time it is
 * carried out, which costs ten microseconds where the answer costs two.
 */
export class SqliteCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node
    if (ValueNode.is(limit) && Number.isSafeInteger(limit.value)) this.append(`limit ${String(limit.value)}`)
    else super.visitLimit(node)
  }
}

export class SqliteWithSafeMigrations extends SqliteAdapter {
  // SQLite can undo a change of the tables; Kysely's default does not rely on it, and a kill would leave half a migration.
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

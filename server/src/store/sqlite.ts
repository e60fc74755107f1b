// node:sqlite behind Kysely, for what is read beside the writes.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely'
import { openSqlite } from './sqlite-file.ts'

const STATEMENTS_KEPT = 300

/** Reads from a file, on a connection of its own. The one that writes is in sqlite-writer.ts. */
export function sqliteReadingDialect(place: { readonly file: string }): Dialect {
  return {
    createAdapter: () => new SqliteWithSafeMigrations(),
    createDriver: () => new SqliteDriver({ database: async () => kept(openSqlite(place, 'read')) }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
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

/** The tables hold text, numbers and null only; SQLite itself refuses anything else. */
const bindable = (values: readonly unknown[]) => values as SQLInputValue[]

export class SqliteWithSafeMigrations extends SqliteAdapter {
  // SQLite can undo a change of the tables; Kysely's default does not rely on it, and a kill would leave half a migration.
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

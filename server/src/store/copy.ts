// All rows from one database to the other, table by table, whatever tables there are. Both engines hold the same values in the same
// columns (schema.ts), so that nothing is translated.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import type { Schema, Tx } from './schema.ts'

const ROWS_AT_ONCE = 2000

type Table = { readonly name: string; readonly columns: readonly string[] }

/** From a PostgreSQL transaction that sees one moment into a SQLite file with the same, empty tables. */
export async function pour(tx: Tx, target: DatabaseSync): Promise<void> {
  target.exec('PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; begin')
  for (const { name, columns } of tablesOf(target)) {
    target.prepare(`delete from "${name}"`).run()
    const insert = target.prepare(`insert into "${name}" (${quoted(columns)}) values (${columns.map(() => '?').join(', ')})`)
    await sql.raw(`declare all_rows no scroll cursor for select ${quoted(columns)} from "${name}"`).execute(tx)
    for (let more = true; more; ) {
      const { rows } = await sql.raw<Record<string, SQLInputValue>>(`fetch ${ROWS_AT_ONCE} from all_rows`).execute(tx)
      for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null))
      more = rows.length === ROWS_AT_ONCE
    }
    await sql.raw('close all_rows').execute(tx)
  }
  target.exec('commit')
}

/** From a SQLite file into a PostgreSQL transaction with the same, empty tables. */
export async function pourBack(source: DatabaseSync, tx: Tx): Promise<void> {
  for (const { name, columns } of inOrder(source, tablesOf(source))) {
    await sql.raw(`delete from "${name}"`).execute(tx)
    let rows: Record<string, unknown>[] = []
    const flush = async () => {
      // One parameter, however many rows and columns; PostgreSQL knows the columns' types.
      await sql`insert into ${sql.table(name)} (${sql.raw(quoted(columns))})
        select ${sql.raw(quoted(columns))} from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::json)`.execute(
        tx,
      )
      rows = []
    }
    for (const row of source.prepare(`select ${quoted(columns)} from "${name}"`).iterate()) {
      rows.push(Object.fromEntries(Object.entries(row).map(([column, value]) => [column, asJson(value)])))
      if (rows.length === ROWS_AT_ONCE) await flush()
    }
    if (rows.length > 0) await flush()
  }
  await countOn(tx)
}

/** Bytes as PostgreSQL reads them from text. */
const asJson = (value: unknown): unknown => (value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value)

/** Takes away every table: for a database that was empty before. */
export async function emptyPostgres(db: Kysely<Schema>): Promise<void> {
  for (const { name } of await db.introspection.getTables({ withInternalKyselyTables: true }))
    await sql`drop table if exists ${sql.table(name)} cascade`.execute(db)
}

/** Columns that count up by themselves go on behind what they were given. */
async function countOn(tx: Tx): Promise<void> {
  const { rows } = await sql<{ name: string; column: string }>`
    select table_name as name, column_name as column from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`.execute(tx)
  for (const { name, column } of rows) {
    const newest = sql`(select max(${sql.ref(column)}) from ${sql.table(name)})`
    await sql`select setval(pg_get_serial_sequence(${name}, ${column}), coalesce(${newest}, 1), ${newest} is not null)`.execute(tx)
  }
}

/** Our own tables, with what Kysely remembers of their changes; not its lock. */
function tablesOf(database: DatabaseSync): Table[] {
  const names = database
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name != 'kysely_migration_lock' order by name",
    )
    .all()
    .map((row) => String(row['name']))
  return names.map((name) => ({
    name,
    columns: database
      .prepare(`select name from pragma_table_info(?)`)
      .all(name)
      .map((row) => String(row['name'])),
  }))
}

/** Tables that others refer to come first. */
function inOrder(database: DatabaseSync, tables: readonly Table[]): Table[] {
  const refers = (name: string) =>
    database
      .prepare('select distinct "table" as target from pragma_foreign_key_list(?)')
      .all(name)
      .map((row) => String(row['target']))
      .filter((target) => target !== name)
  const ordered: Table[] = []
  const place = (table: Table): void => {
    if (ordered.includes(table)) return
    for (const target of refers(table.name)) place(tables.find(({ name }) => name === target) ?? table)
    ordered.push(table)
  }
  for (const table of tables) place(table)
  return ordered
}

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ')

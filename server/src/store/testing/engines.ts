// The places every promise of the store is tested on. A real PostgreSQL is used where HEARTH_TEST_POSTGRES names it (`npm test` does): each
// test file makes a database of its own there, and drops it. PGlite is PostgreSQL inside this process, for where there is no other; with
// HEARTH_TEST_DEEP it is tested as well.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { openStore, type Place, type Store } from '../open.ts'

export type Opened = {
  /** Opens the same place again. */
  store(hooks?: {
    onQuery?: (text: string) => void
    log?: { error(about: object, says: string): void; warn(about: object, says: string): void }
  }): Promise<Store>
  readonly place: Place
  /** Empty again. */
  wipe(): Promise<void>
  close(): Promise<void>
}
export type TestEngine = { readonly name: string; readonly kind: 'memory' | 'file' | 'pglite' | 'postgres'; open(): Promise<Opened> }

export type Interrupt = (text: string, when: 'before' | 'after') => void

const url = process.env['HEARTH_TEST_POSTGRES']

export const engines: readonly TestEngine[] = [
  {
    name: 'SQLite in memory',
    kind: 'memory',
    open: async () =>
      opened(
        ':memory:',
        async () => {},
        async () => {},
      ),
  },
  { name: 'SQLite in a file', kind: 'file', open: openFile },
  ...(url !== undefined && process.env['HEARTH_TEST_DEEP'] === undefined
    ? []
    : [{ name: 'PGlite', kind: 'pglite' as const, open: () => openPglite() }]),
  ...(url === undefined ? [] : [{ name: 'PostgreSQL', kind: 'postgres' as const, open: () => openPostgres(url) }]),
]

/** Those that keep what they hold when the store is closed. */
export const lasting = engines.filter(({ kind }) => kind !== 'memory')

const opened = (place: Place, wipe: () => Promise<void>, close: () => Promise<void>): Opened => ({
  place,
  store: (hooks) => openStore({ database: place, ...hooks }),
  wipe,
  close,
})

async function openFile(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-store-'))
  const wipe = () => rm(join(folder, 'data'), { recursive: true, force: true })
  return opened({ file: join(folder, 'data', 'hearth.db') }, wipe, () => rm(folder, { recursive: true }))
}

/** @param interrupt called around each query, `after` it was carried out or before: what it throws is what the connection says. */
export async function openPglite(interrupt: Interrupt = () => {}): Promise<Opened> {
  const database = await PGlite.create()
  const wipe = async () => void (await database.exec('drop schema public cascade; create schema public'))
  return opened({ dialect: pgliteDialect(database, interrupt) }, wipe, () => database.close())
}

async function openPostgres(base: string): Promise<Opened> {
  const name = `hearth_test_${randomBytes(6).toString('hex')}`
  const place = new URL(base)
  place.pathname = `/${name}`
  await ask(base, `create database ${name}`)
  /** The tables as Hearth had just made them; undefined while nobody knows. */
  let made: unknown
  let isEmpty = true
  const wipe = (): Promise<void> =>
    withClient(place.href, async (client) => {
      isEmpty = made === undefined || made !== (await layoutIn(client))
      await client.query(isEmpty ? 'drop schema public cascade; create schema public' : deleteRows)
    })
  return {
    ...opened({ url: place.href }, wipe, () => ask(base, `drop database ${name} with (force)`)),
    store: async (hooks) => {
      const store = await openStore({ database: { url: place.href }, ...hooks })
      if (isEmpty) made = await withClient(place.href, layoutIn)
      isEmpty = false
      return store
    },
  }
}

/** To make all tables anew costs more than most tests: only their rows go, unless a test has changed the tables themselves. */
const deleteRows = `do $$ declare one record; begin
  perform set_config('session_replication_role', 'replica', true);
  for one in select relname, relkind from pg_class where relnamespace = 'public'::regnamespace and relname not like 'kysely%' loop
    if one.relkind = 'r' then execute format('delete from %I', one.relname); end if;
    if one.relkind = 'S' then execute format('alter sequence %I restart', one.relname); end if;
  end loop;
end $$`

/** One word for all columns, indexes, triggers and layouts; undefined where there are none. */
const layoutIn = (client: pg.Client): Promise<unknown> =>
  client
    .query<{ word: string }>(
      `select md5(string_agg(line, ' ' order by line)) as word from (
        select format('%s.%s %s %s', relname, attname, atttypid, attnotnull) as line from pg_attribute join pg_class on pg_class.oid = attrelid
          where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
        union all select indexdef from pg_indexes where schemaname = 'public'
        union all select tgname from pg_trigger where not tgisinternal
        union all select name from kysely_migration
      ) lines`,
    )
    .then(
      ({ rows: [row] }) => row?.word,
      () => undefined,
    )

export const ask = (address: string, text: string): Promise<void> =>
  withClient(address, async (client) => {
    await client.query(text)
  })

async function withClient<T>(address: string, job: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    return await job(client)
  } finally {
    await client.end()
  }
}

/** PGlite has one connection: whoever holds it keeps the others waiting. */
function pgliteDialect(database: PGlite, interrupt: Interrupt): PostgresDialect {
  let free = Promise.resolve()
  const connect = async () => {
    const before = free
    const { promise, resolve: release } = Promise.withResolvers<void>()
    free = promise
    await before
    const query = async (text: string, values: readonly unknown[]) => {
      interrupt(text, 'before')
      const { rows, affectedRows } = await database.query(text, [...values])
      interrupt(text, 'after')
      return { rows, rowCount: affectedRows ?? rows.length, command: text.split(' ', 1)[0]?.toUpperCase() }
    }
    return { query, release }
  }
  const pool = { connect, end: async () => {}, options: {} }
  return new PostgresDialect({ pool: pool as unknown as ConstructorParameters<typeof PostgresDialect>[0]['pool'] })
}

// For the whole test run: one PostgreSQL, its address in HEARTH_TEST_POSTGRES. Tests make databases of their own in it.
import { startPostgres } from './postgres.ts'

export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['HEARTH_TEST_POSTGRES']) return undefined
  const postgres = await startPostgres({ durable: false })
  process.env['HEARTH_TEST_POSTGRES'] = postgres.url
  return async () => await postgres[Symbol.asyncDispose]()
}

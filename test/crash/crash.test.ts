import { expect, it } from 'vitest'
import { check, type Record } from '../harness/checker.ts'
import { startPostgres } from '../harness/postgres.ts'
import { temporary } from '../harness/server.ts'
import { type CrashRun, crashRun } from './run.ts'

const deep = process.env['HEARTH_TEST_DEEP'] === '1'
const seed = Number(process.env['HEARTH_TEST_SEED'] ?? Date.now() % 1_000_000_000)
/** One point costs about a second and a half. */
const minutes = (points: number): number => points * 6_000 + 60_000

function judge({ record, starts, integrity }: CrashRun, points: number, engine: string): void {
  const slowest = Math.round(Math.max(...starts))
  console.log(`${points} kill -9 on ${engine}, seed ${seed}: ${summary(record)}; slowest start ${slowest} ms`)
  expect(integrity, `seed ${seed}`).toEqual([])
  expect(check(record).slice(0, 20), `seed ${seed}: HEARTH_TEST_SEED=${seed} tries it again`).toEqual([])
  expect(record.ops.filter(({ outcome }) => outcome === 'ok').length, 'the load was no load').toBeGreaterThan(points * 10)
  expect(
    record.ops.some(({ outcome }) => outcome === 'unknown'),
    'no kill met an open request',
  ).toBe(true)
}

function summary({ ops, heard, final }: Record): string {
  const count = (outcome: string) => ops.filter((op) => op.outcome === outcome).length
  return `${count('ok')} answered, ${count('unknown')} unknown, ${count('fail')} refused, ${heard.length} heard, ${final.reduce((sum, { seq }) => sum + seq, 0)} entries`
}

const points = deep ? 1_000 : 12
it(`[TEST-3] ${points} times kill -9 under load on SQLite: nothing answered is lost, nothing is there twice, all see one order`, {
  timeout: minutes(points),
}, async () => {
  const folder = temporary('crash')
  try {
    judge(await crashRun({ data: folder.path, points, seed }), points, 'SQLite')
  } finally {
    folder.drop()
  }
})

const fewer = deep ? 100 : 3
it(`[TEST-3] ${fewer} times kill -9 under load on PostgreSQL: the same`, { timeout: minutes(fewer) }, async () => {
  await using postgres = await startPostgres()
  const folder = temporary('crash-postgres')
  try {
    judge(
      await crashRun({ data: folder.path, points: fewer, seed, flags: ['--database', postgres.database('crash')] }),
      fewer,
      'PostgreSQL',
    )
    expect(postgres.run('pg_amcheck', '--install-missing', '-d', 'crash')).toBe('')
  } finally {
    folder.drop()
  }
})

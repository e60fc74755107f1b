// What the deep run shares: whether it is one, the seed, and its report.
import { appendFileSync } from 'node:fs'

export const deep = process.env['HEARTH_TEST_DEEP'] === '1'

/** `HEARTH_TEST_SEED=N` tries a run again. */
export const seed = Number(process.env['HEARTH_TEST_SEED'] ?? Date.now() % 1_000_000_000)

/** The variable that names the file of the report, for `test/check.ts` and `noteFault`. */
export const FAULT_REPORT = 'HEARTH_FAULT_REPORT'

/** One line of the report that `npm run test:deep` ends with. @param faults rows of docs/trust.md */
export function noteFault(faults: string, seeded: number | undefined, says: string): void {
  const line = `${faults.padEnd(12)} ${seeded === undefined ? '' : `seed ${seeded}: `}${says}`
  console.log(line)
  const report = process.env[FAULT_REPORT]
  if (report) appendFileSync(report, `${line}\n`)
}

// What counts as failed in a run of the tests, and what may be let through because it passes alone.
import type { Failed, Report } from './report.ts'

/** What vitest ended with, and what it left; nothing where it died before it could. */
export type Outcome = { readonly code: number; readonly report: Report | undefined }

/** Everything that failed; `file` is none where it belongs to no file. A run whose end does not fit its report has failed. */
export function failuresOf({ code, report }: Outcome): readonly Failed[] {
  if (report === undefined) return [{ file: '', name: '', why: `vitest ended with ${code} and left no report` }]
  const failed = [
    ...report.files.flatMap((file) => file.failed),
    ...report.unhandled.map((why) => ({ file: '', name: 'an error that nobody caught', why })),
  ]
  if (failed.length > 0) return failed
  if (report.files.length === 0) return [{ file: '', name: '', why: 'vitest ran no test' }]
  return code === 0 ? [] : [{ file: '', name: '', why: `vitest ended with ${code}` }]
}

/** What the crash runs and the seeded evenings find is chance itself, so there the first word stands. */
const isChance = (file: string): boolean => /^test\/(crash\/|convergence|checker)/.test(file)

/**
 * The files that are worth another try with nothing beside them: few, and nothing that went wrong outside of them, for that would not be
 * seen again.
 */
export function worthATry(failed: readonly Failed[]): readonly string[] {
  const isSure = failed.length > 5 || failed.some(({ file }) => file === '' || isChance(file))
  return isSure ? [] : [...new Set(failed.map(({ file }) => file))]
}

/** What still counts after that try: all of a file in which anything failed again, and everything where the try itself went wrong. */
export function lasting(first: readonly Failed[], again: Outcome): readonly Failed[] {
  const second = failuresOf(again)
  const ran = new Set(again.report?.files.map(({ file }) => file))
  return first.filter((one) => !ran.has(one.file) || second.some(({ file }) => file === '' || file === one.file))
}

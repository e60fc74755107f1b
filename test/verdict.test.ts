// What `npm test` makes of a run, and what test files that share a process must not leave behind.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { FAULT_REPORT, noteFault } from './harness/deep.ts'
import { changesOf, lookAtProcess, putBack } from './harness/process.ts'
import { temporary } from './harness/server.ts'
import type { Failed, RanFile } from './report.ts'
import { failuresOf, lasting, worthATry } from './verdict.ts'

const failed = (file: string, name = 'a test'): Failed => ({ file, name, why: 'because' })
const ran = (file: string, ...names: string[]): RanFile => ({
  ...{ file, passed: 1, from: 0, to: 1 },
  failed: names.map((name) => failed(file, name)),
})
const run = (code: number, files: readonly RanFile[], unhandled: readonly string[] = []) => ({ code, report: { files, unhandled } })

describe('what fails', () => {
  it('[TEST-90] is every test that failed, and every error that nobody caught, beside failing tests and alone', () => {
    expect(failuresOf(run(0, [ran('a.ts')]))).toEqual([])
    expect(failuresOf(run(1, [ran('a.ts', 'one'), ran('b.ts')]))).toEqual([failed('a.ts', 'one')])
    expect(failuresOf(run(1, [ran('a.ts')], ['Error: late']))).toMatchObject([{ file: '', why: 'Error: late' }])
    expect(failuresOf(run(1, [ran('a.ts', 'one')], ['Error: late']))).toHaveLength(2)
  })

  it('[TEST-90] is a run that left no report, ran nothing, or ended badly without saying why', () => {
    for (const code of [0, 1]) expect(failuresOf({ code, report: undefined })).toHaveLength(1)
    expect(failuresOf(run(0, []))).toHaveLength(1)
    expect(failuresOf(run(1, [ran('a.ts')]))).toHaveLength(1)
  })
})

it('[TEST-90] what a fault of the deep run was stands in the report of faults, not in that of the tests', () => {
  const folder = temporary('faults')
  const [faults, tests] = [join(folder.path, 'faults.txt'), join(folder.path, 'report.json')]
  onTestFinished(() => {
    vi.unstubAllEnvs()
    folder.drop()
  })
  vi.stubEnv(FAULT_REPORT, faults)
  vi.stubEnv('HEARTH_TEST_REPORT', tests)
  noteFault('F99', 7, 'nothing was lost')
  expect(readFileSync(faults, 'utf8')).toBe('F99          seed 7: nothing was lost\n')
  expect(() => readFileSync(tests)).toThrow('ENOENT')
})

describe('another try', () => {
  it('[TEST-90] is for few failures, never for chance nor for what belongs to no file', () => {
    expect(worthATry([failed('a.ts'), failed('a.ts', 'another'), failed('b.ts')])).toEqual(['a.ts', 'b.ts'])
    expect(worthATry([])).toEqual([])
    for (const one of ['', 'test/crash/crash.test.ts', 'test/convergence.test.ts'])
      expect(worthATry([failed('a.ts'), failed(one)]), one).toEqual([])
    expect(worthATry(['1', '2', '3', '4', '5', '6'].map((name) => failed('a.ts', name)))).toEqual([])
  })

  it('[TEST-90] lets through only what is in a file without any failure then, in a run without an error', () => {
    const first = [failed('a.ts'), failed('b.ts')]
    expect(lasting(first, run(0, [ran('a.ts'), ran('b.ts')]))).toEqual([])
    expect(lasting(first, run(1, [ran('a.ts', 'another'), ran('b.ts')]))).toEqual([failed('a.ts')])
    expect(lasting(first, run(0, [ran('a.ts')]))).toEqual([failed('b.ts')])
    expect(lasting(first, run(1, [ran('a.ts'), ran('b.ts')], ['Error: late']))).toEqual(first)
    expect(lasting(first, { code: 0, report: undefined })).toEqual(first)
  })
})

it('[TEST-91] what a test file changes in its process is named, and put back for the next', () => {
  const before = lookAtProcess()
  const folder = process.cwd()
  process.env['TZ'] = 'Pacific/Apia'
  process.env['HEARTH_LEFT'] = 'behind'
  process.chdir('/')
  const changes = changesOf(before, lookAtProcess())
  putBack(before)
  expect(changes.map((change) => change.split(':')[0]).toSorted()).toEqual(['$HEARTH_LEFT', '$TZ', 'the working folder'])
  expect(changesOf(before, lookAtProcess())).toEqual([])
  expect(process.cwd()).toBe(folder)
})

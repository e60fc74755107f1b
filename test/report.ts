// What vitest found, for test/check.ts: each file with what passed and failed, and what went wrong outside of every file.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule, TestSuite } from 'vitest/node'

/** `name` is none where the file failed as such: when it was loaded, in a hook, or because it did not end. */
export type Failed = { readonly file: string; readonly name: string; readonly why: string }
export type RanFile = {
  /** From the root of the checkout: 'server/src/hub/hub.test.ts' */
  readonly file: string
  readonly passed: number
  readonly failed: readonly Failed[]
  /** When its first test began and its last one ended, as epoch milliseconds. */
  readonly from: number
  readonly to: number
}
export type Report = {
  readonly files: readonly RanFile[]
  /** Errors that nobody caught, and which belong to no test. */
  readonly unhandled: readonly string[]
}

/** @param path where the report is written when the run has ended, as JSON */
export function createReporter(path: string, root: string): Reporter {
  return {
    onTestRunEnd(modules, unhandled) {
      const report: Report = { files: modules.map((module) => ranFile(module, root)), unhandled: unhandled.map(wordsOf) }
      writeFileSync(path, JSON.stringify(report))
    },
  }
}

function ranFile(module: TestModule, root: string): RanFile {
  const file = relative(root, module.moduleId)
  const tests = [...module.children.allTests()]
  const times = tests.flatMap((test) => test.diagnostic() ?? [])
  return {
    file,
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: failedOf(module).map((one) => ({ file, ...one })),
    from: Math.min(Date.now(), ...times.map(({ startTime }) => startTime)),
    to: Math.max(0, ...times.map(({ startTime, duration }) => startTime + duration)),
  }
}

function failedOf(module: TestModule): Omit<Failed, 'file'>[] {
  const around: readonly (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  const failed = [
    ...[...module.children.allTests('failed')].map((test) => ({
      name: test.fullName,
      why: (test.result().errors ?? []).map(wordsOf).join('\n    '),
    })),
    ...around.flatMap((one) => one.errors()).map((error) => ({ name: '', why: wordsOf(error) })),
  ]
  const isDone = module.state() === 'passed' || module.state() === 'skipped'
  // Its process may have gone in the middle of a test.
  return failed.length > 0 || isDone ? failed : [{ name: '', why: `it did not end: ${module.state()}` }]
}

const wordsOf = ({ stack, message }: SerializedError): string => (stack ?? message).split('\n').slice(0, 12).join('\n    ')

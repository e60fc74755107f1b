import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../harness/server.ts'
import { trust } from './trust.ts'

const files = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((path) => (path === 'docs/trust.md' || /\.test\.tsx?$/.test(path)) && existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const paper = (...lines: string[]) => ({ path: 'docs/trust.md', text: `${lines.join('\n')}\n` })
const test = { path: 'server/src/core/a.test.ts', text: `it('[CORE-1] it works', () => {})` }

it('[TRUST-1] docs/trust.md has every row, and each test it names exists', () => {
  expect(trust(files)).toEqual([])
})

it('[TRUST-1] a missing row, a missing reason, and a test that is not there are seen', () => {
  expect(trust([])).toEqual(['docs/trust.md is missing'])
  expect(trust([paper('| P1 | it works | CORE-1 in `core/a.test.ts` |'), test], ['P1'])).toEqual([])
  expect(trust([paper('| P2 | it works | No test: nobody could |'), test], ['P1'])).toEqual(['docs/trust.md has no row P1'])
  expect(trust([paper('| P1 | it works | of course |'), test], ['P1'])).toHaveLength(1)
  expect(trust([paper('| P1 | it works | CORE-1 and CORE-2 in `core/a.test.ts` |'), test], ['P1'])).toEqual([
    'P1: there is no CORE-2 in core/a.test.ts',
  ])
  expect(trust([paper('| P1 | it works | CORE-1 in `core/b.test.ts` |'), test], ['P1'])).toHaveLength(1)
})

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../harness/server.ts'
import * as rules from './rules.ts'
import type { File } from './source.ts'

const paths = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
const files: File[] = paths
  .filter((path) => !path.startsWith('test/canary/') && !path.startsWith('web/dist/') && existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const code = (path: string, ...lines: string[]): File => ({ path, text: `${lines.join('\n')}\n` })
const times = (count: number, line: string): string[] => Array.from({ length: count }, () => line)

/** Each rule with something it must refuse. */
const table: [name: string, rule: (files: readonly File[]) => string[], canary: readonly File[]][] = [
  ['rooms import only what the table allows', rules.table, [code('server/src/hub/hub.ts', "import { add } from '#store/messages.ts'")]],
  ['the hub takes nothing of core but its outcomes', rules.table, [code('server/src/hub/hub.ts', "import { x } from '#core/chat.ts'")]],
  [
    'one dialect never imports another',
    rules.table,
    [code('server/src/gateways/prmp/dialect.ts', "import { x } from '../native/dialect.ts'")],
  ],
  [
    'rooms that run anywhere stay free of packages',
    rules.packages,
    [code('client/src/state.ts', "import { readFileSync } from 'node:fs'")],
  ],
  ['../ never leaves a room', rules.parents, [code('server/src/core/chat.ts', "import { x } from '../store/open.ts'")]],
  [
    'there are no import cycles',
    rules.cycles,
    [
      code('client/src/a.ts', "import { b } from './b.ts'", 'export const a = b'),
      code('client/src/b.ts', "export { a as b } from './a.ts'"),
    ],
  ],
  ['no file is too long', rules.longFiles, [code('client/src/a.ts', ...times(401, '//'))]],
  [
    'no function is too long',
    (given) => rules.longFunctions(given, given === files ? rules.mayBeLong : {}),
    [code('client/src/a.ts', '// é', 'export function a() {', ...times(50, '  //'), '}')],
  ],
  ['no folder has a name that says nothing', rules.folders, [code('web/src/utils/time.ts')]],
  ['no test is skipped or run alone', rules.skipped, [code('web/src/a.test.ts', ['it', 'only'].join('.'))]],
  ['nothing is exported as default', rules.defaultExports, [code('web/src/a.tsx', 'export default 1')]],
  ['every promise has its test', rules.promises, [code('web/README.md', '- **WEB-1** it works')]],
  ['every test that names a promise has it', rules.promises, [code('web/a.test.ts', `it('[WEB-${'1'}] works')`)]],
  ['the READMEs of rooms and the plan are short', rules.papers, [code('web/README.md', ...times(61, 'word'))]],
  ['every room has a README', rules.unexplained, [code('server/src/hub/hub.ts')]],
  ['nothing names registries or machines', rules.words, [code('README.md', ['registry', 'npmjs', 'org'].join('.'))]],
  ['the lock file has no addresses of downloads', rules.lockFile, [code('package-lock.json', '"resolved": "https://example/x.tgz"')]],
]

describe.each(table)('%s', (_name, rule, canary) => {
  it('[TEST-2] holds for every file of the project', () => {
    expect(rule(files)).toEqual([])
  })

  it('[TEST-2] bites', () => {
    expect(rule(canary)).toHaveLength(1)
  })
})

it('[TEST-2] every dependency has its sentence', () => {
  const said = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const used = paths
    .filter((path) => /^([a-z]+\/)?package\.json$/.test(path))
    .flatMap((path) => Object.keys(allDependencies(readFileSync(join(root, path), 'utf8'))))
  expect([...new Set(used)].filter((name) => !name.startsWith('@hearth/') && !said.includes(`\`${name}\``))).toEqual([])
})

function allDependencies(text: string): Record<string, string> {
  const { dependencies, devDependencies }: { dependencies?: Record<string, string>; devDependencies?: Record<string, string> } =
    JSON.parse(text)
  return { ...dependencies, ...devDependencies }
}

it('[TEST-2] the import table in ARCHITECTURE.md names every room', async () => {
  const { rooms } = await import('../rooms.ts')
  const plan = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  expect(rooms.filter(({ path }) => !plan.includes(`\`${path.replace(/\/src$/, '')}\``)).map(({ path }) => path)).toEqual([])
})

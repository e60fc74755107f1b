// bin/check: every step of `npm test`, all of them even after a failure, with what each took.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, temporary } from './harness/server.ts'

type Count = { readonly passed: number; readonly failed: number }
type Step = { readonly name: string; readonly run: () => Promise<Count> }
type Ended = { readonly code: number; readonly output: string }

const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const deep = process.argv.includes('--deep')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))

const steps: readonly Step[] = [
  { name: 'format', run: () => tool(bin('biome'), ['check', '--linter-enabled=false', '--error-on-warnings', '.']) },
  { name: 'lint', run: () => tool(bin('oxlint'), ['--type-aware', '--deny-warnings', '--ignore-pattern', 'test/canary/**']) },
  { name: 'lint-canary', run: () => canary('no-floating-promises', bin('oxlint'), ['--type-aware', 'test/canary/promise.ts']) },
  { name: 'types', run: () => tool(bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']) },
  ...['web', 'test/stories'].map((room) => ({
    name: `types-${room.replace('test/', '')}`,
    run: () => tool(bin('tsc'), ['-p', `${room}/tsconfig.json`, '--noEmit']),
  })),
  { name: 'unused', run: () => tool(bin('knip'), ['--no-progress', '--no-config-hints']) },
  {
    name: 'imports',
    run: () =>
      tool(bin('depcruise'), [
        '--config',
        '.dependency-cruiser.mjs',
        'protocol',
        'client',
        'server',
        'terminal',
        'web',
        'test',
        'bench',
        'docs',
      ]),
  },
  {
    name: 'imports-canary',
    run: () =>
      canary('rooms-server-src-hub', bin('depcruise'), ['--config', '../../.dependency-cruiser.mjs', 'server'], join(root, 'test/canary')),
  },
  { name: 'documents', run: () => tool(process.execPath, ['docs/generate/run.ts', '--check']) },
  { name: 'rooms', run: () => vitest('rooms') },
  { name: 'whole', run: () => vitest('whole') },
  { name: 'alone', run: () => vitest('alone') },
]

const chosen = wanted.length > 0 ? steps.filter(({ name }) => wanted.includes(name)) : steps
if (chosen.length < wanted.length) {
  console.error(`bin/check: the steps are ${['setup', ...steps.map(({ name }) => name)].join(', ')}`)
  process.exit(2)
}

const began = Date.now()
// bin/check itself did the set-up, before there was a Node to run this.
const total = { passed: wanted.length > 0 ? 0 : 1, failed: 0 }
const table: string[] = []
for (const { name, run } of chosen) {
  const start = Date.now()
  console.log(`\n── ${name}`)
  const count = await run()
  total.passed += count.passed
  total.failed += count.failed
  table.push(
    `${count.failed > 0 ? '✗' : '✓'} ${name.padEnd(16)} ${seconds(start).padStart(7)}  ${count.passed} passed${count.failed > 0 ? `, ${count.failed} failed` : ''}`,
  )
  console.log(table.at(-1))
}
console.log(`\n${table.join('\n')}\n${' '.repeat(18)} ${seconds(began).padStart(7)}  in all\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

/** One tool is one check; what it says is shown where it fails. */
async function tool(command: string, args: readonly string[]): Promise<Count> {
  const { code, output } = await run(command, args)
  if (code !== 0) console.log(output.split('\n').slice(-150).join('\n'))
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Something wrong on purpose: the tool must refuse it, by this rule. */
async function canary(rule: string, command: string, args: readonly string[], cwd = root): Promise<Count> {
  const { code, output } = await run(command, args, cwd)
  if (code !== 0 && output.includes(rule)) return { passed: 1, failed: 0 }
  console.log(`it should have refused the canary by ${rule}, but ended with ${code}:\n${output}`)
  return { passed: 0, failed: 1 }
}

async function vitest(project: string): Promise<Count> {
  const folder = temporary('report')
  const report = join(folder.path, 'report.json')
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(bin('vitest'), args, root, 'inherit')
  try {
    const count = existsSync(report) ? counted(readFileSync(report, 'utf8')) : { passed: 0, failed: 0 }
    return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
  } finally {
    folder.drop()
  }
}

/** Tests, and files that failed before any of their tests ran. */
function counted(report: string): Count {
  type Report = {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: { status: string }[] }[]
  }
  const { numPassedTests, numFailedTests, testResults }: Report = JSON.parse(report)
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  )
  return { passed: numPassedTests, failed: numFailedTests + broken.length }
}

function run(command: string, args: readonly string[], cwd = root, show: 'inherit' | 'pipe' = 'pipe'): Promise<Ended> {
  const env = { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`, ...(deep ? { HEARTH_TEST_DEEP: '1' } : {}) }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', show, show] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (output += piece.toString()))
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ code: -1, output: String(cause) }))
    child.once('close', (code) => resolve({ code: code ?? -1, output }))
  })
}

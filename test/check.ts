// bin/check: every step of `npm test`, all of them even after a failure, with what each took.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, temporary } from './harness/server.ts'

/** `said`: what failed, told again at the very end; `unsteady`: what failed beside others and passed alone. */
type Count = { readonly passed: number; readonly failed: number; readonly said?: readonly string[]; readonly unsteady?: readonly string[] }
type Step = { readonly name: string; readonly run: () => Promise<Count> }
type Ended = { readonly code: number; readonly output: string }

const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const deep = process.argv.includes('--deep')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))

const projects = ['rooms', 'whole', 'alone']
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
  ...projects.map((name) => ({ name, run: () => vitest(name) })),
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
const failures: string[] = []
const unsteady: string[] = []
// Linters and compilers two at a time; tests have both cores.
const quick = chosen.filter(({ name }) => !projects.includes(name))
await Promise.all([takeAll(quick), takeAll(quick)])
await takeAll(chosen.filter(({ name }) => projects.includes(name)))
console.log(`\n${table.join('\n')}\n${' '.repeat(18)} ${seconds(began).padStart(7)}  in all\n`)
if (unsteady.length > 0) console.log(`Unsteady: failed beside others, passed alone. Mend these:\n${unsteady.join('\n')}\n`)
if (failures.length > 0) console.log(`Failed:\n${failures.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

/** Takes the next until none is left; two may take from one list. */
async function takeAll(waiting: Step[]): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) await take(step)
}

async function take({ name, run }: Step): Promise<void> {
  const start = Date.now()
  console.log(`\n── ${name}`)
  const count = await run()
  total.passed += count.passed
  total.failed += count.failed
  failures.push(...(count.said ?? (count.failed > 0 ? [`${name}: see above`] : [])))
  unsteady.push(...(count.unsteady ?? []))
  table.push(
    `${count.failed > 0 ? '✗' : '✓'} ${name.padEnd(16)} ${seconds(start).padStart(7)}  ${count.passed} passed${count.failed > 0 ? `, ${count.failed} failed` : ''}`,
  )
  console.log(table.at(-1))
}

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

type Failed = { readonly file: string; readonly name: string; readonly why: string }
type Report = {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/**
 * A project's tests. Where few failed, their files are run once more with nothing beside them: what passes then ran out of time on a busy machine, counts as
 * passed and is named as unsteady. What the crash runs and the seeded evenings find is chance itself, so there the first word stands.
 */
async function vitest(project: string): Promise<Count> {
  const first = await tests(project, [])
  const again = [...new Set(first.failed.map(({ file }) => file))]
  if (again.length === 0 || first.failed.length > 5 || again.some((file) => /^$|test\/crash|convergence|checker/.test(file)))
    return { passed: first.passed, failed: first.failed.length, said: first.failed.map(told) }
  console.log(`\n── ${project}, once more, alone: ${again.join(', ')}`)
  const second = await tests(project, ['--fileParallelism=false', ...again])
  const still = first.failed.filter((one) =>
    second.failed.some((other) => other.file === '' || (other.file === one.file && (other.name === one.name || other.name === ''))),
  )
  return {
    passed: first.passed + first.failed.length - still.length,
    failed: still.length,
    said: still.map(told),
    unsteady: first.failed.filter((one) => !still.includes(one)).map(told),
  }
}

function told({ file, name, why }: Failed): string {
  return `  ${file}${name && ` > ${name}`}\n    ${why}`
}

async function tests(project: string, more: readonly string[]): Promise<{ readonly passed: number; readonly failed: readonly Failed[] }> {
  const folder = temporary('report')
  const report = join(folder.path, 'report.json')
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...more]
  const { code } = await run(bin('vitest'), args, root, 'inherit')
  try {
    const { numPassedTests, testResults }: Report = existsSync(report)
      ? JSON.parse(readFileSync(report, 'utf8'))
      : { numPassedTests: 0, testResults: [] }
    const failed = testResults.flatMap(failuresOf)
    return {
      passed: numPassedTests,
      failed: code !== 0 && failed.length === 0 ? [{ file: '', name: '', why: `vitest ended with ${code}` }] : failed,
    }
  } finally {
    folder.drop()
  }
}

/** Its tests that failed, or the file itself where it failed before any of them ran. */
function failuresOf({ name, status, message, assertionResults }: Report['testResults'][number]): Failed[] {
  const file = relative(root, name)
  const failed = assertionResults.filter((one) => one.status === 'failed')
  if (failed.length > 0)
    return failed.map(({ fullName, failureMessages }) => ({
      file,
      name: fullName,
      why: failureMessages.join('\n').split('\n').slice(0, 12).join('\n    '),
    }))
  return status === 'failed' ? [{ file, name: '', why: message.split('\n').slice(0, 12).join('\n    ') }] : []
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

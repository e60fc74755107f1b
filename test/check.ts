// bin/check: every step of `npm test`, all of them even after a failure, with what each took.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAULT_REPORT } from './harness/deep.ts'
import { root, temporary } from './harness/server.ts'
import { type Project, projectOf, projects } from './projects.ts'
import type { Failed, Report } from './report.ts'
import { failuresOf, lasting, type Outcome, worthATry } from './verdict.ts'

/** `said`: what failed, told again at the very end; `unsteady`: what failed beside others and passed alone. */
type Count = { readonly passed: number; readonly failed: number; readonly said?: readonly string[]; readonly unsteady?: readonly string[] }
type Step = { readonly name: string; readonly run: () => Promise<Count> }
type Ended = { readonly code: number; readonly output: string }

const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const deep = process.argv.includes('--deep')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))

const thorough = ['--type-aware', '--threads', '1']
/** Others have the other core, and with two threads the types are looked at twice. */
const oneThread: How = { env: { GOMAXPROCS: '1' } }
const steps: readonly Step[] = [
  { name: 'format', run: () => tool(bin('biome'), ['check', '--linter-enabled=false', '--error-on-warnings', '.']) },
  { name: 'lint', run: () => tool(bin('oxlint'), [...thorough, '--deny-warnings', '--ignore-pattern', 'test/canary/**'], oneThread) },
  { name: 'lint-canary', run: () => canary('no-floating-promises', bin('oxlint'), [...thorough, 'test/canary/promise.ts']) },
  { name: 'types', run: () => types('.', 'all') },
  ...['web', 'test/stories'].map((room) => {
    const short = room.replace('test/', '')
    return { name: `types-${short}`, run: () => types(room, short) }
  }),
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
]

const chosen = wanted.length > 0 ? steps.filter(({ name }) => wanted.includes(name)) : steps
const tried = wanted.length > 0 ? projects.filter((name) => wanted.includes(name)) : projects
if (chosen.length + tried.length < wanted.length) {
  console.error(`bin/check: the steps are ${['setup', ...steps.map(({ name }) => name), ...projects].join(', ')}`)
  process.exit(2)
}

// What each fault of the deep run was, with its seed: told again at the end, and left beside the screenshots.
const faults = deep ? join(root, 'test/.run/faults.txt') : undefined
if (faults !== undefined) {
  mkdirSync(join(faults, '..'), { recursive: true })
  writeFileSync(faults, '')
}

/** Beside tests a step takes what they leave. */
const polite = tried.length > 0 ? ['nice', '-n', '5'] : []

const began = Date.now()
// bin/check itself did the set-up, before there was a Node to run this.
const total = { passed: wanted.length > 0 ? 0 : 1, failed: 0 }
const table: string[] = []
const failures: string[] = []
const unsteady: string[] = []
const quick = [...chosen]
// Tests wait for deadlines, disks and processes: linters and compilers have what is left meanwhile. Without tests, two at a time.
const stepsDone = Promise.all(tried.length > 0 ? [takeAll(quick)] : [takeAll(quick), takeAll(quick)])
if (tried.length > 0) await takeTests(tried, stepsDone)
await stepsDone
console.log(`\n${table.join('\n')}\n${' '.repeat(18)} ${seconds(began).padStart(7)}  in all\n`)
if (unsteady.length > 0) console.log(`Unsteady: failed beside others, passed alone. Mend these:\n${unsteady.join('\n')}\n`)
if (failures.length > 0) console.log(`Failed:\n${failures.join('\n')}\n`)
if (faults !== undefined) console.log(`Faults:\n${readFileSync(faults, 'utf8')}`)
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
  note(name, seconds(start), count)
}

function note(name: string, took: string, { passed, failed, said, unsteady: shaky = [] }: Count): void {
  total.passed += passed
  total.failed += failed
  failures.push(...(said ?? (failed > 0 ? [`${name}: see above`] : [])))
  unsteady.push(...shaky)
  table.push(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(16)} ${took.padStart(7)}  ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`)
  console.log(table.at(-1))
}

function seconds(since: number): string {
  return inSeconds(Date.now() - since)
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** One tool is one check; what it says is shown where it fails. */
async function tool(command: string, args: readonly string[], how: How = {}): Promise<Count> {
  const { code, output } = await run([...polite, command, ...args], how)
  if (code !== 0) console.log(output.split('\n').slice(-150).join('\n'))
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** One checker: several check what they have in common once each, which doubles the work. What was found is kept for the files that did not change. */
function types(folder: string, short: string): Promise<Count> {
  const kept = ['--incremental', '--tsBuildInfoFile', join(root, `.tools/types-${short}`)]
  return tool(bin('tsc'), ['-p', `${folder}/tsconfig.json`, '--noEmit', '--checkers', '1', ...kept])
}

/** Something wrong on purpose: the tool must refuse it, by this rule. */
async function canary(rule: string, command: string, args: readonly string[], cwd = root): Promise<Count> {
  const { code, output } = await run([command, ...args], { cwd })
  if (code !== 0 && output.includes(rule)) return { passed: 1, failed: 0 }
  console.log(`it should have refused the canary by ${rule}, but ended with ${code}:\n${output}`)
  return { passed: 0, failed: 1 }
}

/**
 * The tests, all in one run: there is one PostgreSQL, and no core waits for the last file of one project before the next begins.
 * Those that measure come last in it: by then the steps beside it are long over.
 * What passes when it is tried again with nothing beside it (`others` is over then, too) ran out of time on a busy machine: it counts as passed, and is named as unsteady.
 */
async function takeTests(names: readonly Project[], others: Promise<unknown>): Promise<void> {
  console.log(`\n── ${names.join(', ')}`)
  const ended = await tests(names, [])
  await others
  const first = failuresOf(ended)
  const again = worthATry(first)
  if (again.length > 0) console.log(`\n── once more, alone: ${again.join(', ')}`)
  const still = again.length > 0 ? lasting(first, await tests(names, ['--fileParallelism=false', ...again])) : first
  const files = ended.report?.files ?? []
  for (const name of names) {
    const isOwn = ({ file }: { readonly file: string }): boolean => (file === '' ? name === names[0] : projectOf(file) === name)
    const own = files.filter(isOwn)
    const failed = still.filter(isOwn)
    const shaky = first.filter((one) => isOwn(one) && !still.includes(one))
    const passed = own.reduce((sum, one) => sum + one.passed, shaky.length)
    const took = own.length === 0 ? 0 : Math.max(...own.map(({ to }) => to)) - Math.min(...own.map(({ from }) => from))
    note(name, inSeconds(took), { passed, failed: failed.length, said: failed.map(told), unsteady: shaky.map(told) })
  }
}

function told({ file, name, why }: Failed): string {
  return `  ${file}${name && ` > ${name}`}\n    ${why}`
}

async function tests(names: readonly Project[], more: readonly string[]): Promise<Outcome> {
  const folder = temporary('report')
  const path = join(folder.path, 'report.json')
  const chosenOnes = names.flatMap((name) => ['--project', name])
  try {
    const { code } = await run([bin('vitest'), 'run', ...chosenOnes, ...more], { show: 'inherit', env: { HEARTH_TEST_REPORT: path } })
    return { code, report: reportAt(path) }
  } finally {
    folder.drop()
  }
}

/** Nothing where it is missing or was not written to its end. */
function reportAt(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

type How = { readonly show?: 'inherit' | 'pipe'; readonly cwd?: string; readonly env?: Readonly<Record<string, string>> }

function run([command = '', ...args]: readonly string[], { show = 'pipe', cwd = root, env: more = {} }: How = {}): Promise<Ended> {
  const env = {
    // What servers have compiled is there for them, and what one worker has loaded for the next.
    NODE_COMPILE_CACHE: join(root, '.tools/compile-cache'),
    ...process.env,
    PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
    ...(faults === undefined ? {} : { HEARTH_TEST_DEEP: '1', [FAULT_REPORT]: faults }),
    ...more,
  }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', show, show] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (output += piece.toString()))
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ code: -1, output: String(cause) }))
    child.once('close', (code) => resolve({ code: code ?? -1, output }))
  })
}

// docs/flame.svg: what each thread of the server does while a scenario runs, as V8's sampling profiler sees it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '#harness/server.ts'
import { escaped } from './chart.ts'
import { startGenerator } from './generator.ts'
import { scenarioOf } from './scenarios.ts'
import { startHearth } from './servers/start.ts'

/** As V8 writes it: `samples` name the innermost frame, `timeDeltas` are microseconds. */
export type Profile = {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}
type Kind = 'ours' | 'library' | 'node' | 'native'
export type Flame = { readonly name: string; readonly kind: Kind; micros: number; readonly above: Map<string, Flame> }

const [WIDTH, ROW, HEAD] = [1200, 17, 34] as const
/** Narrower than this share is not drawn. */
const LEAST = 0.004
const WARM_SECONDS = 6
const SECONDS = 4
const micro = 1_000_000

/** Runs the small rooms, everybody talking, and draws what the server did in their last seconds. */
export async function drawFlame(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-flame-'))
  try {
    const scenario = scenarioOf('rooms-of-5')
    await record(folder, scenario)
    const threads = readdirSync(folder).map((name): Profile => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    const title = `${scenario.says}: one core, ${SECONDS} seconds, by thread`
    writeFileSync(join(root, 'docs/flame.svg'), flameOf(title, threads))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function record(folder: string, scenario: ReturnType<typeof scenarioOf>): Promise<void> {
  const options = `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=400`
  await using server = await startHearth('plain', { NODE_OPTIONS: options })
  await using generator = startGenerator()
  await generator.enter('hearth', server, scenario)
  await generator.run({ party: 'hearth', pid: server.pid, seconds: SECONDS, warmSeconds: WARM_SECONDS, pace: scenario.pace })
}

export function flameOf(title: string, threads: readonly Profile[]): string {
  const roots = threads.map(readProfile).toSorted((one, other) => other.micros - one.micros)
  const all = roots.reduce((sum, { micros }) => sum + micros, 0)
  let y = HEAD
  const panels = roots.flatMap((flame, index) => {
    const name = index === 0 ? 'main' : 'store'
    const label = `<text class="head" x="0" y="${y + 14}">${name}: ${share(flame.micros, all)} of what is not idle</text>`
    const boxes = [...stack(flame, 0, WIDTH, 0, flame.micros)]
    const deepest = Math.max(...boxes.map(({ depth }) => depth))
    const drawn = boxes.map(({ depth, ...box }) => boxOf({ ...box, y: y + 22 + (deepest - depth) * ROW, of: flame.micros }))
    y += 22 + (deepest + 1) * ROW + 24
    return [label, ...drawn]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:11px system-ui,sans-serif;fill:#222}.head{font-weight:600;font-size:14px}rect{stroke:#fff;stroke-width:.5}',
    '.ours{fill:#ff922b}.library{fill:#ffd43b}.node{fill:#ced4da}.native{fill:#91a7ff}',
    '@media(prefers-color-scheme:dark){.head{fill:#ddd}rect{stroke:#111}}</style>',
    `<text class="head" x="0" y="16">${escaped(title)}</text>`,
    ...panels,
    '</svg>',
    '',
  ].join('\n')
}

/** What was busy in the last seconds; frames of Node's own that lie upon each other are one. */
export function readProfile({ nodes, samples, timeDeltas }: Profile): Flame {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const below = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const flame: Flame = { name: 'all', kind: 'native', micros: 0, above: new Map() }
  const length = timeDeltas.reduce((sum, delta) => sum + delta, 0)
  const busy = samples.findLastIndex((id) => !isIdle(byId.get(id)?.callFrame.functionName))
  const end = timeDeltas.slice(0, busy + 1).reduce((sum, delta) => sum + delta, 0)
  let at = 0
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0
    at += delta
    if (at < Math.min(end, length) - SECONDS * micro || at > end || isIdle(byId.get(id)?.callFrame.functionName)) continue
    add(flame, pathOf(id, byId, below), delta)
  }
  return flame
}

const isIdle = (name: string | undefined): boolean => name === '(idle)' || name === '(program)' || name === undefined

type Step = { readonly name: string; readonly kind: Kind }

function pathOf(id: number, byId: ReadonlyMap<number, Profile['nodes'][number]>, below: ReadonlyMap<number, number>): Step[] {
  const path: Step[] = []
  for (let at: number | undefined = id; at !== undefined; at = below.get(at)) {
    const frame = byId.get(at)?.callFrame
    if (frame === undefined || frame.functionName === '(root)') break
    const step = stepOf(frame)
    if (step.kind !== 'node' || path.at(-1)?.kind !== 'node') path.push(step)
  }
  return path.reverse()
}

function stepOf({ functionName, url }: { readonly functionName: string; readonly url: string }): Step {
  const name = functionName === '' ? '(anonymous)' : functionName
  if (url === '') return { name, kind: 'native' }
  if (url.startsWith('node:')) return { name: `Node: ${url.slice('node:'.length).replace('internal/', '')}`, kind: 'node' }
  const [, library] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  if (library !== undefined) return { name: `${library}: ${name}`, kind: 'library' }
  return { name: `${name} (${url.split('/').slice(-2).join('/')})`, kind: 'ours' }
}

function add(flame: Flame, path: readonly Step[], micros: number): void {
  let at = flame
  at.micros += micros
  for (const { name, kind } of path) {
    let next = at.above.get(name)
    if (next === undefined) at.above.set(name, (next = { name, kind, micros: 0, above: new Map() }))
    next.micros += micros
    at = next
  }
}

type Box = { readonly x: number; readonly width: number; readonly depth: number; readonly flame: Flame }

function* stack(flame: Flame, left: number, width: number, depth: number, of: number): Generator<Box> {
  let x = left
  for (const each of [...flame.above.values()].toSorted((one, other) => other.micros - one.micros)) {
    const wide = (width * each.micros) / flame.micros
    if (each.micros / of < LEAST) continue
    yield { x, width: wide, depth, flame: each }
    yield* stack(each, x, wide, depth + 1, of)
    x += wide
  }
}

function boxOf({ x, y, width, flame, of }: Omit<Box, 'depth'> & { readonly y: number; readonly of: number }): string {
  const place = `x="${x.toFixed(1)}" y="${y}"`
  const says = escaped(`${flame.name} ${share(flame.micros, of)}`)
  const rect = `<rect class="${flame.kind}" ${place} width="${width.toFixed(1)}" height="${ROW}"><title>${says}</title></rect>`
  const letters = Math.floor(width / 6.2)
  if (letters < 4) return rect
  const label = flame.name.length > letters ? `${flame.name.slice(0, letters - 1)}…` : flame.name
  return `${rect}<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${escaped(label)}</text>`
}

const share = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`

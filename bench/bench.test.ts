import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, startServer } from '#harness/server.ts'
import type { Archive } from './archive.ts'
import { drawn } from './chart.ts'
import { checkTraffic } from './check.ts'
import { flameOf, readProfile } from './flame.ts'
import { keptWith, partKeptWith } from './keep.ts'
import { restingMemory } from './measure.ts'
import { type Scenario, scenarioOf, scenarios, seat, smallRoom } from './scenarios.ts'
import { limitOf, spreadOf } from './table.ts'

it('[BENCH-1] a server with nobody there takes less than 120 MB', async () => {
  await using server = await startServer()
  expect((await restingMemory(server.run.pid, 3)) / 1024 / 1024).toBeLessThan(120)
})

it('[BENCH-1] the committed results hold every measurement, and keep what was promised', () => {
  const results: unknown = JSON.parse(readFileSync(new URL('./results/baseline.json', import.meta.url), 'utf8'))
  const atMost = (most: number) => expect.toSatisfy((value: number) => value <= most, `at most ${most}`)
  const ran = { messagesPerSecond: expect.any(Number), cpuPerMillion: expect.any(Number), faults: [] }
  expect(results).toMatchObject({
    machine: { cores: expect.any(Number), pinned: true },
    start: { firstMs: expect.any(Number), secondMs: atMost(3000) },
    memory: { idleMB: atMost(120), moreKB: atMost(20) },
    page: { scriptKB: atMost(200) },
    talk: scenarios.map(({ name }) => ({ scenario: name, sides: { hearth: { middle: ran } } })),
  })
})

const smallPlace: Scenario = { ...scenarioOf('real-place'), name: 'small place', people: 20, rooms: 4, each: 2, window: 4 }

it('[BENCH-1] a part of what calls cost that is measured again is kept with its machine, and the rest with theirs', () => {
  const results: object = JSON.parse(readFileSync(new URL('./results/calls.json', import.meta.url), 'utf8'))
  expect(results).toMatchObject({ whole: { machine: { cores: expect.any(Number) }, engines: [{ engine: 'werift' }] } })
  const later = partKeptWith(results, { cpu: 'another' }, 'load', { engines: [] })
  expect(later).toEqual({ ...results, load: { machine: { cpu: 'another' }, engines: [] } })
  expect(Object.keys(keptWith({}, { cpu: 'another' }, {}))).toEqual(['machine'])
})

it.each([smallRoom, smallPlace])('[BENCH-3] the history checker finds nothing wrong in the traffic of a $name', async (scenario) => {
  expect(await checkTraffic(scenario)).toEqual([])
})

it('[BENCH-4] the table says when the load generator was the limit, or nobody was, and how far rounds lie apart', () => {
  const delays = { answered: { p50: 1, p99: 1 }, shown: null }
  const ran = { messages: 1, messagesPerSecond: 100, deliveriesPerSecond: 1, cpuPerMillion: 1, ...delays, faults: [] }
  expect(limitOf({ ...ran, loadCore: 0.95, serverCore: 0.5 }, true)).toBe('the load was the limit')
  expect(limitOf({ ...ran, loadCore: 0.5, serverCore: 0.99 }, true)).toBe('')
  const nobody = { ...ran, loadCore: 0.5, serverCore: 0.6 }
  expect(limitOf(nobody, true)).toBe('neither was at its limit (the disk, or a disturbed machine)')
  expect(limitOf(nobody, false)).toBe('')
  expect(spreadOf([nobody, { ...nobody, messagesPerSecond: 140 }])).toBe('rounds from 100 to 140')
  expect(spreadOf([nobody, { ...nobody, messagesPerSecond: 120 }])).toBe('')
})

it('[BENCH-8] the committed results say what old messages take up: half of what they did, and the disk got it back', () => {
  const results: Archive = JSON.parse(readFileSync(new URL('./results/archive.json', import.meta.url), 'utf8'))
  const { messages, archived, before, after } = results
  expect(archived).toBeGreaterThan(messages * 0.8)
  const { messages: rows, segments, saidBefore, free } = after.bytes
  expect(rows + segments + saidBefore).toBeLessThanOrEqual(before.bytes.messages / 2)
  // A megabyte stays for what comes next.
  expect(free * messages).toBeLessThan(1_100_000)
  expect(after.page.newest, 'opening a room unpacks nothing').toBeLessThan(before.page.newest * 2)
})

it.each([...scenarios])('[BENCH-5] $name is seated as it says', (scenario) => {
  const { rooms, people, talkers } = seat(scenario)
  const size = (scenario.people * scenario.each) / scenario.rooms
  expect(new Set(people.map((seated) => new Set(seated).size))).toEqual(new Set([size]))
  expect(new Set(rooms.map((mine) => new Set(mine).size))).toEqual(new Set([scenario.each]))
  expect(talkers).toHaveLength(scenario.talkers === 'everybody' ? scenario.people : scenario.talkers * scenario.rooms)
})

it('[BENCH-6] the chart is drawn from the committed results', () => {
  const chart = join(root, 'docs/speed.svg')
  expect(existsSync(chart) ? readFileSync(chart, 'utf8') : undefined).toBe(drawn())
})

it('[BENCH-7] the flame graph holds what was busy in the last seconds, and Node within Node once', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url })
  const nodes = [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 3] },
    { id: 2, callFrame: frame('(idle)', '') },
    { id: 3, callFrame: frame('processImmediate', 'node:internal/timers'), children: [4] },
    { id: 4, callFrame: frame('runImmediate', 'node:internal/timers'), children: [5, 6] },
    { id: 5, callFrame: frame('flush', 'file:///house/server/src/gateways/tick.ts') },
    { id: 6, callFrame: frame('', 'file:///house/node_modules/@some/library/index.js') },
  ]
  const profile = { nodes, samples: [5, 2, 5, 5, 6, 2], timeDeltas: [9_000_000, 10, 3_000_000, 500_000, 500_000, 10] }
  const flame = readProfile(profile)
  expect(flame.micros).toBe(4_000_000)
  const node = flame.above.get('Node: timers')
  expect([...(node?.above.entries() ?? [])].map(([name, { kind, micros }]) => [name, kind, micros])).toEqual([
    ['flush (gateways/tick.ts)', 'ours', 3_500_000],
    ['@some/library: (anonymous)', 'library', 500_000],
  ])
  expect(flameOf('a < b', [profile])).toContain('flush (gateways/tick.ts) 87.5 %')
})

import { expect, it } from 'vitest'
import type { Delivery, Op } from '../harness/checker.ts'
import { check } from '../harness/checker.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { temporary } from '../harness/server.ts'
import { createHeard } from './heard.ts'
import { judgeMemory, watchMemory } from './memory.ts'
import { reported } from './report.ts'
import { soak } from './run.ts'

const MB = 1_048_576
const heard = (client: string, seq: number, about = `m${seq}`): Delivery => ({
  ...{ client, person: 'ada', room: 'lobby', seq, event: 'message.said', about },
})

it('[SOAK-2] what many heard is kept small, and whatever one of them heard otherwise is still seen', () => {
  const final = {
    ...{ room: 'lobby', seq: 100, messages: [], seats: [] },
    log: Array.from({ length: 100 }, (_, at) => ({ seq: at + 1, event: 'message.said', about: `m${at + 1}` })),
  }
  const ops: Op[] = []
  const judged = (spoil: (client: string, seq: number) => Delivery[]): string[] => {
    const all = createHeard()
    for (let seq = 1; seq <= 100; seq++) for (const client of ['ada-1', 'bo-1']) for (const one of spoil(client, seq)) all.push(one)
    expect(all.all().length).toBeLessThan(130)
    return check({ ops, heard: all.all(), final: [final] })
  }
  expect(judged((client, seq) => [heard(client, seq)])).toEqual([])
  const hole = judged((client, seq) => (client === 'bo-1' && seq === 50 ? [] : [heard(client, seq)]))
  expect(hole).toEqual(['stream: bo-1 heard 51 after 49'])
  const twice = judged((client, seq) => (client === 'bo-1' && seq === 50 ? [heard(client, 50), heard(client, 50)] : [heard(client, seq)]))
  expect(twice).toEqual(['stream: bo-1 heard 50 after 50'])
  const other = judged((client, seq) => [heard(client, seq, client === 'bo-1' && seq === 50 ? 'another' : `m${seq}`)])
  expect(other).toEqual(['stream: bo-1 heard message.said another at 50, the log has message.said m50'])
})

it('[SOAK-2] memory that grows is seen, and what a burst takes for a moment is not; nor is it too high at any moment, also between two looks', () => {
  const looks = (of: (second: number) => number): number[] => Array.from({ length: 300 }, (_, second) => of(second) * MB)
  const judged = (all: readonly number[], peak = 0): string => judgeMemory({ looks: all, peak: peak * MB }).is
  expect(judged(looks((second) => 120 + Math.min(second, 60)))).toBe('flat')
  expect(judged(looks((second) => (second % 10 < 8 ? 150 : 400)))).toBe('flat')
  expect(judged(looks((second) => 100 + second))).toBe('growing')
  expect(judged(looks((second) => 120 + second).slice(0, 20))).toBe('too short to tell')
  expect(judged(looks((second) => (second === 200 ? 600 : 150)))).toBe('too high')
  expect(
    judged(
      looks(() => 150),
      600,
    ),
  ).toBe('too high')
})

it('[SOAK-2] what memory was at most is known when the watch ends, not only what it was at the last look', () => {
  const { looks, peak } = watchMemory(process.pid).stop()
  expect(looks).toHaveLength(1)
  expect(peak).toBeGreaterThanOrEqual(looks[0] ?? Number.NaN)
})

/** The hour is `npm run test:soak`; the deep run has three minutes of it. */
const forms = deep ? [{ minutes: 3, people: 200 }] : []
it.each(forms)(
  '[SOAK-1] $people people for $minutes minutes, a server that is killed again and again: nothing lost, memory flat',
  { timeout: 900_000 },
  async (form) => {
    const folder = temporary('soak')
    try {
      const result = await soak({ data: folder.path, ...form, seed, paceMs: 5000, tell: (line) => console.log(line) })
      noteFault('soak', seed, `\n${reported(result)}`)
      expect(result.wrong).toEqual([])
      expect(result.memory.is).toBe('flat')
      expect(result.kills).toBeGreaterThan(2)
    } finally {
      folder.drop()
    }
  },
)

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { startServer } from '#harness/server.ts'
import { restingMemory } from './measure.ts'

it('[BENCH-1] a server with nobody there takes less than 120 MB', async () => {
  await using server = await startServer()
  expect((await restingMemory(server.run.pid, 3)) / 1024 / 1024).toBeLessThan(120)
})

it('[BENCH-1] the committed results hold every measurement, and keep what was promised', () => {
  const results: unknown = JSON.parse(readFileSync(new URL('./results/baseline.json', import.meta.url), 'utf8'))
  const atMost = (most: number) => expect.toSatisfy((value: number) => value <= most, `at most ${most}`)
  expect(results).toMatchObject({
    machine: { cores: expect.any(Number), pinned: true },
    start: { firstMs: expect.any(Number), secondMs: atMost(3000) },
    memory: { idleMB: atMost(120), moreKB: atMost(16) },
    fanOut: [
      { listeners: 100, ratio: expect.any(Number) },
      { listeners: 1_000, ratio: expect.any(Number) },
    ],
    page: { scriptKB: atMost(200) },
  })
})

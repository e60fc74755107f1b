import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { startServer } from '#harness/server.ts'
import { restingMemory } from './measure.ts'

it('[BENCH-1] a server with nobody there takes less than 120 MB', async () => {
  await using server = await startServer()
  expect((await restingMemory(server.run.pid, 3)) / 1024 / 1024).toBeLessThan(120)
})

it('[BENCH-1] the committed results hold every measurement', () => {
  const results: unknown = JSON.parse(readFileSync(new URL('./results/baseline.json', import.meta.url), 'utf8'))
  expect(results).toMatchObject({
    machine: { cores: expect.any(Number) },
    start: { firstMs: expect.any(Number), secondMs: expect.any(Number) },
    memory: { idleMB: expect.any(Number), moreKB: expect.any(Number) },
    fanOut: [
      { listeners: 100, ratio: expect.any(Number) },
      { listeners: 1_000, ratio: expect.any(Number) },
    ],
    page: { scriptKB: expect.any(Number) },
  })
})

import { expect, it } from 'vitest'
import { watchStandstill } from './standstill.ts'

it('[EDGE-45] a process that stood still says for how long, once each time', async () => {
  const said: [number, string][] = []
  const warn = (about: object, says: string) => void said.push(['ms' in about ? Number(about.ms) : 0, says])
  using _ = watchStandstill({ warn }, { everyMs: 5, mostMs: 250 })
  const stand = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  stand(600)
  await expect.poll(() => said.length).toBeGreaterThan(0)
  const [first] = said
  expect(first?.[0]).toBeGreaterThan(400)
  expect(first?.[1]).toContain('stood still')
})

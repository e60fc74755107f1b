// Measured with nothing beside it.
import { expect, it } from 'vitest'
import { compare } from './compare.ts'
import { smallRoom } from './scenarios.ts'
import { starters } from './starters.ts'

it('[BENCH-2] fan-out keeps a share of what the bare room that joins per tick does in the same run', async () => {
  const times = { rounds: 3, halfRounds: 0, seconds: 0.5, warmSeconds: 0.5, coldSeconds: 0 }
  const { sides } = await compare(smallRoom, [starters.hearth, starters.joined], times)
  const [ours, bare] = [sides['hearth']?.middle, sides['joined']?.middle]
  expect(ours?.faults).toEqual([])
  // A third of it is what is aimed for; a tenth says that something broke, not that the machine is busy.
  expect((ours?.deliveriesPerSecond ?? 0) / (bare?.deliveriesPerSecond ?? 1)).toBeGreaterThan(0.1)
})

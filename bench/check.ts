// The history checker on the benchmark's own traffic: a short run of a scenario, all of it recorded, read back and judged.
import { startGenerator } from './generator.ts'
import type { Scenario } from './scenarios.ts'
import { startHearth } from './servers/start.ts'

/** Sentences about what is wrong; none is what we want. */
export async function checkTraffic(scenario: Scenario, seconds = 0.4): Promise<readonly string[]> {
  await using server = await startHearth('plain', { HEARTH_LIMITS_RESUME_ENTRIES: '1000000' })
  await using generator = startGenerator()
  await generator.enter('hearth', server, scenario, true)
  const ran = await generator.run({ party: 'hearth', pid: server.pid, seconds, warmSeconds: 0, pace: scenario.pace })
  return [...ran.faults, ...(await generator.verdict('hearth'))]
}

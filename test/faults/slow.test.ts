import { afterAll, beforeAll, expect, it } from 'vitest'
import { comeBack, join, type Person, say } from '../harness/cast.ts'
import { memoryOf } from '../harness/raw.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'

let server: Server
beforeAll(async () => {
  server = await startServer({ env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '10000' } })
})
afterAll(() => server[Symbol.asyncDispose]())

const long = 'x'.repeat(7_000)

/** Milliseconds from saying to hearing, in the middle of many. */
async function pace(from: Person, to: Person): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < 40; index++) {
    const start = performance.now()
    const { seq } = await say(from, from.lobby, long)
    await until('it to be heard', () => to.wire.heard.at(-1)?.seq === seq || to.wire.heard.some((event) => event.seq === seq), { every: 1 })
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[30] ?? 0
}

/** More than the kernel's buffers on both sides and the server's own bound hold together; the `seq` of the last, once the readers have it. */
async function flood(from: Person, readers: readonly Person[]): Promise<number> {
  let last = 0
  for (let round = 0; round < 60; round++)
    last = (await Promise.all(Array.from({ length: 30 }, () => say(from, from.lobby, long)))).at(-1)?.seq ?? 0
  for (const { wire } of readers) await wire.hears('message.said', (event) => event.seq === last)
  return last
}

it('[TEST-6] F12: who does not read is cut off at a bound, the others hear on, and the missed is there on coming back', {
  timeout: 120_000,
}, async () => {
  const [ada, bo, cy] = [await join(server, 'ada'), await join(server, 'bo'), await join(server, 'cy')]
  const calm = await pace(ada, bo)
  // As much once before, with all reading: what compiling and a larger heap take is not the slow reader's.
  await flood(ada, [bo, cy])
  const before = memoryOf(server.run.pid)
  cy.wire.socket.pause()
  const last = await flood(ada, [bo])
  const busy = await pace(ada, bo)
  expect(memoryOf(server.run.pid) - before).toBeLessThan(80 * 1024 * 1024)
  // Printed, not judged: other work shares the cores. `pace` has a deadline for each message.
  console.log(
    `said to heard, three quarters of the time: ${calm.toFixed(1)} ms calm, ${busy.toFixed(1)} ms beside a reader who does not read`,
  )

  cy.wire.socket.resume()
  await cy.wire.closed
  const since = Math.max(...cy.wire.heard.map(({ seq }) => seq ?? 0))
  expect(since).toBeLessThan(last)
  const back = await comeBack(server, 'cy', cy.token, { [cy.lobby]: since })
  await until(
    'the missed entries or word that it was too much',
    () => back.wire.heard.some(({ event, seq }) => event === 'resume_too_far' || (seq ?? 0) >= last),
    { seen: () => back.wire.heard.length },
  )
})

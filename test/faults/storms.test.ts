// Storms: sign-ins with wrong passwords by the hundred, requests that take for ever, and one person whose every deed is to be told to very many.
// With --deep. The many are a process of their own, and who measures talks at an even pace from this one, which does nothing else meanwhile.
import { Agent } from 'node:http'
import { expect, it } from 'vitest'
import { join, type Person, say } from '../harness/cast.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { connect, Refused } from '../harness/wire.ts'
import { type Crowd, openCrowd } from './crowd.ts'
import { openSession } from './session.ts'

const runs = [seed].filter(() => deep)

const rest = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

/** One message after another, as often as a connection may ask at most, about. */
const PACE_MS = 25

/** How long each of some messages took to be answered. */
async function paceOf(person: Person, room: Person['lobby'], isOver: () => boolean): Promise<number[]> {
  const took: number[] = []
  while (!isOver()) {
    const began = performance.now()
    await say(person, room, `${took.length} on a day like any other`)
    took.push(performance.now() - began)
    await rest(PACE_MS)
  }
  return took
}

const forMs = (ms: number): (() => boolean) => {
  const end = performance.now() + ms
  return () => performance.now() > end
}

const high = (times: readonly number[], part = 0.99): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0

/**
 * What stands beside a storm takes so many times as long as before it, at most. Twice is wanted; on two cores that also bear the storm it was 0.9 to
 * 3.5 times. Nobody notices what is below so many milliseconds.
 */
const SLOWER = 5
const UNNOTICED_MS = 10

function judge(stormy: readonly number[], calm: readonly number[]): void {
  expect(high(stormy) / Math.max(UNNOTICED_MS, high(calm)), 'how many times slower the slowest messages are').toBeLessThan(SLOWER)
}

const inWords = (stormy: readonly number[], calm: readonly number[]): string =>
  `of ${stormy.length} messages 99 of 100 were answered within ${high(stormy).toFixed(1)} ms, half within ${high(stormy, 0.5).toFixed(1)} ms; ` +
  `before the storm within ${high(calm).toFixed(1)} and ${high(calm, 0.5).toFixed(1)} ms (${(high(stormy) / high(calm)).toFixed(1)} times)`

/** How long somebody who knows their password takes to get in; undefined: they were asked to come again. */
async function comeIn(port: number, from: string): Promise<number | undefined> {
  const agent = new Agent()
  const began = performance.now()
  const { code } = await openSession(port, agent, from, 'cy', 'three stones and a spark')
  agent.destroy()
  if (code !== 'ok' && code !== 'slow_down') throw new Error(`Cy was answered ${code}`)
  return code === 'ok' ? performance.now() - began : undefined
}

/** In each of some moments, from an address where nobody else is. */
async function comeInOften(port: number, isOver: () => boolean): Promise<number[]> {
  const took: number[] = []
  while (!isOver()) {
    await rest(1000)
    took.push((await comeIn(port, '10.250.0.1')) ?? Number.POSITIVE_INFINITY)
  }
  return took
}

/** Cy comes in anew again and again. */
const behindProxy = { HEARTH_TRUSTED_PROXIES: '127.0.0.1', HEARTH_LIMITS_SESSIONS_PER_PERSON: '1000' }

const WRONG = 500
const STORM_S = 12

it.each(runs)(
  `[FAULT-9] F27: ${WRONG} wrong passwords a second, from one address and from eight: others talk on, and who knows theirs gets in (seed %i)`,
  { timeout: 400_000 },
  async (own) => {
    await using server = await startServer({ env: behindProxy, flags: ['--plain-port', '0'] })
    await using crowd = openCrowd()
    const port = server.run.plainPort ?? 0
    const ada = await join(server, 'ada')
    await join(server, 'cy')
    const calmFor = async (ms: number): Promise<number[]> =>
      (await Promise.all([paceOf(ada, ada.lobby, forMs(ms)), comeInOften(port, forMs(ms))]))[0]
    await calmFor(3000)
    for (const addresses of [1, 8]) {
      const calm = await calmFor(STORM_S * 1000)
      let over = false
      const talk = paceOf(ada, ada.lobby, () => over)
      const comings = comeInOften(port, () => over)
      const from = Array.from({ length: addresses }, (_, at) => `10.${own % 200}.${addresses}.${at}`)
      const { codes, perSecond } = await crowd.guess({ port, addresses: from, perSecond: WRONG, many: WRONG * STORM_S })
      over = true
      const [stormy, came] = await Promise.all([talk, comings])
      noteFault(
        'F27',
        own,
        `${Math.round(perSecond)} wrong passwords a second from ${addresses}, ${codes['bad_credentials']} of them checked: ${inWords(stormy, calm)}; ` +
          `a right one from elsewhere in ${Math.round(Math.max(...came))} ms at most`,
      )
      expect(perSecond, 'wrong passwords a second').toBeGreaterThan(WRONG * 0.9)
      expect(Object.keys(codes).toSorted()).toEqual(['bad_credentials', 'slow_down'])
      // Fifty are free from one address; what was under way when they were used up is checked, too, and then one after each wait.
      expect(codes['bad_credentials']).toBeLessThan(addresses * (50 + 10) + 34)
      expect(Math.max(...came), 'how long a right password takes').toBeLessThan(2000)
      judge(stormy, calm)
    }
  },
)

it.each(runs)(
  '[FAULT-9] F27: eight thousand wrong passwords as fast as they go: others are answered, and who knows theirs gets in (seed %i)',
  { timeout: 400_000 },
  async (own) => {
    await using server = await startServer({ env: behindProxy, flags: ['--plain-port', '0'] })
    await using crowd = openCrowd()
    const port = server.run.plainPort ?? 0
    const ada = await join(server, 'ada')
    await join(server, 'cy')
    let over = false
    const talk = paceOf(ada, ada.lobby, () => over)
    const comings = comeInOften(port, () => over)
    const from = Array.from({ length: 8 }, (_, at) => `10.${own % 200}.9.${at}`)
    const { codes, perSecond } = await crowd.guess({ port, addresses: from, perSecond: null, many: 8000 })
    await until('somebody who knows their password', () => comeIn(port, '10.250.0.2'), { within: 60_000, every: 20 })
    over = true
    const [stormy, came] = await Promise.all([talk, comings])
    noteFault(
      'F27',
      own,
      `${Math.round(perSecond)} wrong passwords a second, as fast as they went, ${codes['bad_credentials']} of them checked: 99 of 100 messages answered within ` +
        `${high(stormy).toFixed(1)} ms; a right password in ${came.map((ms) => Math.round(ms)).join(', ')} ms`,
    )
    expect(stormy.length).toBeGreaterThan(10)
    expect(Object.keys(codes).toSorted()).toEqual(['bad_credentials', 'slow_down'])
    expect(codes['bad_credentials']).toBeLessThan(8 * (50 + 10) + 64 + 34)
  },
)

const SLOW = 2000

it.each(runs)(
  `[FAULT-9] F13: ${SLOW} who bring their request a letter a second: others talk on, newcomers get in, and none of the slow stays (seed %i)`,
  { timeout: 300_000 },
  async (own) => {
    await using server = await startServer({ flags: ['--plain-port', '0'] })
    await using crowd = openCrowd()
    const port = server.run.plainPort ?? 0
    const ada = await join(server, 'ada')
    await paceOf(ada, ada.lobby, forMs(3000))
    const calm = await paceOf(ada, ada.lobby, forMs(15_000))
    await crowd.drip(port, SLOW)
    let over = false
    const talk = paceOf(ada, ada.lobby, () => over)
    try {
      const bo = await join(server, 'bo')
      await say(bo, bo.lobby, 'in all the same')
      const left = async (): Promise<boolean> => (await crowd.dripping()) === 0
      await until('the slow to be gone', left, { within: 120_000, every: 1000 })
    } finally {
      over = true
    }
    const stormy = await talk
    noteFault('F13', own, `${SLOW} slow requests, all cut off; ${inWords(stormy, calm)}`)
    judge(stormy, calm)
  },
)

const CROWD = 500
const BUSY_MS = 12_000

it.each(runs)(
  `[FAULT-9] F26: one person writes, calls all, reacts, types and flaps before ${CROWD}: others talk on, each hears each thing once, never more than was done (seed %i)`,
  { timeout: 600_000 },
  async (own) => {
    const env = { HEARTH_LIMITS_WAITING_PER_ADDRESS: '1000' }
    await using server = await startServer({ env, flags: ['--plain-port', '0'] })
    await using crowd = openCrowd()
    const ada = await join(server, 'ada')
    const bo = await join(server, 'bo')
    const { room } = await bo.wire.ask('room.create', { kind: 'group', name: 'Apart', members: [] })
    await crowd.listen(server.run.plainPort ?? 0, CROWD)
    const each = await loudness(crowd, ada)
    const { taken, flaps } = await excess(crowd, server, ada)
    await paceOf(bo, room.id, forMs(3000))
    const calm = await paceOf(bo, room.id, forMs(BUSY_MS))
    const isOver = forMs(BUSY_MS)
    const [busy, crowded] = await Promise.all([bustle(server, ada, isOver), paceOf(bo, room.id, isOver)])
    await settled(crowd, 'message.said', 2 + busy.said)
    noteFault(
      'F26',
      own,
      `before ${CROWD}: a message that calls all is ${Math.round(each)} bytes to each; ${taken} of 300 typings told; 40 comings and goings told as ${flaps}; ` +
        `meanwhile, with ${busy.deeds} deeds of one person in ${BUSY_MS / 1000} s, ${inWords(crowded, calm)}`,
    )
    judge(crowded, calm)
  },
)

const TEXT = `@all ${'w'.repeat(100)}`

const settled = (crowd: Crowd, event: string, times: number): Promise<unknown> => {
  let seen: readonly number[] = []
  return until(`everybody to hear ${event}`, async () => (seen = await crowd.heard(event)).join() === String(times), {
    ...{ within: 120_000, every: 50, seen: () => seen },
  })
}

/** How many bytes a message is to each who hears it: itself, and what it takes to say who, where and when. Whatever is done twice is told once. */
async function loudness(crowd: Crowd, ada: Person): Promise<number> {
  const { id } = await say(ada, ada.lobby, TEXT)
  await settled(crowd, 'message.said', 1)
  const each = (await crowd.bytes('message.said')) / CROWD
  expect(each).toBeLessThan(TEXT.length + 400)
  for (let count = 0; count < 2; count++) await ada.wire.ask('message.react', { room: ada.lobby, id, emoji: '🔥' })
  await settled(crowd, 'message.reacted', 1)
  return each
}

/** As fast as one connection can: what is more than it may is refused, and heard by nobody; so are most comings and goings. */
async function excess(crowd: Crowd, server: Server, ada: Person): Promise<{ taken: number; flaps: number }> {
  const typed = await Promise.all(
    Array.from({ length: 300 }, (_, at) => isTaken(ada.wire.ask('typing', { room: ada.lobby, on: at % 2 === 0 }))),
  )
  const taken = typed.filter((done) => done).length
  expect(taken).toBeLessThan(300)
  await settled(crowd, 'typing', taken)
  const before = (await crowd.heard('presence')).at(-1) ?? 0
  for (let flap = 0; flap < 40; flap++) {
    await using again = await connect(server)
    await again.ask('session.resume', { token: ada.token })
  }
  await rest(1000)
  await say(ada, ada.lobby, 'still here')
  await settled(crowd, 'message.said', 2)
  const flaps = ((await crowd.heard('presence')).at(-1) ?? 0) - before
  expect(flaps).toBeLessThan(10)
  return { taken, flaps }
}

/** Everything at once, as much as one connection may. */
async function bustle(server: Server, { token, lobby }: Person, isOver: () => boolean): Promise<{ deeds: number; said: number }> {
  await using wire = await connect(server)
  await wire.ask('session.resume', { token })
  let [deeds, said] = [0, 0]
  while (!isOver()) {
    const [sent] = await Promise.all([
      wire.ask('message.send', { room: lobby, text: TEXT, clientId: `b${said}` }).catch(refusedAs),
      isTaken(wire.ask('typing', { room: lobby, on: deeds % 2 === 0 })),
    ])
    if (sent !== undefined) {
      said++
      await isTaken(wire.ask('message.react', { room: lobby, id: sent.id, emoji: '🔥' }))
    }
    deeds += 3
    await rest(50)
  }
  return { deeds, said }
}

function refusedAs(cause: unknown): undefined {
  if (cause instanceof Refused && cause.code === 'slow_down') return undefined
  throw cause
}

const isTaken = (asking: Promise<unknown>): Promise<boolean> =>
  asking.then(
    () => true,
    (cause: unknown) => refusedAs(cause) ?? false,
  )

// From one who speaks to all who listen: how long until the last has it, beside a bare room in the same run.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type WebSocket from 'ws'
import { startServer } from '#harness/server.ts'
import { until } from '#harness/until.ts'
import { connect } from '#harness/wire.ts'
import { middle, onServerCore, openSocket, startBare } from './measure.ts'

export type FanOut = {
  readonly listeners: number
  readonly hearthMs: number
  readonly bareMs: number
  readonly ratio: number
  readonly loadLateMs: number
}

const ROUNDS = 40

export async function measureFanOut(listeners: number): Promise<FanOut> {
  const lag = monitorEventLoopDelay({ resolution: 5 })
  lag.enable()
  const bareMs = await bareRoom(listeners)
  const hearthMs = await hearthRoom(listeners)
  return {
    listeners,
    hearthMs: round(hearthMs),
    bareMs: round(bareMs),
    ratio: round(hearthMs / bareMs),
    loadLateMs: round(lag.percentile(99) / 1e6),
  }
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Says `ROUNDS` things, each after the last was heard by all, and gives the middle time. */
async function rounds(say: (round: number) => void, heard: () => number, listeners: number): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < ROUNDS; index++) {
    const [start, before] = [performance.now(), heard()]
    say(index)
    await until('all to hear it', () => heard() >= before + listeners, {
      every: 0,
      seen: () => `round ${index}, ${heard() - before} of ${listeners}`,
    })
    times.push(performance.now() - start)
  }
  return middle(times.slice(5))
}

async function bareRoom(listeners: number): Promise<number> {
  await using bare = await startBare()
  let heard = 0
  const sockets: WebSocket[] = []
  for (let index = 0; index < listeners; index++) sockets.push(await openSocket(`wss://127.0.0.1:${bare.port}`, bare.ca, () => heard++))
  // Awaited here: what is `using` above closes when the function is left.
  return await rounds(
    (index) => sockets[0]?.send(text(index)),
    () => heard,
    listeners,
  )
}

/** Ten connections for each of the people, all in one room. */
async function hearthRoom(listeners: number): Promise<number> {
  await using server = await startServer({
    under: onServerCore,
    env: {
      HEARTH_LIMITS_FRAMES_PER_SECOND: '10000',
      HEARTH_LIMITS_CONNECTIONS_PER_PERSON: '12',
      HEARTH_LIMITS_WAITING_PER_ADDRESS: '1000',
    },
  })
  let heard = 0
  const count = (bytes: Buffer): void => {
    if (bytes.includes('"message.said"')) heard++
  }
  await using speaker = await connect(server)
  const { token = '' } = await speaker.ask('guest.enter', { name: 'speaker' })
  const { rooms } = await speaker.ask('session.resume', { token })
  const room = rooms.find(({ kind }) => kind === 'lobby')?.id
  if (room === undefined) throw new Error('there is no lobby')
  for (let index = 0; index < listeners / 10; index++)
    await tenListeners(`wss://127.0.0.1:${server.run.httpsPort}/ws?protocol=1`, server.ca, `guest-${index}`, count)
  // Awaited here: what is `using` above closes when the function is left.
  return await rounds(
    (index) => void speaker.ask('message.send', { room, text: text(index), clientId: `f${index}` }),
    () => heard,
    listeners,
  )
}

async function tenListeners(url: string, ca: string | undefined, name: string, count: (bytes: Buffer) => void): Promise<void> {
  let token: string | undefined
  const first = await openSocket(url, ca, (bytes) => {
    count(bytes)
    if (token === undefined && bytes.includes('"token"')) token = JSON.parse(bytes.toString()).ok.token
  })
  first.send(JSON.stringify({ id: 1, do: 'guest.enter', with: { name } }))
  await until('the token', () => token)
  for (let index = 0; index < 9; index++) {
    let answered = false
    const socket = await openSocket(url, ca, (bytes) => (answered ? count(bytes) : (answered = bytes.includes('"ok"'))))
    socket.send(JSON.stringify({ id: 1, do: 'session.resume', with: { token } }))
    await until('the answer', () => answered, { every: 1 })
  }
}

const text = (index: number): string => `${index} the laser cutter is free until noon, who comes along?`

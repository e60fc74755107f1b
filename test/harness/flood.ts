// bin/flood: a bounded load on a running server; says what it saw, and when it was itself the limit.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { RoomId } from '@hearth/protocol/ids.ts'
import WebSocket from 'ws'
import { clientId } from './cast.ts'
import { findRunning } from './running.ts'
import { attach, Refused, socketUrl, type Wire } from './wire.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    rooms: { type: 'string', default: '2' },
    people: { type: 'string', default: '20' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    plain: { type: 'boolean', default: false },
  },
})
const count = (text: string, most: number): number => Math.min(Math.max(1, Math.floor(Number(text)) || 1), most)
const [rooms, people, rate, seconds] = [
  count(values.rooms, 200),
  count(values.people, 1_000),
  count(values.rate, 5_000),
  count(values.seconds, 600),
]
const server = findRunning(values.data)
const mark = Math.floor(Math.random() * 1e6).toString(36)

const wires: Wire[] = []
for (let index = 0; index < people; index++) wires.push(await enter(`flood-${mark}-${index}`))
const places = await makeRooms()
const delays: number[] = []
const arrivals: number[] = []
const refused = new Map<string, number>()
for (const [index, wire] of wires.entries())
  if (index % 10 === 0)
    wire.onHeard(
      ({ event, with: what }) =>
        event === 'message.said' &&
        'text' in what &&
        typeof what.text === 'string' &&
        arrivals.push(Date.now() - Number(what.text.split(' ').at(-1))),
    )

const lag = monitorEventLoopDelay({ resolution: 5 })
lag.enable()
const sent = await flood()
for (const wire of wires) await wire.close()
report(sent)

async function enter(name: string): Promise<Wire> {
  const url = values.plain ? `ws://127.0.0.1:${server.run.plainPort}/ws?protocol=1` : socketUrl(server)
  const wire = attach(new WebSocket(url, { ...(server.ca === undefined ? {} : { ca: server.ca }), perMessageDeflate: false }))
  await wire.hears('server.hello')
  const { token = '' } = await wire.ask('guest.enter', { name })
  await wire.ask('session.resume', { token })
  return wire
}

/** Everybody is in every room. */
async function makeRooms(): Promise<RoomId[]> {
  const made: RoomId[] = []
  for (let index = 0; index < rooms; index++) {
    const { room } = (await wires[0]?.ask('room.create', { kind: 'group', name: `Flood ${mark} ${index}`, public: true })) ?? {}
    if (!room) throw new Error('no room was made')
    for (const wire of wires.slice(1)) await wire.ask('room.join', { room: room.id })
    made.push(room.id)
  }
  return made
}

/** Sends at a steady pace, whether answers come or not, and waits for the last of them. */
async function flood(): Promise<number> {
  const open = new Set<Promise<void>>()
  const began = performance.now()
  let number = 0
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    for (; number < due; number++) {
      const one: Promise<void> = speak(number).finally(() => open.delete(one))
      open.add(one)
    }
    await new Promise((next) => setTimeout(next, 2))
  }
  await Promise.all(open)
  return number
}

async function speak(number: number): Promise<void> {
  const [wire, room] = [wires[number % wires.length], places[number % places.length]]
  if (!wire || !room) return
  const start = performance.now()
  try {
    await wire.ask('message.send', { room, text: `flood ${Date.now()}`, clientId: clientId() })
    delays.push(performance.now() - start)
  } catch (cause) {
    const code = cause instanceof Refused ? cause.code : 'unanswered'
    refused.set(code, (refused.get(code) ?? 0) + 1)
  }
}

function report(sent: number): void {
  const at = (list: readonly number[], part: number): string =>
    `${(list.toSorted((a, b) => a - b)[Math.floor(list.length * part)] ?? Number.NaN).toFixed(1)} ms`
  const own = lag.percentile(99) / 1e6
  console.log(
    `${people} people, ${rooms} rooms, ${rate}/s for ${seconds} s: ${sent} sent, ${delays.length} answered (${(delays.length / seconds).toFixed(0)}/s), refused: ${JSON.stringify(Object.fromEntries(refused))}`,
  )
  console.log(
    `answered after ${at(delays, 0.5)} (half), ${at(delays, 0.99)} (99 of 100); heard after ${at(arrivals, 0.5)}, ${at(arrivals, 0.99)}`,
  )
  console.log(
    own > 50
      ? `The load generator itself was the limit: its loop was late by ${own.toFixed(0)} ms.`
      : `The load generator kept up (late by ${own.toFixed(0)} ms at most in 99 of 100).`,
  )
}

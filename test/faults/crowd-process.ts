// The many of a storm, in a process of their own: who measures beside them measures the server, and not what a crowd costs its own machine.
// What they do is done elsewhere in life, so they have what the server leaves of the processor.
import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect as dial, type Socket } from 'node:net'
import { constants, setPriority } from 'node:os'
import WebSocket from 'ws'
import { inTime } from '../harness/until.ts'
import type { CrowdAnswer, CrowdAsked, Guessed } from './crowd.ts'
import { openSession } from './session.ts'

setPriority(constants.priority.PRIORITY_LOW)

type Given<D extends CrowdAsked['do']> = Extract<CrowdAsked, { do: D }>
type Ear = { readonly heard: Map<string, number>; readonly bytes: Map<string, number>; readonly socket: WebSocket }

const ears: Ear[] = []
const slow = new Set<Socket>()

process.on('message', ({ id, asked }: { id: number; asked: CrowdAsked }) => {
  const say = (answer: CrowdAnswer): void => void process.send?.({ id, ...answer })
  carryOut(asked).then(
    (is) => say({ is }),
    (fault: unknown) => say({ fault: String(fault) }),
  )
})
process.on('disconnect', () => process.exit(0))

async function carryOut(asked: CrowdAsked): Promise<unknown> {
  switch (asked.do) {
    case 'guess':
      return guess(asked)
    case 'listen':
      for (let count = 0; count < asked.many; count++) ears.push(await listen(asked.port, `ear-${ears.length}`))
      return undefined
    case 'heard':
      return [...new Set(ears.map(({ heard }) => heard.get(asked.event) ?? 0))].toSorted((a, b) => a - b)
    case 'bytes':
      return ears.reduce((sum, { bytes }) => sum + (bytes.get(asked.event) ?? 0), 0)
    case 'drip':
      return drip(asked)
    case 'dripping':
      return slow.size
  }
}

/** Sign-ins with wrong passwords, each for another name. */
async function guess({ port, addresses, perSecond, many }: Given<'guess'>): Promise<Guessed> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const codes: Record<string, number> = {}
  const asked: Promise<void>[] = []
  const began = performance.now()
  const one = async (at: number): Promise<void> => {
    const { code } = await openSession(port, agent, addresses[at % addresses.length] ?? '', `nobody-${began}-${at}`, 'a wrong guess at it')
    codes[code] = (codes[code] ?? 0) + 1
  }
  if (perSecond === null) await asFastAsTheyGo(one, many)
  while (perSecond !== null && asked.length < many) {
    const due = Math.min(many, Math.ceil(((performance.now() - began) * perSecond) / 1000))
    while (asked.length < due) asked.push(one(asked.length))
    await new Promise((later) => setTimeout(later, 5))
  }
  const took = performance.now() - began
  await Promise.all(asked)
  agent.destroy()
  return { codes, perSecond: (many * 1000) / took }
}

async function asFastAsTheyGo(one: (at: number) => Promise<void>, many: number): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < many) await one(next++)
  }
  await Promise.all(Array.from({ length: 64 }, lane))
}

/** Somebody who only listens: what they heard, by event, and how many bytes. */
async function listen(port: number, name: string): Promise<Ear> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?protocol=1`, { perMessageDeflate: false })
  const ear: Ear = { heard: new Map(), bytes: new Map(), socket }
  const answered = new Map<number, (frame: { ok?: { token?: string } }) => void>()
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    // Read no further than to the name: there are thousands a second.
    const event = /^\{"event":"([^"]+)"/.exec(text)?.[1]
    if (event === undefined) {
      const frame: { id: number; ok?: { token?: string } } = JSON.parse(text)
      return answered.get(frame.id)?.(frame)
    }
    ear.bytes.set(event, (ear.bytes.get(event) ?? 0) + data.length)
    ear.heard.set(event, (ear.heard.get(event) ?? 0) + 1)
  })
  await inTime('a connection', once(socket, 'open'), 60_000)
  const ask = (id: number, asked: object): Promise<{ ok?: { token?: string } }> => {
    const answer = new Promise<{ ok?: { token?: string } }>((resolve) => answered.set(id, resolve))
    socket.send(JSON.stringify({ id, ...asked }))
    return inTime(`${name} to be let in`, answer, 60_000)
  }
  const { ok } = await ask(1, { do: 'guest.enter', with: { name } })
  await ask(2, { do: 'session.resume', with: { token: ok?.token ?? '' } })
  return ear
}

/** Requests that are brought a letter a second, by some who hold on to the line. */
async function drip({ port, many }: Given<'drip'>): Promise<void> {
  const letters = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ${'x'.repeat(1000)}`
  for (let count = 0; count < many; count++) {
    const socket = dial({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (count % 4)}` })
    slow.add(socket)
    // They read nothing, and hold on to the line.
    socket.on('error', () => {}).once('close', () => slow.delete(socket))
    socket.write(letters.slice(0, 30))
  }
  let at = 30
  setInterval(() => {
    for (const socket of slow) socket.write(letters[at] ?? 'x')
    at++
  }, 1000)
}

import { randomBytes } from 'node:crypto'
import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { writeCheck } from '../testing/check.ts'
import { until } from '../testing/until.ts'
import { createDoor, type Guest, mayWait } from './door.ts'

const nobody = { data: () => {}, checked: () => {} }
const silent = { announced: [], trouble: () => {} }

/** A port that something else has over TCP, as a connection that goes out may at any time. */
async function taken(): Promise<{ readonly port: number } & AsyncDisposable> {
  for (;;) {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen({ port: 0, host: '127.0.0.1' }, () => {
        const found = server.address()
        resolve(typeof found === 'object' && found !== null ? found.port : 0)
      })
    })
    const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
    if (port < 65_000) return { port, [Symbol.asyncDispose]: close }
    await close()
  }
}

/** The sockets a piece of work opens. */
async function socketsOf<T>(work: () => Promise<T>): Promise<{ readonly made: T; readonly sockets: readonly Datagrams[] }> {
  const sockets: Datagrams[] = []
  const note = (about: unknown): void => {
    if (typeof about === 'object' && about !== null && 'socket' in about) sockets.push(about.socket as Datagrams)
  }
  subscribe('udp.socket', note)
  try {
    return { made: await work(), sockets }
  } finally {
    unsubscribe('udp.socket', note)
  }
}

const checkOf = (guest: Guest): Buffer => writeCheck(`${guest.name().ufrag}:me`, guest.name().pwd)

it('[CALLS-6] a port that something else has over TCP is passed by, so that calls without UDP go on working', async () => {
  await using other = await taken()
  const door = createDoor({ ports: [other.port, other.port + 50], addresses: () => ['127.0.0.1'], ...silent })
  try {
    const { candidates } = await door.enter(nobody)
    const [udp, tcp] = candidates.map((candidate) => candidate.split(' '))
    expect([udp?.[2], tcp?.[2]]).toEqual(['udp', 'tcp'])
    expect(udp?.[5]).not.toBe(String(other.port))
    expect(tcp?.[5]).toBe(udp?.[5])
  } finally {
    door.close()
  }
})

it('[CALLS-7] a check from port 0, signed as it should be, ends no call: it is not answered, and others are', async () => {
  const heard: string[] = []
  const door = createDoor({ ports: [44_500, 44_600], addresses: () => ['127.0.0.1'], ...silent })
  const own = createSocket('udp4')
  try {
    const { made: guest, sockets } = await socketsOf(() => door.enter({ data: () => {}, checked: (theirs) => void heard.push(theirs) }))
    const from = { address: '127.0.0.1', family: 'IPv4', port: 0, size: 0 } as const
    // As the system hands it over: nobody but root sends such a packet.
    for (const socket of sockets) socket.emit('message', checkOf(guest), from)
    expect(heard).toEqual([])
    const port = Number(guest.candidates[0]?.split(' ')[5])
    const answered = new Promise<Buffer>((resolve) => void own.once('message', resolve))
    own.send(checkOf(guest), port, '127.0.0.1')
    expect((await answered).readUInt16BE(0)).toBe(0x0101)
    expect(heard).toEqual(['me'])
  } finally {
    own.close()
    door.close()
  }
})

it('[CALLS-7] a packet that cannot be dealt with is said, and ends nothing', async () => {
  const said: unknown[] = []
  const door = createDoor({
    ...silent,
    ports: [44_500, 44_600],
    addresses: () => ['127.0.0.1'],
    trouble: (cause) => void said.push(cause),
  })
  const own = createSocket('udp4')
  try {
    const fault = new Error('a fault of ours')
    const guest = await door.enter({
      data: () => {
        throw fault
      },
      checked: () => {},
    })
    const port = Number(guest.candidates[0]?.split(' ')[5])
    const answered = new Promise<Buffer>((resolve) => void own.once('message', resolve))
    own.send(checkOf(guest), port, '127.0.0.1')
    await answered
    for (let at = 0; at < 20; at++) own.send(Buffer.concat([Buffer.from([128 + at]), randomBytes(at)]), port, '127.0.0.1')
    await until('it is said', () => said.length > 0)
    expect(said).toEqual([fault])
  } finally {
    own.close()
    door.close()
  }
})

it('[CALLS-7] who signs from the address of somebody else, with a source they made up, takes nothing from them', async () => {
  const heard: string[] = []
  const door = createDoor({ ...silent, ports: [44_500, 44_600], addresses: () => ['127.0.0.1'] })
  const own = createSocket('udp4')
  try {
    const earOf = (who: string) => ({
      data: (bytes: Buffer) => void heard.push(`${who} ${bytes[0]}`),
      checked: () => void heard.push(`${who} signed`),
    })
    const [bo, thief] = [await door.enter(earOf('Bo')), await door.enter(earOf('thief'))]
    const port = Number(bo.candidates[0]?.split(' ')[5])
    const said = async (bytes: Buffer, ...what: string[]) => {
      own.send(bytes, port, '127.0.0.1')
      await until(what.join(), () => what.every((one) => heard.includes(one)), { seen: () => heard })
    }
    await said(checkOf(bo), 'Bo signed')
    // From the same socket: what else would a source be that is made up?
    await said(checkOf(thief), 'thief signed')
    await said(Buffer.from([130]), 'Bo 130')
    thief.close()
    await said(Buffer.from([131]), 'Bo 131')
    expect(heard).not.toContain('thief 131')
  } finally {
    own.close()
    door.close()
  }
})

it('[CALLS-6] over a slow connection pictures are left out before anything that is said', () => {
  const [picture, voice, control] = [Buffer.from([0x90, 0x80 | 96]), Buffer.from([0x90, 111]), Buffer.from([0x80, 200])]
  expect([picture, voice, control].map((one) => mayWait(one, 50_000))).toEqual([true, true, true])
  expect([picture, voice, control].map((one) => mayWait(one, 150_000))).toEqual([false, true, true])
  expect([picture, voice, control].map((one) => mayWait(one, 250_000))).toEqual([false, false, false])
})

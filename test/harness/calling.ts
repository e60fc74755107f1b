// People in calls, without browsers: the client of every page, and synthetic participants for sound and pictures.
import { spawnSync } from 'node:child_process'
import { type Calls, createCalls } from '@hearth/client/calls.ts'
import { type Client, createClient, type Saved, type Socket } from '@hearth/client/client.ts'
import type { Source } from '@hearth/protocol/call-shapes.ts'
import { createPeer, type Line, type PeerHeard, type SyntheticPeer } from '@hearth/server/src/calls/testing/peer.ts'
import type WebSocket from 'ws'
import { join } from './cast.ts'
import { openLine, trusting } from './line.ts'
import type { Reachable } from './running.ts'
import type { Server } from './server.ts'
import { until } from './until.ts'

export type Caller = {
  readonly name: string
  readonly client: Client
  readonly calls: Calls
  /** The peer connection there is now. */
  peer(): SyntheticPeer | undefined
  /** What comes from somebody, in their peer connection of now. */
  from(other: Caller, source?: Source): Line | undefined
  /** Speaks from now on, twenty milliseconds at a time; gives back how to stop. */
  speak(): () => void
  /** The device is gone, without a word. */
  vanish(): void
}

const wait = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

/**
 * @param server asked at each connection: it may have been started again elsewhere
 * @param heard every packet, for who measures
 */
export async function caller(server: () => Reachable, name: string, heard: PeerHeard = {}): Promise<Caller> {
  const { token, wire } = await join(server(), name)
  await wire.close()
  const sockets = new Set<WebSocket>()
  let saved: Partial<Saved> = { token }
  let peer: SyntheticPeer | undefined
  let ids = 0
  const client = createClient({
    openSocket: () => openSocket(server(), sockets),
    kept: { load: async () => saved, save: (change) => void (saved = { ...saved, ...change }) },
    now: Date.now,
    newId: () => `${name}-${++ids}`,
    chance: Math.random,
    wait,
  })
  const calls = createCalls({
    client,
    wait,
    now: Date.now,
    openPeer(_servers, linked) {
      const made = createPeer(heard)
      peer = made
      made.connected.then(
        () => linked('connected'),
        () => linked('broken'),
      )
      return { answer: made.answer, close: made.close }
    },
  })
  await until(`${name} to be signed in`, () => client.state.me !== null)
  const slotOf = (other: Caller, source: Source): string | undefined => {
    if (calls.mine.is !== 'in' || other.calls.mine.is !== 'in') return undefined
    const { you } = other.calls.mine
    return calls.mine.slots.find(({ from }) => from?.participant === you && from.source === source)?.mid
  }
  return {
    name,
    client,
    calls,
    peer: () => peer,
    from: (other, source = 'mic') => peer?.lines.get(slotOf(other, source) ?? ''),
    speak() {
      const timer = setInterval(() => peer?.voice(30), 20)
      return () => clearInterval(timer)
    },
    vanish() {
      for (const socket of sockets) socket.terminate()
      // Whoever is gone says nothing more: neither that they leave, nor every few seconds that they are there.
      client.close()
      calls.close()
      peer?.close()
    },
  }
}

function openSocket({ run, ca }: Reachable, sockets: Set<WebSocket>): Socket {
  const { ws, socket } = openLine(run.httpsPort, trusting(ca))
  sockets.add(ws)
  ws.on('close', () => sockets.delete(ws))
  return socket
}

/** The process of a server's engine, or 0 while there is none. */
export function engineOf({ run }: Pick<Server, 'run'>): number {
  const { stdout } = spawnSync('ps', ['--ppid', String(run.pid), '-o', 'pid=,args='])
  const line = stdout
    .toString()
    .split('\n')
    .find((one) => one.includes('engine-process'))
  return Number(line?.trim().split(' ')[0] ?? 0)
}

/** Waits until one hears the other from here on. Gives how long that took, in milliseconds. */
export async function hears(one: Caller, other: Caller, within = 30_000): Promise<number> {
  const start = performance.now()
  const before = one.from(other)?.packets ?? 0
  await until(`${one.name} to hear ${other.name}`, () => (one.from(other)?.packets ?? 0) > before + 3, {
    within,
    seen: () => [one.calls.mine, other.calls.mine],
  })
  return performance.now() - start
}

// Connections of an HTTP server that are no sockets of a conversation: how many there may be, and what waits for those who do not read.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Pressure } from './pressure.ts'

/** In a full house the oldest of those who have been waited for this long makes room for who comes. */
const SILENT_MS = 2000
/** Who takes nothing of an answer for so long, and says nothing, does not want it. */
const UNREAD_MS = 60_000

export type CrowdGiven = {
  /** Connections in all, also those that have become sockets of a conversation. */
  readonly most: number
  readonly pressure: Pressure
  /** In place of what holds: for tests. */
  readonly silentMs?: number
  readonly unreadMs?: number
}

/** Somebody who is connected and no socket of a conversation. `since`: when they came, or were answered. */
type Guest = { readonly socket: Socket; readonly since: number; readonly answers: Set<ServerResponse>; lasting: boolean }

/**
 * 1. In a full house the oldest who says nothing, or does not take what was answered, makes room; never who waits for an answer, sends a
 *    file or is sent one, and never a conversation. Where there are only those, whoever comes is turned away.
 * 2. Answers that wait count among all that slow readers hold together.
 * 3. Who takes nothing of an answer for a minute, and says nothing, is cut off.
 */
export function boundCrowd(server: Server, { most, pressure, silentMs = SILENT_MS, unreadMs = UNREAD_MS }: CrowdGiven): void {
  const guests = new Map<string, Guest>()
  let all = 0

  function enter(socket: Socket): void {
    const key = keyOf(socket)
    all++
    socket.once('close', () => {
      all--
      if (guests.get(key)?.socket === socket) guests.delete(key)
    })
    if (all > most && !makeRoom()) return void socket.destroy()
    guests.set(key, { socket, since: performance.now(), answers: new Set(), lasting: false })
  }

  function makeRoom(): boolean {
    const long = performance.now() - silentMs
    for (const [key, guest] of guests) {
      if (guest.since > long) return false
      if (isServed(guest)) continue
      guests.delete(key)
      guest.socket.destroy()
      return true
    }
    return false
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const key = keyOf(request.socket)
    const guest = guests.get(key)
    if (guest === undefined) return
    guest.lasting ||= /^\/(files|export)\b/.test(request.url ?? '')
    guest.answers.add(response)
    // What can be had by GET comes at once, or bit by bit.
    if (request.method === 'GET') request.socket.setTimeout(unreadMs)
    response.once('prefinish', () => void request.socket.setTimeout(unreadMs))
    response.once('close', () => {
      guest.answers.delete(response)
      if (guest.answers.size > 0 || !guests.delete(key) || guest.socket.destroyed) return
      guests.set(key, { ...guest, since: performance.now(), lasting: false })
    })
  }

  server.on('connection', enter)
  // Before anybody answers.
  server.prependListener('request', serve)
  server.on('upgrade', ({ socket }: IncomingMessage) => void guests.delete(keyOf(socket)))
  server.once(
    'close',
    pressure.watch(() => readersIn(guests)),
  )
}

/** Over TLS a request comes by another object than the connection did; on one port no two have the same of these. */
const keyOf = ({ remoteAddress, remotePort, localAddress }: Socket): string => `${remoteAddress} ${remotePort} ${localAddress}`

const isServed = ({ answers, lasting }: Guest): boolean => answers.values().some(({ headersSent }) => lasting || !headersSent)

const readersIn = (guests: ReadonlyMap<string, Guest>) =>
  guests
    .values()
    .filter(({ socket, answers }) => answers.size > 0 && !socket.destroyed)
    .map(({ socket, answers }) => ({
      stuck: answers.values().reduce((sum, answer) => sum + answer.writableLength, 0),
      cut: () => void socket.destroy(),
    }))

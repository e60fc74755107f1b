// For tests: a clock that stands still until it is moved, and sockets whose messages are handed over by hand.

import type { Kept, Saved } from './client.ts'
import type { Socket } from './link.ts'
import type { Wait } from './store.ts'

export type Clock = { now(): number; readonly wait: Wait; pass(ms: number): Promise<void>; readonly timers: number }

/** Lets promises that are ready go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve()
}

export function createClock(): Clock {
  const timers = new Set<{ readonly at: number; readonly then: () => void }>()
  let now = 1_800_000_000_000
  const next = (until: number) => [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    wait(ms, then) {
      const timer = { at: now + ms, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async pass(ms) {
      const until = now + ms
      await settle()
      for (let timer = next(until); timer; timer = next(until)) {
        now = Math.max(now, timer.at)
        timers.delete(timer)
        timer.then()
        await settle()
      }
      now = until
    },
    get timers() {
      return timers.size
    },
  }
}

/** What a client wrote, to be answered by hand. */
export type Asked = { readonly id: number; readonly do: string; readonly with: Record<string, unknown> }
export type Line = {
  readonly asked: Asked[]
  readonly closed: boolean
  say(frame: object): void
  answer(name: string, ok: object): Promise<void>
  refuse(name: string, error: object): Promise<void>
  drop(code?: number, reason?: string): Promise<void>
}

/** The far end of every socket the client opens, newest last. */
export function createSwitchboard(): { openSocket(): Socket; readonly lines: Line[]; readonly last: Line } {
  const lines: Line[] = []
  return {
    lines,
    get last() {
      const line = lines.at(-1)
      if (!line) throw new Error('nobody has connected yet')
      return line
    },
    openSocket() {
      const { socket, line } = createPair()
      lines.push(line)
      return socket
    },
  }
}

function createPair(): { socket: Socket; line: Line } {
  const asked: Asked[] = []
  let closed = false
  const socket: Socket = {
    send: (text) => void (closed || asked.push(JSON.parse(text))),
    close: () => void (closed = true),
    onOpen: () => undefined,
    onText: () => undefined,
    onClose: () => undefined,
  }
  const say = (frame: object) => socket.onText(JSON.stringify(frame))
  const reply = async (name: string, body: object) => {
    const at = asked.findIndex((one) => one.do === name)
    const [request] = at < 0 ? [] : asked.splice(at, 1)
    if (!request) throw new Error(`nobody asked ${name}, only ${asked.map((one) => one.do).join(', ') || 'nothing'}`)
    say({ id: request.id, ...body })
    await settle()
  }
  const line: Line = {
    asked,
    get closed() {
      return closed
    },
    say,
    answer: (name, ok) => reply(name, { ok }),
    refuse: (name, error) => reply(name, { error }),
    async drop(code = 1006, reason = '') {
      closed = true
      socket.onClose(code, reason)
      await settle()
    },
  }
  return { socket, line }
}

/** What is kept between two runs, in memory. */
export function createKept(saved: Partial<Saved> = {}): Kept & { readonly saved: Partial<Saved> } {
  let now = saved
  return {
    get saved() {
      return now
    },
    load: () => Promise.resolve(now),
    save: (change) => void (now = { ...now, ...change }),
  }
}

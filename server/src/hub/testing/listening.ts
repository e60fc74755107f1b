// For tests: a hub with a clock that is moved by hand, and people who note what they hear.
import type { RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import { createHub } from '../hub.ts'
import type { Dialect, Ending, Listener } from '../listener.ts'

let made = 0
export const id = <T extends UserId | RoomId | SessionId>() => makeId<T>(++made, new Uint8Array(16))
export const [ada, bo, cy] = [id<UserId>(), id<UserId>(), id<UserId>()]
export const [lobby, workshop] = [id<RoomId>(), id<RoomId>()]

export function setUp() {
  let time = 0
  let waiting: { at: number; then: () => void }[] = []
  const logged: string[] = []
  const gone: [UserId, number][] = []
  const chosen = new Map<UserId, ShownAs>()
  const hub = createHub({
    now: () => time,
    wait: (ms, then) => {
      const timer = { at: time + ms, then }
      waiting.push(timer)
      return () => void (waiting = waiting.filter((other) => other !== timer))
    },
    log: { error: (_about, says) => void logged.push(says) },
    onGone: (user, at) => void gone.push([user, at]),
    isSeen: (user) => user !== cy,
    shownAs: (user) => chosen.get(user) ?? 'auto',
  })
  const pass = (ms: number) => {
    const until = time + ms
    for (;;) {
      const next = waiting.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      waiting = waiting.filter((timer) => timer !== next)
      time = next.at
      next.then()
    }
    time = until
  }
  return { hub, pass, logged, gone, chosen, timers: () => waiting.length }
}

export const plain = (): Dialect & { encoded: number } => ({
  name: 'plain',
  encoded: 0,
  say(event) {
    this.encoded++
    return Buffer.from(event.event === 'typing' ? `typing ${event.room}` : JSON.stringify(event))
  },
})

export function listen(dialect: Dialect, user: UserId, { session = id<SessionId>(), address = '10.0.0.1', onHeard = () => {} } = {}) {
  const heard: string[] = []
  const ended: Ending[] = []
  const listener: Listener = {
    user,
    session,
    address,
    dialect,
    out: {
      push: (bytes) => {
        heard.push(bytes.toString())
        onHeard()
      },
      end: (why, last) => {
        if (last) heard.push(last.toString())
        ended.push(why)
      },
    },
  }
  return { ...listener, listener, heard, ended }
}

// For tests: a client at a desk, with a clock and a server played by hand.
import type { Room } from '@hearth/protocol/shapes.ts'
import { resumeAnswer, room, roomId } from './cast.ts'
import { createClient, type Saved } from './client.ts'
import { createClock, createKept, createSwitchboard, settle } from './testing.ts'

export const workshop = roomId('Workshop')
export const hello = {
  event: 'server.hello',
  with: { name: 'Hearth', version: '0', protocol: 1, limits: {}, registration: 'open', guests: true, setup: false, epoch: 'one' },
}
export const slow = (retryAfterMs: number) => ({ code: 'slow_down', says: '', retryAfterMs })

export function setUp(saved: Partial<Saved> = { token: 'secret' }) {
  const clock = createClock()
  const board = createSwitchboard()
  const kept = createKept(saved)
  let ids = 0
  const refusals: string[] = []
  const client = createClient({
    openSocket: board.openSocket,
    kept,
    now: clock.now,
    newId: () => `c-${++ids}`,
    chance: () => 0.5,
    wait: clock.wait,
    refused: (marking) => void refusals.push(marking.tried ? `${marking.do}, perhaps done` : marking.do),
  })
  return { clock, board, kept, client, refusals }
}

export async function greeted(saved?: Partial<Saved>) {
  const all = setUp(saved)
  await settle()
  all.board.last.say(hello)
  await settle()
  return all
}

/** Ada is signed in; the Workshop is her only room. */
export async function signedIn(rooms: Room[] = [room('Workshop')], saved?: Partial<Saved>) {
  const all = await greeted(saved)
  await all.board.last.answer('session.resume', resumeAnswer({ rooms }))
  return all
}

export const askedFor = (line: { asked: readonly { do: string; with: unknown }[] }, name: string) =>
  line.asked.filter((one) => one.do === name).map((one) => one.with)

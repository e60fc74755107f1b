// Everybody comes back at once, as after a power cut of the switch: how long until the last has all they missed.

import { inTime, until } from '#harness/until.ts'
import { type Crowd, createCrowd, many } from './crowd.ts'
import type { Scenario } from './scenarios.ts'
import { seat } from './scenarios.ts'
import { startHearth } from './servers/start.ts'

export type Reconnect = {
  readonly clients: number
  readonly missed: number
  readonly back: number
  readonly again: number
  readonly seconds: number
}

const MISSED = 20
/** Who is not back by then is counted, not waited for. */
const WITHIN_MS = 30_000
const place = { people: 2000, rooms: 40, each: 1, talkers: 0 } as const satisfies Partial<Scenario>

export async function measureReconnect(): Promise<Reconnect> {
  await using server = await startHearth()
  const crowd = createCrowd(server.address)
  // Their tokens, got without anybody listening: else each of them hears of all who come after.
  const guests = await many(place.people, 50, async (index) => {
    const line = await crowd.open()
    const { user, token = '' } = await crowd.ask(line, 'guest.enter', { name: `guest-${index}` })
    line.socket.destroy()
    return { user: user.id, token }
  })
  const { people } = seat({ ...place, name: '', says: '', window: 1, against: [] })
  const since = new Map<number, Record<string, number>>()
  for (const seated of people) {
    const [host = 0, ...others] = seated
    const line = await crowd.open()
    await crowd.ask(line, 'session.resume', { token: guests[host]?.token ?? '' })
    const members = others.flatMap((person) => guests[person]?.user ?? [])
    const { room } = await crowd.ask(line, 'room.create', { kind: 'group', name: `Room ${host}`, members })
    for (const person of seated) since.set(person, { [room.id]: room.seq })
    for (let index = 0; index < MISSED; index++)
      await crowd.ask(line, 'message.send', { room: room.id, text: `${index} while you were away`, clientId: `${host}-${index}` })
    line.socket.destroy()
  }
  const guestOf = (person: number) => ({ token: guests[person]?.token ?? '', since: since.get(person) ?? {} })
  return { clients: place.people, missed: MISSED, ...(await allComeBack(crowd, guestOf)) }
}

type Guest = { readonly token: string; readonly since: Record<string, number> }

async function allComeBack(crowd: Crowd, guestOf: (person: number) => Guest): Promise<Pick<Reconnect, 'back' | 'again' | 'seconds'>> {
  const began = performance.now()
  const left = (): number => WITHIN_MS - (performance.now() - began)
  let [back, again] = [0, 0]
  const comeBack = async (person: number): Promise<void> => {
    const line = await crowd.open()
    await crowd.ask(line, 'session.resume', guestOf(person))
    await until('what was missed', () => crowd.heard(line) >= MISSED, { within: left(), every: 50, seen: () => crowd.heard(line) })
  }
  // As a client does: who is turned away tries again, later by a random part of a second.
  const keepTrying = async (person: number): Promise<void> => {
    while (left() > 0) {
      const failed = await comeBack(person).then(
        () => false,
        () => true,
      )
      if (!failed) return void back++
      again++
      await new Promise((retry) => setTimeout(retry, Math.random() * 1000))
    }
  }
  const all = many(place.people, place.people, keepTrying)
  await inTime('everybody', all, WITHIN_MS).catch(() => {})
  return { back, again, seconds: Math.round(performance.now() - began) / 1000 }
}

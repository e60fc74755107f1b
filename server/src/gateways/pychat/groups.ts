// Groups of pychat: rooms by six hex digits.
import { ChatError, errors } from '@hearth/protocol/errors.ts'
import { codeOf } from '../desk.ts'
import type { Person, Place } from '../legacy.ts'
import { groupsOf } from '../news.ts'
import type { Ask, Outcome } from './asks.ts'
import type { Asked } from './deeds.ts'

/** Counts who tries codes: there are only so many of them. */
export type Guesses = { check(address: string): void; wrong(address: string): void }

const GUESSES = 10
const GUESS_MS = 60_000
const MOST_ADDRESSES = 10_000

/** @param clock monotonic milliseconds */
export function createGuesses(clock: () => number): Guesses {
  const wrong = new Map<string, { count: number; readonly since: number }>()
  const current = (address: string) => {
    const found = wrong.get(address)
    return found !== undefined && clock() - found.since < GUESS_MS ? found : undefined
  }
  return {
    check(address) {
      if ((current(address)?.count ?? 0) >= GUESSES) throw new ChatError('slow_down', { retryAfterMs: GUESS_MS })
    },
    wrong(address) {
      const found = current(address)
      if (found !== undefined) found.count++
      else {
        if (wrong.size >= MOST_ADDRESSES) wrong.clear()
        wrong.set(address, { count: 1, since: clock() })
      }
    },
  }
}

/** A group one is in. Whether there is such a code is nobody else's business. Throws not_a_member. */
export function checkGroup({ actor }: Asked, code: string): Place {
  const place = actor.hall.directory.placeCoded(code)
  if (place === undefined || !place.members.has(actor.member().user)) throw new ChatError('not_a_member')
  return place
}

/** Throws user_unknown. */
export function checkPerson({ actor }: Asked, name: string): Person {
  const person = actor.hall.directory.personCalled(name)
  if (person === undefined) throw new ChatError('user_unknown')
  return person
}

export const groups = {
  async create({ actor }: Asked, name: string): Promise<Outcome> {
    const { room } = await actor.ask('room.create', { kind: 'group', name, public: false })
    return { is: 'group', group: { code: actor.hall.directory.place(room.id)?.code ?? '', name: room.name } }
  },

  async list({ actor }: Asked): Promise<Outcome> {
    return { is: 'groups', groups: groupsOf(actor.hall.directory, actor.member().user).map(({ code, name }) => ({ code, name })) }
  },

  async join({ actor, desk }: Asked, code: string, guesses: Guesses): Promise<Outcome> {
    guesses.check(desk.address)
    const place = actor.hall.directory.placeCoded(code)
    if (place === undefined) {
      guesses.wrong(desk.address)
      throw new ChatError('code_invalid')
    }
    await actor.hall.legacy.joinByCode(actor.member(), place.id)
    return { is: 'group', group: { code: place.code, name: place.name } }
  },

  async exit(asked: Asked, code: string): Promise<Outcome> {
    await asked.actor.ask('room.leave', { room: checkGroup(asked, code).id })
    return { is: 'done' }
  },

  /** By admins alone: the document says so, though the core lets every member of a group invite. */
  async invite(asked: Asked, { code, users }: Ask & { readonly is: 'group-invite' }): Promise<Outcome> {
    const place = checkGroup(asked, code)
    if (place.members.get(asked.actor.member().user) === 'member') throw new ChatError('not_allowed')
    return asked.desk.state.form === 'text' ? inviteAll(asked, place, users) : inviteEach(asked, place, users)
  },
} as const

/** All of them or nobody. */
async function inviteAll(asked: Asked, place: Place, users: readonly string[]): Promise<Outcome> {
  const { directory } = asked.actor.hall
  const unknown = users.find((name) => directory.personCalled(name) === undefined)
  if (unknown !== undefined) return { is: 'invited', each: [{ name: unknown, failed: errors.user_unknown.says }] }
  const people = new Map(users.map((name) => [checkPerson(asked, name).id, name]))
  await asked.actor.ask('room.invite', { room: place.id, users: [...people.keys()] })
  return { is: 'invited', each: [...people.values()].map((name) => ({ name, failed: undefined })) }
}

async function inviteEach(asked: Asked, place: Place, users: readonly string[]): Promise<Outcome> {
  const each: { name: string; failed: string | undefined }[] = []
  for (const name of users) {
    try {
      await asked.actor.ask('room.invite', { room: place.id, users: [checkPerson(asked, name).id] })
      each.push({ name, failed: undefined })
    } catch (why) {
      each.push({ name, failed: errors[codeOf(asked.desk.hall, 'group-invite', why)].says })
    }
  }
  return { is: 'invited', each }
}

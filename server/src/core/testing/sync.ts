// verifySync: for everybody, what they knew before a command, with the events they heard, equals what they would learn anew.

import { fromResume, putHistory, putMembers } from '@hearth/client/answers.ts'
import type { State } from '@hearth/client/state.ts'
import { apply } from '@hearth/client/state.ts'
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Member as MemberShape, Message } from '@hearth/protocol/shapes.ts'
import { expect } from 'vitest'
import type { Person, Told, World } from './world.ts'

/** Carries out a command with everybody watching; gives the reply and what was told. */
export async function act<N extends CommandName>(
  world: World,
  who: Person,
  name: N,
  takes: Takes<N>,
): Promise<{ reply: Gives<N>; told: readonly Told[] }> {
  const before = await snapshots(world)
  const from = world.told.length
  const reply = await world.do(who, name, takes)
  const told = world.told.slice(from)
  const after = await snapshots(world)
  for (const person of world.people.values()) compare(person, before.get(person.id), after.get(person.id), told)
  return { reply, told }
}

/** Names of the events told, with who heard them, in order: `message.said → Ada Bo`. */
export function spoken(world: World, told: readonly Told[]): readonly string[] {
  const names = new Map([...world.people.values()].map(({ id, name }) => [id, name]))
  return told.map(
    ({ event, to }) =>
      `${event.event} → ${[...to]
        .map((id) => names.get(id) ?? id)
        .toSorted()
        .join(' ')}`,
  )
}

function compare(person: Person, before: State | undefined, after: State | undefined, told: readonly Told[]): void {
  if (before === undefined || after === undefined) return
  const heard = told.filter(({ to }) => to.has(person.id)).map(({ event }) => event)
  const applied = heard.reduce((state, event) => apply(state, event), before)
  expect(essence(applied, before), `${person.name} after ${heard.map(({ event }) => event).join(', ') || 'nothing'}`).toEqual(
    essence(after, before),
  )
}

/** What must agree. Of rooms entered just now the earlier talk and people are not known without asking. */
function essence(state: State, before: State) {
  const known = [...before.rooms.keys()].filter((id) => state.rooms.has(id))
  return {
    me: state.me,
    trouble: state.trouble,
    own: state.own,
    contacts: [...state.contacts].toSorted(),
    stars: [...state.stars].toSorted(([a], [b]) => a.localeCompare(b)),
    threads: [...state.threads.values()].toSorted((a, b) => a.id.localeCompare(b.id)),
    rooms: [...state.rooms.values()].toSorted((a, b) => a.id.localeCompare(b.id)),
    members: known.map((id) => (state.members.get(id) ?? []).map(({ user, role, joinedAt }) => ({ user, role, joinedAt }))),
    messages: known.map((id) => state.timelines.get(id)?.messages),
    pastCalls: known.map((id) => state.timelines.get(id)?.calls ?? []),
    pins: known.map((id) => state.timelines.get(id)?.pins ?? []),
    calls: [...state.calls.values()].toSorted((a, b) => a.id.localeCompare(b.id)),
  }
}

async function snapshots(world: World): Promise<Map<UserId, State>> {
  const found = new Map<UserId, State>()
  for (const person of world.people.values()) {
    const state = await snapshot(world, person)
    if (state !== undefined) found.set(person.id, state)
  }
  return found
}

/** Everything a person may know, learned from nothing; undefined when their sign-in is over. */
export async function snapshot(world: World, person: Person): Promise<State | undefined> {
  const answer = await world.chat.execute(world.stranger, 'session.resume', { token: person.token }).catch((fault: unknown) => {
    if (fault instanceof ChatError) return undefined
    throw fault
  })
  if (answer === undefined) return undefined
  let state = fromResume(answer.reply)
  for (const room of answer.reply.rooms) {
    state = putMembers(state, room.id, await allMembers(world, person, room.id))
    const whole = { as: 'window', hasOlder: false, hasNewer: false, enteredAt: 0 } as const
    const { calls, pins } = await world.do(person, 'room.history', { room: room.id, after: 0 })
    state = putHistory(state, room.id, await allMessages(world, person, room.id), whole, { calls, pins })
  }
  return state
}

export async function allMembers(world: World, person: Person, room: RoomId): Promise<MemberShape[]> {
  const all: MemberShape[] = []
  for (let more = true; more; ) {
    const last = all.at(-1)?.user.id
    const page = await world.do(person, 'room.members', { room, limit: 3, ...(last === undefined ? {} : { after: last }) })
    all.push(...page.members)
    more = page.more
  }
  return all
}

export async function allMessages(world: World, person: Person, room: RoomId): Promise<Message[]> {
  const all: Message[] = []
  for (;;) {
    const { messages } = await world.do(person, 'room.history', { room, after: all.at(-1)?.seq ?? 0 })
    if (messages.length === 0) return all
    all.push(...messages)
  }
}

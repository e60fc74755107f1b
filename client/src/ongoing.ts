// Who is in which call, for those inside and those outside. Pure.
import type { Call, Participant } from '@hearth/protocol/call-shapes.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'

/** The calls that go on, by their rooms. */
export type Ongoing = ReadonlyMap<RoomId, Call>

/** What is known after an event. The same where it says nothing new. */
export function applyToOngoing(calls: Ongoing, event: ChatEvent): Ongoing {
  switch (event.event) {
    case 'call.open':
      return new Map(calls).set(event.with.call.room, event.with.call)
    case 'call.closed':
      return withoutCall(calls, event)
    case 'call.joined':
    case 'call.changed': {
      const { participant } = event.with
      return changed(calls, event, (call) => ({ ...call, participants: put(call.participants, participant) }))
    }
    case 'call.left': {
      const { participant } = event.with
      return changed(calls, event, (call) => ({ ...call, participants: call.participants.filter(({ id }) => id !== participant) }))
    }
    case 'call.ringing': {
      const { users, until } = event.with
      return changed(calls, event, (call) => ({ ...call, ringing: [...new Set([...call.ringing, ...users])], until }))
    }
    case 'call.rung': {
      const stopped = new Set(event.with.users)
      return changed(calls, event, (call) => quieter(call, stopped))
    }
    default:
      return calls
  }
}

type About = { readonly room?: RoomId; readonly with: { readonly call: unknown } }

function changed(calls: Ongoing, { room, with: { call: id } }: About, how: (call: Call) => Call): Ongoing {
  const call = room === undefined ? undefined : calls.get(room)
  return call === undefined || call.id !== id ? calls : new Map(calls).set(call.room, how(call))
}

function withoutCall(calls: Ongoing, { room, with: { call: id } }: About): Ongoing {
  if (room === undefined || calls.get(room)?.id !== id) return calls
  const less = new Map(calls)
  less.delete(room)
  return less
}

function put(participants: readonly Participant[], one: Participant): Participant[] {
  const at = participants.findIndex(({ id }) => id === one.id)
  return at < 0 ? [...participants, one] : participants.with(at, one)
}

function quieter(call: Call, stopped: ReadonlySet<string>): Call {
  const ringing = call.ringing.filter((user) => !stopped.has(user))
  return { ...call, ringing, until: ringing.length === 0 ? null : call.until }
}

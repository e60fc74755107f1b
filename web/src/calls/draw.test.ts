import type { Mine } from '@hearth/client/calls.ts'
import { ada, bo, callId, room, roomId } from '@hearth/client/cast.ts'
import { emptyState, type State } from '@hearth/client/state.ts'
import type { Participant } from '@hearth/protocol/call-shapes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { drawView, type Known } from './draw.ts'

const workshop = roomId('Workshop')
const you = 'p-ada' as ParticipantId
const call = callId('1')

/** Ada's page, as she sits in the room's call. */
function known(how: { readonly room?: Partial<Room>; readonly seat?: Partial<Participant>; readonly isUnheard?: boolean }): Known {
  const seat: Participant = {
    ...{ id: you, user: ada.id, at: 1, speaks: true, muted: true, camera: false, sharing: false },
    ...{ deafened: false, hand: null, connected: true, ...how.seat },
  }
  const ongoing = { id: call, room: workshop, by: bo.id, at: 1, video: false, participants: [seat], ringing: [], until: null }
  const mine: Mine = {
    ...{ is: 'in', room: workshop, call, you, link: 'connected', slots: [], speaking: [], struggling: [], watched: null },
    own: { muted: true, camera: false, sharing: false, deafened: false },
  }
  const state: State = {
    ...emptyState,
    me: ada,
    rooms: new Map([[workshop, room('Workshop', how.room)]]),
    calls: new Map([[workshop, ongoing]]),
  }
  return {
    ...{ room: workshop, state, mine, report: null, atServer: null, since: 1, isStuck: false, isBlocked: false },
    studio: {
      ...{ microphone: null, isHeard: false, camera: null, screen: null, opening: new Set(), troubles: {} },
      ...{ speaks: true, isUnheard: how.isUnheard ?? false, opened: 0 },
    },
    streams: { of: () => null, keep: () => undefined },
    incoming: () => undefined,
    memory: { met: new Set(), spokeAt: new Map(), reactions: new Map() },
  }
}

test('[WEB-CALL-8] who is muted and speaks is told so; who may only listen is not told to unmute', () => {
  expect(drawView(known({ isUnheard: true })).isUnheard).toBe(true)
  expect(drawView(known({ isUnheard: true, seat: { speaks: false } }))).toMatchObject({ isUnheard: false, mayVoice: false })
})

test('[WEB-CALL-8] a call has a chat of its own; in a place to talk that is the room', () => {
  expect(drawView(known({})).thread).toBe(threadOfCall(call))
  expect(drawView(known({ room: { voice: true } })).thread).toBeNull()
})

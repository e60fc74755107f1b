import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { CallId, ParticipantId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import type { Numbers } from './engine.ts'
import { createNetworks } from './networks.ts'
import { begun, enter, type Live } from './state.ts'

const call = 'call' as CallId
const room = 'room' as RoomId
const [ada, bo, cy] = ['ada', 'bo', 'cy'] as [ParticipantId, ParticipantId, ParticipantId]
const entering = (id: ParticipantId) => ({
  ...{ id, user: id as string as UserId, session: id as string as SessionId, address: '', speaks: true, muted: false, deafened: false },
})
const empty = begun({ id: call, room, kind: 'group', voice: false, by: null, at: 0, video: false, waits: null })
const withSeats = (...ids: readonly ParticipantId[]): Live => ids.reduce((live, id) => enter(live, entering(id), 0).live, empty)
const numbers = (participant: ParticipantId, lossIn: number): Numbers => ({
  ...{ participant, packetsIn: 0, packetsOut: 0, kilobitsIn: 0, kilobitsOut: 0, lossIn, lossOut: 0, roundTripMs: null },
})

it('[CALLS-15] who is in the call is told whose network is bad, once, who comes in later too, and when it is fine again', async () => {
  let [live, loss] = [withSeats(ada, bo), 0.3]
  const told: ChatEvent[] = []
  const networks = createNetworks({ statistics: async () => live.seats.map(({ is }) => numbers(is.id, is.id === bo ? loss : 0)) })
  const look = async (times: number): Promise<unknown> => {
    for (let at = 0; at < times; at++) {
      networks.look(
        live,
        () => live,
        (tellings) => told.push(...tellings.flatMap((one) => (one.do === 'tell' ? [one.event] : []))),
      )
      await Promise.resolve()
      await Promise.resolve()
    }
    return told.splice(0).map((event) => ('participants' in event.with ? event.with.participants : event))
  }
  expect(await look(4)).toEqual([[bo]])
  live = withSeats(ada, bo, cy)
  expect(await look(2)).toEqual([[bo]])
  loss = 0
  expect(await look(5)).toEqual([[]])
})

// How it stands with everybody's network: the engine is asked now and then, and who is in the call is told whose is bad.
import type { CallId } from '@hearth/protocol/ids.ts'
import type { Telling } from '#core/outcome.ts'
import { inside } from './desk.ts'
import type { MediaEngine } from './engine.ts'
import type { Live } from './state.ts'
import { lookedAt, struggling, type Ways } from './struggling.ts'

export type Networks = {
  /** @param now the call as it is when the engine has answered */
  look(live: Live, now: () => Live | undefined, publish: (tellings: readonly Telling[]) => void): void
  forget(call: CallId): void
}

export function createNetworks(engine: Pick<MediaEngine, 'statistics'>): Networks {
  const known = new Map<CallId, { readonly ways: Ways; readonly told: string }>()
  return {
    look({ id, seats }, now, publish) {
      // Nobody else is there to be told of it.
      if (seats.length < 2) return
      engine.statistics(id).then(
        (numbers) => {
          const live = now()
          if (live?.id !== id) return
          const { ways: before, told } = known.get(id) ?? { ways: new Map(), told: '' }
          const ways = lookedAt(before, numbers)
          const participants = struggling(ways)
          // Who came since knows nothing of it yet.
          const words = participants.length === 0 ? '' : `${participants.join()} ${live.seats.map(({ is }) => is.id).join()}`
          known.set(id, { ways, told: words })
          if (words !== told) publish([inside(live, { event: 'call.struggling', room: live.room, with: { call: id, participants } })])
        },
        // An engine that is away is told of in other ways.
        () => undefined,
      )
    },
    forget: (call) => void known.delete(call),
  }
}

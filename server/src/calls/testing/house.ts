// The cast, in a small world with calls.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { EventName, EventWith } from '@hearth/protocol/events.ts'
import type { ParticipantId, RoomId } from '@hearth/protocol/ids.ts'
import { createCast, createWorld, type Person, type World } from '#core/testing/world.ts'
import { type Calls, createCalls } from '../calls.ts'
import { createIce } from '../turn.ts'
import { openInHere } from './engine.ts'

export type CallHouse = Awaited<ReturnType<typeof openCallHouse>>

/** Its clock stands still until it is moved; `tick` is what the second hand does. */
export async function openCallHouse(database?: string) {
  const dials = { now: 1_800_000_000_000, heard: 0 }
  const sized: [ParticipantId, number][] = []
  let made: Calls | undefined
  let due: (() => void) | undefined
  const world = await createWorld({
    ...(database === undefined ? {} : { database }),
    calls: (publish) =>
      (made = createCalls({
        limits: { callPeople: 3, ringSeconds: 40 },
        publish,
        openEngine(ear) {
          const engine = openInHere({
            ...ear,
            heard(peers) {
              ear.heard(peers)
              dials.heard++
            },
          })
          return {
            ...engine,
            open(opening) {
              if (opening.cameraLines !== undefined) sized.push([opening.peer, opening.cameraLines])
              engine.open(opening)
            },
            sized(peer, cameraLines) {
              sized.push([peer, cameraLines])
              engine.sized(peer, cameraLines)
            },
          }
        },
        ice: createIce(['turn:10.0.0.9:3478'], 'a shared secret'),
        now: () => dials.now,
        wait: (_ms, then) => {
          due = then
          return () => void (due = undefined)
        },
        log: {
          warn: (about, says) => {
            throw new Error(says, { cause: about })
          },
        },
      })),
  })
  return {
    world,
    dials,
    /** Whose camera the engine was told to have how many lines, in order. */
    sized,
    cast: () => createCast(world),
    /** So much time passes. */
    pass(ms: number): void {
      dials.now += ms
      const then = due
      due = undefined
      then?.()
    },
    async [Symbol.asyncDispose]() {
      await made?.[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

export const join = (world: World, who: Person, room: RoomId, more: Partial<Takes<'call.join'>> = {}) =>
  world.do(who, 'call.join', { room, ...more })

/** What was told of one kind, in order. */
export const told = <N extends EventName>(world: World, name: N): EventWith<N>[] =>
  world.told.flatMap(({ event }) => (event.event === name ? [event.with as EventWith<N>] : []))

export const nobody = '0'.repeat(26) as ParticipantId

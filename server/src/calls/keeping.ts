// The end of a call in its room's log, in the order of writes: whoever comes in before that keeps it going.
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import * as rules from '#core/calls.ts'
import type { Core } from '#core/context.ts'
import { tellRoom } from '#core/log.ts'
import type { Telling } from '#core/outcome.ts'
import type { Over } from './state.ts'

type Ending = {
  readonly room: RoomId
  readonly id: CallId
  /** Asked in its turn: is it still to end? */
  readonly isOver: () => boolean
  readonly over: () => Over | null
}

/** @param settled what is to be told, once it is on disk; not called where the call goes on. Rejects with StorageError. */
export async function keepCall(core: Core, { room, id, isOver, over }: Ending, settled: (told: readonly Telling[]) => void): Promise<void> {
  await core.store.write(
    async (tx): Promise<readonly Telling[] | undefined> => {
      const ending = over()
      if (ending === null || !isOver()) return undefined
      const event = await rules.end(core, tx, room, id, ending.why, ending.by)
      return event === undefined ? [] : [tellRoom(event)]
    },
    (told) => told !== undefined && settled(told),
  )
}

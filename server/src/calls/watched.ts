// How large somebody's pictures are looked at by anybody: larger ones need not be made. Pure.
import type { Wanted, Watched } from '@hearth/protocol/call-shapes.ts'
import { UNSAID_HEIGHT } from '@hearth/protocol/call-sizes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'

/** @param wants what each one in the call wants to see; undefined: they have not said it yet */
export function watched(wants: ReadonlyMap<ParticipantId, readonly Wanted[] | undefined>): ReadonlyMap<ParticipantId, Watched> {
  const unsaid = [...wants].filter(([, wanted]) => wanted === undefined).map(([id]) => id)
  const looked = new Map<ParticipantId, { camera: number; screen: number }>()
  for (const id of wants.keys()) {
    const least = unsaid.some((one) => one !== id) ? UNSAID_HEIGHT : 0
    looked.set(id, { camera: least, screen: least })
  }
  for (const [by, wanted = []] of wants)
    for (const { participant, source, height } of wanted) {
      const one = looked.get(participant)
      if (one !== undefined && participant !== by) one[source] = Math.max(one[source], height)
    }
  return looked
}

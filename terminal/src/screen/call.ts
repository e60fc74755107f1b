// A call that rings for this person, or goes on where they are: a row above the line they write in.
import { insideOf, ringing } from '../commands/calls.ts'
import { type Row, row } from '../text/spans.ts'
import { fit } from '../text/width.ts'
import { nameOf, type Scene, titleOf } from './model.ts'

export function callRows({ state, ui, person }: Scene, columns: number): readonly Row[] {
  const rings = ringing(state).map((call) => {
    const room = state.rooms.get(call.room)
    const who = call.by === null ? '' : nameOf(person(call.by))
    return row(
      fit(`☎ ${who} calls${room && room.kind !== 'direct' ? ` in ${titleOf(room)}` : ''}: /answer or /hangup`, columns),
      ui.theme.mention,
    )
  })
  const here = ui.room === undefined ? undefined : state.calls.get(ui.room)
  if (!here || here.ringing.some((user) => user === state.me?.id)) return rings
  return [...rings, row(fit(`☎ in the call: ${insideOf(here, person)} · /answer goes there`, columns), ui.theme.here)]
}

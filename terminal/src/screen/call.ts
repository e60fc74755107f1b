// A call that rings for this person, or goes on where they are: a row above the line they write in. And calls of before, in a sentence.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
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

/** 'Bo called: missed', 'Ada called, 12 min with Bo'. */
export function pastCallInWords({ by, video, ended, at }: PastCall, { state, person }: Pick<Scene, 'state' | 'person'>): string {
  const what = `${nameOf(person(by))} ${video ? 'made a video call' : 'called'}`
  if (ended === null) return what
  const me = state.me?.id
  const others = ended.people.filter((user) => user !== by)
  if (others.length === 0) return `${what}: ${ended.why === 'declined' ? 'declined' : by === me ? 'nobody answered' : 'missed'}`
  const minutes = Math.max(1, Math.round((ended.at - at) / 60_000))
  const missed = me !== undefined && !ended.people.includes(me) ? ', without you' : ''
  return `${what}, ${minutes} min with ${others.map((user) => nameOf(person(user))).join(', ')}${missed}`
}

/** Behind it, what was said beside it: ' ⤷ 2 replies in its thread'. */
export const besideInWords = ({ replies }: PastCall): string => (replies === undefined ? '' : ` ⤷ ${repliesInWords(replies)}`)

export const repliesInWords = ({ count }: Replies): string => `${count === 1 ? '1 reply' : `${count} replies`} in its thread`

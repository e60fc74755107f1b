// Who is in the room: who is here first, then by name.
import { standingOf } from '@hearth/client/standing.ts'
import type { Member } from '@hearth/protocol/shapes.ts'
import { turnedText } from '../text/bidi.ts'
import { type Row, row, span } from '../text/spans.ts'
import { fit } from '../text/width.ts'
import { byName, nameOf, type Scene } from './model.ts'
import { signs } from './standing.ts'

const sorted = new WeakMap<readonly Member[], { readonly presence: unknown; readonly list: readonly Member[] }>()

export function membersColumn({ state, ui }: Scene, columns: number, high: number): readonly Row[] {
  const members = ui.room === undefined ? undefined : state.members.get(ui.room)
  const room = ui.room === undefined ? undefined : state.rooms.get(ui.room)
  if (!members) return room ? [row(` ${room.members} ${room.members === 1 ? 'person' : 'people'}`, ui.theme.faint)] : []
  const isHere = ({ user }: Member) => state.presence.get(user.id)?.state === 'online'
  const list = inOrder(members, state.presence, isHere)
  const rows = list.slice(0, high).map((member): Row => {
    const standing = standingOf(state, member.user.id) ?? 'gone'
    const here = standing !== 'gone'
    const role = member.role === 'member' ? '' : ` ${member.role}`
    const hue = ui.theme.hues[member.user.colour % ui.theme.hues.length] ?? ui.theme.text
    return [
      span(` ${signs[standing]} `, standing === 'here' ? ui.theme.here : ui.theme.faint),
      span(turnedText(fit(nameOf(member.user), columns - 3 - role.length), ui.turns), here ? hue : ui.theme.faint),
      span(role, ui.theme.faint),
    ]
  })
  return list.length > high ? [...rows.slice(0, high - 1), row(` and ${list.length - high + 1} more`, ui.theme.faint)] : rows
}

/** A list of thousands is not put in order for each key that is pressed. */
function inOrder(members: readonly Member[], presence: unknown, isHere: (member: Member) => boolean): readonly Member[] {
  const known = sorted.get(members)
  if (known && known.presence === presence) return known.list
  const list = [...members].sort((a, b) => Number(isHere(b)) - Number(isHere(a)) || byName(a.user.displayName, b.user.displayName))
  sorted.set(members, { presence, list })
  return list
}

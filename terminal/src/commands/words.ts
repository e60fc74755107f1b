// What Tab completes, as things stand.
import type { Client } from '@hearth/client/client.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Words } from '../edit/complete.ts'
import { roomsInOrder, titleOf } from '../screen/model.ts'
import { commandNames, commands } from './table.ts'

/** Names of people, those in the room first, of one's rooms, of commands; and what each command takes. */
export function wordsOf({ state }: Pick<Client, 'state'>, room: RoomId | undefined): Words {
  const people = [...state.people.values()].filter(({ deleted }) => !deleted).map(({ name }) => name)
  const members = ((room && state.members.get(room)) ?? []).map(({ user }) => user.name)
  return {
    people: [...members, ...people],
    rooms: roomsInOrder(state).map((one) => titleOf(one).replace(/^[#@]/u, '')),
    commands: commandNames,
    takes: (name) => (Object.hasOwn(commands, name) ? commands[name] : undefined)?.takes,
  }
}

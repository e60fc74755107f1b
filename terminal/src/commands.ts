// What can be typed after a slash.
import type { Client } from '@hearth/client/client.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { cleanLine } from './clean.ts'
import type { Screen } from './screen.ts'
import { titleOf, type View } from './view.ts'

export type Desk = { readonly client: Client; readonly screen: Screen; readonly view: View }
type Command = { readonly says: string; run(desk: Desk, words: string): Promise<void> | void }

export const commands: Readonly<Record<string, Command>> = {
  help: {
    says: 'what can be typed',
    run: ({ screen }) => {
      for (const [name, { says }] of Object.entries(commands)) screen.print(`  /${name.padEnd(8)} ${says}`)
      screen.print('  /quit     leave the program; anything else is said in the room')
    },
  },
  rooms: {
    says: 'your rooms',
    run: ({ client, screen }) => {
      for (const room of client.state.rooms.values()) screen.print(rowOf(room))
    },
  },
  join: { says: 'ROOM or CODE: go into a room', run: join },
  who: { says: 'who is in this room', run: who },
  msg: { says: 'NAME [TEXT]: talk with one person', run: message },
  history: { says: 'older messages', run: ({ view }) => view.older() },
  logout: { says: 'sign out here', run: ({ client }) => client.signOut() },
}

const rowOf = (room: Room): string =>
  `  ${titleOf(room)}${room.unread === 0 ? '' : ` (${room.unread} unread)`}${room.code === undefined ? '' : `  code ${room.code}`}`

async function join({ client, screen, view }: Desk, words: string): Promise<void> {
  const isNamed = (room: Room): boolean => room.name.toLowerCase() === words.toLowerCase()
  const mine = [...client.state.rooms.values()].find(isNamed)
  if (mine) return view.enter(mine.id)
  const open = (await client.ask('room.list', { public: true })).rooms.find(isNamed)
  const { room } = await client.ask('room.join', open ? { room: open.id } : { code: words })
  screen.print(`* you are in ${titleOf(room)} now`)
  await view.enter(room.id)
}

function who({ client, screen, view }: Desk): void {
  for (const { user, role } of (view.room && client.state.members.get(view.room)) ?? []) {
    const isHere = client.state.presence.get(user.id)?.state === 'online'
    screen.print(`  ${isHere ? '+' : '-'} ${cleanLine(user.displayName)} (${cleanLine(user.name)})${role === 'member' ? '' : ` ${role}`}`)
  }
}

async function message({ client, screen, view }: Desk, words: string): Promise<void> {
  const [name = '', ...text] = words.split(' ')
  const { people } = await client.ask('people.search', { text: name })
  const person = people.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (!person) return screen.print(`* there is nobody called ${cleanLine(name)}`)
  const { room } = await client.ask('room.direct', { user: person.id })
  await view.enter(room.id)
  if (text.length > 0) client.send(room.id, text.join(' '))
}

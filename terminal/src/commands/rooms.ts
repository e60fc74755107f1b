// Commands about rooms: finding, entering, making, leaving and looking after them.
import { levelOf } from '@hearth/client/own.ts'
import { standingOf } from '@hearth/client/standing.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { roomsInOrder, titleOf } from '../screen/model.ts'
import { inWords, signs } from '../screen/standing.ts'
import { type Commands, type Desk, firstWord, personNamed, Refusal, roomHere, roomNamed } from './desk.ts'

export const roomCommands: Commands = {
  rooms: { usage: '', says: 'your rooms', run: (desk) => desk.show('Your rooms', roomsInOrder(desk.client.state).map(roomInWords)) },
  showgroups: { usage: '', says: 'groups and channels: yours, and those anybody may enter', run: showGroups },
  create: { usage: 'NAME', says: 'make a group, and go into it', run: create },
  channel: { usage: 'NAME', says: 'make a channel: everybody reads, its admins speak', run: createChannel },
  join: {
    usage: 'ROOM or CODE',
    says: 'go into a room: one of yours, a public one, or one whose code you have',
    takes: ['room'],
    run: join,
  },
  group: { usage: '[NAME [TEXT]]', says: 'go into a group; with TEXT: say it there and stay here', takes: ['room'], run: group },
  showgroupmembers: { usage: '[NAME]', says: 'who is in a group; without NAME: in this one', takes: ['room'], run: showMembers },
  who: { usage: '', says: 'who is in this room', run: (desk) => showMembers(desk, '') },
  back: { usage: '', says: 'to the room you were in before', run: (desk) => desk.back() },
  leave: { usage: '', says: 'leave this room for good', run: leave },
  topic: { usage: '[TEXT]', says: 'say what this room is about, or read it', run: topic },
  notify: {
    usage: '[all|mentions|none|standard]',
    says: 'what of this room calls for your attention, on all your devices',
    takes: [['all', 'mentions', 'none', 'standard']],
    run: notify,
  },
  rename: { usage: 'NAME', says: 'give this room another name', run: rename },
  invite: { usage: 'NAME…', says: 'take people into this room', takes: ['person'], run: invite },
  kick: { usage: 'NAME', says: 'put somebody out of this room', takes: ['person'], run: kick },
  role: {
    usage: 'NAME owner|admin|member',
    says: 'what somebody may do in this room',
    takes: ['person', ['owner', 'admin', 'member']],
    run: role,
  },
}

export const roomInWords = (room: Room): string =>
  [
    `${titleOf(room)}${room.unread === 0 ? '' : ` (${room.unread} unread)`}`,
    room.topic === '' ? '' : `: ${cleanLine(room.topic)}`,
    room.code === undefined ? '' : `  code ${room.code}`,
  ].join('')

async function showGroups({ client, show }: Desk): Promise<void> {
  const { rooms } = await client.ask('room.list', { public: true })
  const mine = roomsInOrder(client.state).filter(({ kind }) => kind === 'group' || kind === 'channel')
  const known = new Set(mine.map(({ id }) => id))
  show('Groups and channels', [
    ...mine.map((room) => `${roomInWords(room)}  (you are in)`),
    ...rooms
      .filter(({ id, kind }) => !known.has(id) && kind !== 'lobby')
      .map((room) => `${roomInWords(room)}  /join ${cleanLine(room.name)}`),
  ])
}

async function create({ client, enter, tell }: Desk, name: string): Promise<void> {
  if (name === '') throw new Refusal('Say what it is to be called: /create NAME')
  const taken = [...client.state.rooms.values()].some((room) => room.kind === 'group' && room.name.toLowerCase() === name.toLowerCase())
  if (taken) throw new Refusal(`Group '${cleanLine(name)}' already exists.`)
  const { room } = await client.ask('room.create', { kind: 'group', name, public: true })
  await enter(room.id)
  tell(`Group ${titleOf(room)} created and joined. Anybody may /join it; take people in with /invite NAME.`)
}

async function createChannel({ client, enter, tell }: Desk, name: string): Promise<void> {
  if (name === '') throw new Refusal('Say what it is to be called: /channel NAME')
  const { room } = await client.ask('room.create', { kind: 'channel', name, public: true })
  await enter(room.id)
  tell(`Channel ${titleOf(room)} created: everybody reads, its admins speak.`)
}

async function join({ client, enter, tell }: Desk, typed: string): Promise<void> {
  if (typed === '') throw new Refusal('Say which: /join ROOM or CODE')
  const mine = roomNamed(client, typed)
  if (mine) return enter(mine.id)
  const bare = typed.replace(/^#/u, '').toLowerCase()
  const open = (await client.ask('room.list', { public: true })).rooms.find((room) => room.name.toLowerCase() === bare)
  const { room } = await client.ask('room.join', open ? { room: open.id } : { code: typed })
  await enter(room.id)
  tell(`Joined ${titleOf(room)}.`)
}

async function group(desk: Desk, words: string): Promise<void> {
  if (words === '') return showGroups(desk)
  // Names may hold blanks: the whole of it may be one.
  const whole = roomNamed(desk.client, words)
  if (whole) return desk.enter(whole.id)
  const found = splitRoom(desk, words)
  if (!found) return join(desk, words)
  desk.client.send(found.room.id, found.rest)
  desk.tell(`Said in ${titleOf(found.room)}.`)
}

/** The longest beginning that names one of one's rooms, and what stands behind it. */
export function splitRoom({ client }: Desk, words: string): { readonly room: Room; readonly rest: string } | undefined {
  const parts = words.split(/(\s+)/u)
  for (let length = parts.length; length > 0; length -= 2) {
    const room = roomNamed(client, parts.slice(0, length).join(''))
    const rest = parts.slice(length).join('').trim()
    if (room && rest !== '') return { room, rest }
  }
  return undefined
}

async function showMembers(desk: Desk, name: string): Promise<void> {
  const { client } = desk
  const room = name === '' ? roomHere(desk) : roomNamed(client, name)
  if (!room) throw new Refusal(`Group '${cleanLine(name)}' does not exist, or you are not in it.`)
  await client.members(room.id)
  const lines = (client.state.members.get(room.id) ?? []).map(({ user, role: may }) => {
    const standing = standingOf(client.state, user.id) ?? 'gone'
    return `${signs[standing]} ${cleanLine(user.displayName)} (${cleanLine(user.name)})${inWords[standing]}${may === 'member' ? '' : ` ${may}`}`
  })
  desk.show(`In ${titleOf(room)}`, lines.length === 0 ? ['This is not known without the server.'] : lines)
}

async function leave(desk: Desk): Promise<void> {
  const room = roomHere(desk)
  await desk.client.ask('room.leave', { room: room.id })
  desk.tell(`You left ${titleOf(room)}.`)
}

async function topic(desk: Desk, text: string): Promise<void> {
  const room = roomHere(desk)
  if (text === '') return desk.tell(room.topic === '' ? 'This room has no topic.' : cleanLine(room.topic))
  await desk.client.ask('room.rename', { room: room.id, topic: text })
}

async function notify(desk: Desk, level: string): Promise<void> {
  const room = roomHere(desk)
  if (level === '') return desk.tell(`Of ${titleOf(room)} calls for your attention: ${levelOf(desk.client.state, room)}.`)
  if (level !== 'all' && level !== 'mentions' && level !== 'none' && level !== 'standard')
    throw new Refusal('Say all, mentions, none or standard.')
  await desk.client.ask('room.notify', { room: room.id, level: level === 'standard' ? null : level })
  desk.tell(level === 'none' ? `${titleOf(room)} is quiet now.` : `Of ${titleOf(room)} calls for your attention: ${level}.`)
}

async function rename(desk: Desk, name: string): Promise<void> {
  if (name === '') throw new Refusal('Say what it is to be called: /rename NAME')
  await desk.client.ask('room.rename', { room: roomHere(desk).id, name })
}

async function invite(desk: Desk, names: string): Promise<void> {
  const room = roomHere(desk)
  const people = await Promise.all(
    names
      .split(/[\s,]+/u)
      .filter(Boolean)
      .map((name) => personNamed(desk.client, name)),
  )
  if (people.length === 0) throw new Refusal('Say whom: /invite NAME')
  await desk.client.ask('room.invite', { room: room.id, users: [...new Set(people.map(({ id }) => id))] })
  desk.tell(`In ${titleOf(room)} now: ${people.map(({ displayName }) => cleanLine(displayName)).join(', ')}.`)
}

async function kick(desk: Desk, name: string): Promise<void> {
  const room = roomHere(desk)
  const person = await personNamed(desk.client, name)
  await desk.client.ask('room.remove', { room: room.id, user: person.id })
  desk.tell(`${cleanLine(person.displayName)} is out of ${titleOf(room)}.`)
}

async function role(desk: Desk, words: string): Promise<void> {
  const [name, may] = firstWord(words)
  if (may !== 'owner' && may !== 'admin' && may !== 'member') throw new Refusal('Say who and what: /role NAME owner, admin or member')
  const person = await personNamed(desk.client, name)
  await desk.client.ask('room.role', { room: roomHere(desk).id, user: person.id, role: may })
  desk.tell(`${cleanLine(person.displayName)} is ${may} here now.`)
}

// Commands that keep a room and a server pleasant: for everybody a report, for who looks after them bans, mutes, and what holds in a room.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { dayAndClock } from '../screen/message.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { type Commands, type Desk, firstWord, messageMeant, personNamed, Refusal, roomHere } from './desk.ts'

const reasons = ['unwanted', 'rude', 'harmful', 'other'] as const
type Reason = (typeof reasons)[number]
const isReason = (word: string): word is Reason => reasons.some((one) => one === word)

export const orderCommands: Commands = {
  ban: {
    usage: 'NAME [REASON]',
    says: 'shut somebody out of the server, as its moderator; else out of this room',
    takes: ['person'],
    run: ban,
  },
  unban: { usage: 'NAME', says: 'let somebody in again, as moderator of the server', takes: ['person'], run: unban },
  bans: { usage: '', says: 'who is shut out, as moderator of the server', run: bans },
  mute: {
    usage: 'NAME [MINUTES] [REASON]',
    says: 'let somebody say nothing for a while (60 minutes): in this room as its admin, else everywhere as moderator',
    takes: ['person'],
    run: mute,
  },
  unmute: { usage: 'NAME', says: 'let them speak again', takes: ['person'], run: unmute },
  report: {
    usage: '[N] unwanted|rude|harmful|other [WORDS]',
    says: 'tell the moderators of the server of a message: the newest of others, or the N-th from below',
    takes: [[...reasons]],
    run: report,
  },
  slow: {
    usage: 'SECONDS|off',
    says: 'how long a member waits between two messages here, as admin of the room',
    takes: [['5', '30', '60', '300', 'off']],
    run: slow,
  },
  lock: { usage: '', says: 'only admins speak in this room for now', run: (desk) => lock(desk, true) },
  unlock: { usage: '', says: 'everybody speaks in this room again', run: (desk) => lock(desk, false) },
  approval: { usage: 'on|off', says: 'the admins of this room let in who asks', takes: [['on', 'off']], run: approval },
  asking: { usage: '', says: 'who asks to be let into this room, as its admin', run: asking },
  admit: { usage: 'NAME', says: 'let in somebody who asks', takes: ['person'], run: (desk, name) => admit(desk, name, true) },
  decline: { usage: 'NAME', says: 'do not let in somebody who asks', takes: ['person'], run: (desk, name) => admit(desk, name, false) },
}

const called = (person: User): string => cleanLine(person.displayName)

/** Shutting somebody out of the server is for its moderators; for anybody else it says what was done instead. */
async function ban(desk: Desk, words: string): Promise<void> {
  const [name, reason] = firstWord(words)
  const person = await personNamed(desk.client, name)
  try {
    await desk.client.ask('moderation.ban', { user: person.id, reason })
    return desk.tell(`${called(person)} is shut out of this server; /unban ${cleanLine(person.name)} takes it back.`)
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'not_allowed') throw error
  }
  const room = desk.room === undefined ? undefined : desk.client.state.rooms.get(desk.room)
  if (room?.kind !== 'group' && room?.kind !== 'channel')
    throw new Refusal(
      'Only moderators shut people out of the server. /report tells them of a message; /block keeps somebody away from you.',
    )
  await desk.client.ask('room.remove', { room: room.id, user: person.id })
  desk.tell(`${called(person)} is out of ${titleOf(room)}, and of no other room: only moderators shut people out of the server.`)
}

async function unban({ client, tell }: Desk, name: string): Promise<void> {
  const key = name.trim().replace(/^@/u, '').toLowerCase()
  if (key === '') throw new Refusal('Say who: a name.')
  const { bans: all } = await client.ask('moderation.bans', {})
  const found = all.find(({ user }) => user?.name.toLowerCase() === key || user?.displayName.toLowerCase() === key)?.user
  if (!found) throw new Refusal(`Nobody called ${cleanLine(name)} is shut out; /bans shows who is.`)
  await client.ask('moderation.unban', { user: found.id })
  tell(`${called(found)} is let in again.`)
}

async function bans({ client, show }: Desk): Promise<void> {
  const { bans: all } = await client.ask('moderation.bans', {})
  const lines = all.map(({ user, value, reason, at }) =>
    [`${dayAndClock(at)}  ${user ? `${called(user)} (${cleanLine(user.name)})` : value}`, cleanLine(reason)].filter(Boolean).join(': '),
  )
  show('Shut out', lines.length === 0 ? ['Nobody.'] : lines)
}

/** In a room of which one is admin it holds there, elsewhere everywhere. */
function placeOf({ client, room }: Desk) {
  const here = room === undefined ? undefined : client.state.rooms.get(room)
  const leads = (here?.kind === 'group' || here?.kind === 'channel') && (here.role === 'owner' || here.role === 'admin')
  return here && leads ? { place: { room: here.id }, where: `in ${titleOf(here)}` } : { place: {}, where: 'anywhere' }
}

async function mute(desk: Desk, words: string): Promise<void> {
  const [name, rest] = firstWord(words)
  const [number, more] = firstWord(rest)
  const isNumber = /^\d{1,6}$/u.test(number)
  const minutes = isNumber ? Number(number) : 60
  if (minutes < 1 || minutes > 525_600) throw new Refusal('Say for how many minutes: from 1 to 525600, which is a year.')
  const person = await personNamed(desk.client, name)
  const { place, where } = placeOf(desk)
  const { until } = await desk.client.ask('moderation.mute', { user: person.id, ...place, minutes, reason: isNumber ? more : rest })
  desk.tell(`${called(person)} says nothing ${where} until ${dayAndClock(until)}; /unmute ${cleanLine(person.name)} takes it back.`)
}

async function unmute(desk: Desk, name: string): Promise<void> {
  const person = await personNamed(desk.client, name)
  await desk.client.ask('moderation.unmute', { user: person.id, ...placeOf(desk).place })
  desk.tell(`${called(person)} may speak again.`)
}

async function report(desk: Desk, words: string): Promise<void> {
  const [message, rest] = messageMeant(desk, words, ({ author }) => author !== desk.client.state.me?.id)
  const [why, more] = firstWord(rest)
  if (!isReason(why)) throw new Refusal(`Say why: /report ${reasons.join('|')} WORDS`)
  const room = roomHere(desk).id
  await desk.client.ask('report.make', {
    ...{ user: message.author, room, message: message.id, why },
    ...(more === '' ? {} : { words: more }),
  })
  desk.tell(`The moderators are told of this message of ${nameOf(desk.client.person(message.author))}, and shown it.`)
}

async function slow(desk: Desk, words: string): Promise<void> {
  const seconds = words === 'off' ? null : Number(words)
  if (seconds !== null && (!/^\d{1,5}$/u.test(words) || seconds < 1 || seconds > 21_600))
    throw new Refusal('Say how many seconds, from 1 to 21600, or off: /slow 30')
  const room = roomHere(desk)
  await desk.client.ask('room.rules', { room: room.id, slowSeconds: seconds })
  desk.tell(
    seconds === null ? `${titleOf(room)} is slow no more.` : `In ${titleOf(room)} a member speaks every ${seconds} seconds at most.`,
  )
}

async function lock(desk: Desk, locked: boolean): Promise<void> {
  const room = roomHere(desk)
  await desk.client.ask('room.rules', { room: room.id, locked })
  desk.tell(locked ? `${titleOf(room)} is locked: only its admins speak; /unlock opens it.` : `Everybody speaks in ${titleOf(room)} again.`)
}

async function approval(desk: Desk, word: string): Promise<void> {
  if (word !== 'on' && word !== 'off') throw new Refusal('Say /approval on or /approval off.')
  const room = roomHere(desk)
  await desk.client.ask('room.rules', { room: room.id, approval: word === 'on' })
  desk.tell(
    word === 'on' ? `Who wants into ${titleOf(room)} asks; /asking shows them.` : `${titleOf(room)} lets in without being asked again.`,
  )
}

async function asking(desk: Desk): Promise<void> {
  const room = roomHere(desk)
  const { people } = await desk.client.ask('room.asking', { room: room.id })
  const lines = people.map(
    ({ user, at, role }) => `${dayAndClock(at)}  ${called(user)} (${cleanLine(user.name)})${role === 'admin' ? ', invited as admin' : ''}`,
  )
  desk.show(`Who asks to be let into ${titleOf(room)}`, lines.length === 0 ? ['Nobody.'] : [...lines, '', '/admit NAME, /decline NAME'])
}

async function admit(desk: Desk, name: string, yes: boolean): Promise<void> {
  const room = roomHere(desk)
  const person = await personNamed(desk.client, name)
  await desk.client.ask('room.admit', { room: room.id, user: person.id, yes })
  desk.tell(`${called(person)} is ${yes ? '' : 'not '}let into ${titleOf(room)}.`)
}

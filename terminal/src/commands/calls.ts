// Commands about calls. A terminal has neither microphone nor camera, and says so: the talking is done in the browser.

import type { State } from '@hearth/client/client.ts'
import type { Call } from '@hearth/protocol/call-shapes.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { fill, width } from '../text/width.ts'
import { type Commands, type Desk, Refusal, roomHere } from './desk.ts'

export const callCommands: Commands = {
  call: {
    usage: '[video | stats]',
    says: 'ring the people of this room; you talk in the browser; stats: how the call you are in does',
    takes: [['video', 'stats']],
    run: call,
  },
  answer: { usage: '', says: 'take a call that rings, or go into the one of this room, in the browser', run: answer },
  hangup: { usage: '', says: 'refuse a call that rings, or leave the one you are in', run: hangUp },
  calls: { usage: '', says: 'who is in which call', run: list },
}

/** Calls that ring for this person, the newest first. */
export const ringing = ({ calls, me }: State): readonly Call[] =>
  [...calls.values()].filter((one) => me !== null && one.ringing.includes(me.id)).toSorted((a, b) => b.at - a.at)

/** 'Ada and Bo'; nobody yet while it rings. */
export const insideOf = ({ participants }: Call, person: Desk['client']['person']): string =>
  participants.length === 0 ? 'nobody yet' : participants.map(({ user }) => nameOf(person(user))).join(', ')

/** The page at the call of that room. */
const addressOf = (server: URL, room: RoomId): string => `${server.origin}/#/room/${room}/call`

async function call(desk: Desk, words: string): Promise<void> {
  if (words === 'stats') return statistics(desk)
  if (words !== '' && words !== 'video') throw new Refusal('Say /call or /call video, and who is in the room is called; or /call stats.')
  const room = roomHere(desk)
  await desk.client.ask('call.start', { room: room.id, video: words === 'video' })
  lead(desk, room.id, 'It rings.')
}

/** The call one is in, on whichever device. */
const mineAmong = ({ calls, me }: State): Call | undefined =>
  [...calls.values()].find(({ participants }) => participants.some(({ user }) => user === me?.id))

/** What the server gets of everybody, and sends them: a line for each. */
async function statistics({ client, show }: Desk): Promise<void> {
  const { state, person } = client
  const call = mineAmong(state)
  const mine = call?.participants.find(({ user }) => user === state.me?.id)
  if (!call || !mine) throw new Refusal('You are in no call.')
  const { engine, participants } = await client.ask('call.statistics', { room: call.room, participant: mine.id })
  const rows = participants.map(({ participant, kilobitsIn, kilobitsOut, lossOut, roundTripMs }) => {
    const user = call.participants.find(({ id }) => id === participant)?.user
    return [
      user === undefined ? '?' : nameOf(person(user)),
      `${kilobitsIn} kbit/s in`,
      `${kilobitsOut} kbit/s out`,
      `${(lossOut * 100).toFixed(1)} % lost`,
      roundTripMs === null ? '' : `${roundTripMs} ms there and back`,
    ]
  })
  show(`The call at the server (${engine})`, aligned(rows))
}

/** In columns, each as wide as its widest. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => width(row[at] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, at) => fill(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function answer(desk: Desk): void {
  const { calls } = desk.client.state
  const found = ringing(desk.client.state)[0] ?? (desk.room === undefined ? undefined : calls.get(desk.room))
  if (!found) throw new Refusal('No call rings, and none goes on in this room; /call begins one.')
  lead(desk, found.room, '')
}

/** Into the browser, or to where a browser must go. */
function lead(desk: Desk, room: RoomId, before: string): void {
  const address = addressOf(desk.server, room)
  const how = desk.open(address) ? 'Your browser opens the room: join the call there.' : `Join the call in a browser: ${address}`
  desk.tell(`${before} A terminal has no microphone. ${how}`.trim())
}

async function hangUp(desk: Desk): Promise<void> {
  const { client, tell } = desk
  const { state } = client
  const rings = ringing(state)
  for (const one of rings) await client.ask('call.decline', { room: one.room, call: one.id })
  if (rings.length > 0) return tell('Refused.')
  const mine = mineAmong(state)
  const begun = [...state.calls.values()].find((one) => one.by === state.me?.id)
  if (mine) await client.ask('call.leave', { room: mine.room })
  else if (begun) await client.ask('call.end', { room: begun.room, call: begun.id })
  else throw new Refusal('You are in no call, and none rings.')
  tell(mine ? 'You left the call, on whichever device you were in it.' : 'The call is over.')
}

function list({ client, show }: Desk): void {
  const lines = [...client.state.calls.values()].map((one) => {
    const room = client.state.rooms.get(one.room)
    return `${room ? titleOf(room) : one.room}: ${insideOf(one, client.person)}`
  })
  show('Calls', lines.length === 0 ? ['Nobody is in a call.'] : lines)
}

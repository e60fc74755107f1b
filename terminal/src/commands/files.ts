// Commands about files: sending, fetching, stopping; and taking one's words along.
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { sizeInWords } from '../screen/message.ts'
import { type Commands, type Desk, directWith, firstWord, personNamed, Refusal, roomHere, roomNamed } from './desk.ts'
import { splitRoom } from './rooms.ts'

export const fileCommands: Commands = {
  send: {
    usage: 'PATH',
    says: 'send a file to this room',
    takes: ['path'],
    isLong: true,
    run: (desk, path) => send(desk, roomHere(desk).id, path),
  },
  file: { usage: 'NAME PATH', says: 'send a file to one person', takes: ['person', 'path'], isLong: true, run: toPerson },
  groupfile: { usage: 'NAME PATH', says: 'send a file to a group', takes: ['room', 'path'], isLong: true, run: toGroup },
  files: { usage: '', says: 'the files in this room, numbered from the newest', run: list },
  get: { usage: '[N]', says: 'fetch a file into the downloads folder: the newest, or number N of /files', isLong: true, run: fetch },
  cancel: { usage: '', says: 'stop the files that are on their way', run: cancel },
  export: {
    usage: '[all|ROOM]',
    says: 'take what was said along as a zip: of this room, another one, or all of yours',
    takes: ['room'],
    isLong: true,
    run: takeAlong,
  },
}

async function send(desk: Desk, room: Parameters<Desk['enter']>[0], path: string): Promise<void> {
  if (path === '') throw new Refusal('Say which file: Tab completes paths.')
  await desk.outgoing.attach(room, [path])
  desk.outgoing.post(room, '', null)
}

async function toPerson(desk: Desk, words: string): Promise<void> {
  const [name, path] = firstWord(words)
  // A path alone is meant for where one is.
  if (path === '' && /^[~/.]/u.test(name)) return send(desk, roomHere(desk).id, name)
  if (path === '') throw new Refusal('Say to whom and which: /file NAME PATH')
  const person = await personNamed(desk.client, name)
  await send(desk, (await directWith(desk.client, person)).id, path)
  desk.tell(`File ${cleanLine(path)} goes to ${cleanLine(person.displayName)}.`)
}

async function toGroup(desk: Desk, words: string): Promise<void> {
  const found = splitRoom(desk, words)
  if (!found)
    throw new Refusal(
      `Say to which group and which file: /groupfile NAME PATH${roomNamed(desk.client, words) ? ' (there is no path)' : ''}`,
    )
  await send(desk, found.room.id, found.rest)
}

/** Of the messages in sight, newest first. */
export function filesHere(desk: Desk): readonly FileCard[] {
  const messages = desk.client.state.timelines.get(roomHere(desk).id)?.messages ?? []
  return messages.toReversed().flatMap(({ files = [] }) => files)
}

function list(desk: Desk): void {
  const lines = filesHere(desk).map(
    ({ name, size, gone }, at) =>
      `${String(at + 1).padStart(3)}  ${cleanLine(name)}  ${gone === undefined ? sizeInWords(size) : 'its time is over'}`,
  )
  desk.show('Files (/get N fetches one)', lines.length === 0 ? ['There are none in sight.'] : lines)
}

async function fetch(desk: Desk, words: string): Promise<void> {
  if (!/^\d*$/u.test(words)) throw new Refusal('Say its number in /files: /get 2')
  const file = words === '' ? (desk.marked?.files?.[0] ?? filesHere(desk)[0]) : filesHere(desk)[Number(words) - 1]
  if (!file) throw new Refusal('There is no such file in sight; /files shows them.')
  await save(desk, file)
}

/** Into the downloads folder, and opened with what the person set for that. */
export async function save(desk: Desk, file: FileCard): Promise<void> {
  const path = await desk.incoming.fetch(file, desk.settings.downloads)
  desk.tell(`${cleanLine(file.name)} is saved: ${path}`)
  if (desk.settings.open !== '') desk.open(path)
}

function cancel(desk: Desk): void {
  const out = desk.outgoing.list
  const coming = desk.incoming.list
  for (const { clientId } of out) desk.outgoing.discard(clientId)
  for (const { id } of coming) desk.incoming.cancel(id)
  desk.tell(out.length + coming.length === 0 ? 'No file is on its way.' : 'Stopped.')
}

async function takeAlong(desk: Desk, words: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10)
  const room = words === 'all' ? undefined : words === '' ? roomHere(desk) : roomNamed(desk.client, words)
  if (!room && words !== 'all') throw new Refusal(`You are in no room called ${cleanLine(words)}; /export all takes everything.`)
  desk.tell('Packing; this may take a while. /cancel stops it.')
  const name = `hearth-${room ? cleanLine(room.name) : 'all'}-${day}.zip`
  const path = await desk.incoming.download(`/export${room ? `?room=${room.id}` : ''}`, name, desk.settings.downloads)
  desk.tell(`Everything is in ${path}; unpack it and open index.html.`)
}

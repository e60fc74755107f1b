// Our own clients, as the others hear and are heard by them.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard, User } from '@hearth/protocol/shapes.ts'
import { comeBack, clientId, join } from '#harness/cast.ts'
import { until } from '#harness/until.ts'
import { fetchFile, sendFile } from '#harness/upload.ts'
import type { Driver, Entering, Seat, Shown, ShownFile } from '../driver.ts'

export const native: Driver = { name: 'native', flags: [], cannotSay: {}, cannotHear: {}, enter }

async function enter({ server, name }: Entering): Promise<Seat> {
  const person = await join(server, name)
  const { wire, user, token } = person
  const people = new Map<string, User>([[user.id, user]])
  const rooms = new Map<RoomId, { kind: string; name: string }>()
  const shown: Shown[] = []
  const cards: { from: string; card: FileCard }[] = []
  const files: ShownFile[] = []
  const here = new Set<string>()
  const nameOf = (id: string): string => people.get(id)?.name ?? id

  async function learn(): Promise<void> {
    for (const room of (await wire.ask('room.list', {})).rooms) rooms.set(room.id, room)
    for (const one of (await wire.ask('people.search', { text: '' })).people) people.set(one.id, one)
  }
  wire.onHeard((event) => {
    if (event.event === 'message.said') keep(event as never)
  })
  function keep({ room, with: said }: { room: RoomId; with: { author: string; text: string | null; files?: FileCard[] } }): void {
    const place = rooms.get(room)
    const isLobby = place?.kind === 'lobby' || room === person.lobby
    const kind = isLobby ? 'lobby' : place === undefined || place.kind === 'direct' ? 'private' : 'group'
    shown.push({ from: said.author, text: said.text ?? '', in: kind, group: kind === 'group' ? (place?.name ?? null) : null })
    for (const card of said.files ?? []) cards.push({ from: said.author, card })
  }
  const roomOf = async (group: string): Promise<RoomId> => {
    await learn()
    const found = [...rooms].find(([, room]) => room.name === group && room.kind !== 'direct')
    if (!found) throw new Error(`${name} is in no room ${group}`)
    return found[0]
  }
  const direct = async (to: string): Promise<RoomId> => {
    const { people: found } = await wire.ask('people.search', { text: to })
    const peer = found.find((one) => one.name === to)
    if (!peer) throw new Error(`nobody is called ${to}`)
    return (await wire.ask('room.direct', { user: peer.id })).room.id
  }
  const say = async (room: RoomId, text: string): Promise<void> => void (await wire.ask('message.send', { room, text, clientId: clientId() }))
  return {
    name,
    get shown() {
      return shown.map((one) => ({ ...one, from: nameOf(one.from) }))
    },
    files,
    here,
    async look() {
      await learn()
      for (const { from, card } of cards.splice(0)) files.push({ from: nameOf(from), name: card.name, bytes: await fetchFile(server, token, card.id) })
      here.clear()
      for (const { user: id } of (await wire.ask('people.online', {})).presence) here.add(nameOf(id))
    },
    toPerson: async (to, text) => say(await direct(to), text),
    toGroup: async (group, text) => say(await roomOf(group), text),
    toLobby: (text) => say(person.lobby, text),
    fileTo: async (to, file, bytes) => {
      const room = await direct(to)
      const id = await sendFile(server, token, { room, name: file, bytes })
      await wire.ask('message.send', { room, text: '', clientId: clientId(), files: [id] })
    },
    know: async () => {},
    [Symbol.asyncDispose]: () => wire.close(),
  }
}

/** Nobody is still to come: for tests that need a whole room. */
export const settled = (seat: Seat, ...names: readonly string[]): Promise<unknown> =>
  until(`${names.join(', ')} to be here`, async () => {
    await seat.look()
    return names.every((one) => seat.here.has(one))
  })
export { comeBack }

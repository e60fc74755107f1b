// Our own clients, as the others hear them and are heard by them.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard, User } from '@hearth/protocol/shapes.ts'
import { clientId, join } from '#harness/cast.ts'
import { createSender } from '#harness/upload.ts'
import type { Heard } from '#harness/wire.ts'
import type { Driver, Entering, Seat, Shown, ShownFile } from '../driver.ts'

export const native: Driver = { name: 'native', flags: [], cannotSay: {}, cannotHear: {}, enter }

type Kept = { readonly author: string; readonly room: RoomId; readonly text: string; readonly cards: readonly FileCard[] }

async function enter({ server, name }: Entering): Promise<Seat> {
  const { wire, token, lobby } = await join(server, name)
  const sender = createSender(server.run.plainPort ?? 0, token)
  const people = new Map<string, User>()
  const rooms = new Map<RoomId, { readonly kind: string; readonly name: string }>()
  const said: Kept[] = []
  const files: ShownFile[] = []
  const here = new Set<string>()
  const nameOf = (id: string): string => people.get(id)?.name ?? id

  wire.onHeard((event: Heard) => {
    if (!isSaid(event) || event.room === undefined) return
    said.push({ author: event.with.author, room: event.room, text: event.with.text ?? '', cards: event.with.files ?? [] })
  })
  async function learn(): Promise<void> {
    for (const room of (await wire.ask('room.list', {})).rooms) rooms.set(room.id, room)
    for (const one of (await wire.ask('people.online', {})).people) people.set(one.id, one)
  }
  async function roomOf(group: string): Promise<RoomId> {
    await learn()
    const [found] = [...rooms].find(([, room]) => room.name === group && room.kind !== 'direct') ?? []
    if (found === undefined) throw new Error(`${name} is in no room ${group}`)
    return found
  }
  async function direct(to: string): Promise<RoomId> {
    const { people: found } = await wire.ask('people.search', { text: to })
    const peer = found.find((one) => one.name === to)
    if (peer === undefined) throw new Error(`nobody is called ${to}`)
    return (await wire.ask('room.direct', { user: peer.id })).room.id
  }
  const shownAs = ({ author, room, text }: Kept): Shown => {
    const place = rooms.get(room)
    const kind = room === lobby ? 'lobby' : place === undefined || place.kind === 'direct' ? 'private' : 'group'
    return { from: nameOf(author), text, in: kind, group: kind === 'group' ? (place?.name ?? null) : null }
  }
  const say = async (room: RoomId, text: string): Promise<void> =>
    void (await wire.ask('message.send', { room, text, clientId: clientId() }))
  return {
    name,
    get shown() {
      return said.map(shownAs)
    },
    files,
    here,
    async look() {
      await learn()
      for (const kept of said) {
        for (const card of kept.cards.slice(files.filter(({ from }) => from === nameOf(kept.author)).length)) {
          const response = await fetch(sender.url(card.id), { headers: { authorization: `Bearer ${token}` } })
          files.push({ from: nameOf(kept.author), name: card.name, bytes: Buffer.from(await response.arrayBuffer()) })
        }
      }
      here.clear()
      for (const { user } of (await wire.ask('people.online', {})).presence) here.add(nameOf(user))
    },
    toPerson: async (to, text) => say(await direct(to), text),
    toGroup: async (group, text) => say(await roomOf(group), text),
    toLobby: (text) => say(lobby, text),
    async fileTo(to, file, bytes) {
      const room = await direct(to)
      const id = await sender.upload({ bytes: new Blob([new Uint8Array(bytes)]), name: file, room }).done
      await wire.ask('message.send', { room, text: '', clientId: clientId(), files: [id] })
    },
    async pollIn(group, question, options) {
      await wire.ask('poll.create', { room: await roomOf(group), question, options: [...options], clientId: clientId() })
    },
    know: async () => {},
    [Symbol.asyncDispose]: () => wire.close(),
  }
}

const isSaid = (event: Heard): event is Heard<'message.said'> => event.event === 'message.said'

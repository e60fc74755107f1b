// One sequential client of the crash run: talks, loses the server, comes back with what it has heard, says again what was not answered.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { clientId } from '../harness/cast.ts'
import { aboutOf, type Delivery, type Op, type Reset } from '../harness/checker.ts'
import type { Server } from '../harness/server.ts'
import { connect, type Heard, Refused, Unanswered, type Wire } from '../harness/wire.ts'
import type { Chance } from './chance.ts'

/** What the run remembers of everybody. */
export type Notes = { readonly ops: Op[]; readonly heard: (Delivery | Reset)[] }
export type Talker = {
  readonly client: string
  /** Talks on this server until it dies, or until `enough`. */
  live(server: Server, enough: () => boolean): Promise<void>
}
type Given = {
  readonly client: string
  readonly person: string
  readonly token: string
  readonly rooms: readonly RoomId[]
  readonly chance: Chance
  readonly notes: Notes
  /** Told of every request put on the wire, and of every answer: the moments at which the server may be killed. */
  readonly moment: (what: 'sent' | 'answered' | 'resuming') => void
  /** Only listens. */
  readonly quiet?: boolean
  /** Its own, so that no two devices of a person race for one reaction. */
  readonly emojis: readonly string[]
}
type Mine = { readonly room: RoomId; readonly id: MessageId }
type Unsure = { readonly room: RoomId; readonly clientId: string; readonly text: string }

const seqOnly = (answer: object): { seq?: number } => ('seq' in answer && typeof answer.seq === 'number' ? { seq: answer.seq } : {})

export function createTalker({ client, person, token, rooms, chance, notes, moment, quiet = false, emojis }: Given): Talker {
  const since: Record<string, number> = {}
  const mine: Mine[] = []
  const seen: Mine[] = []
  let unsure: Unsure | undefined

  function hear(event: Heard): void {
    if (event.event === 'resume_too_far') {
      const { room, seq } = (event as Heard<'resume_too_far'>).with
      since[room] = seq
      notes.heard.push({ client, room, reset: seq })
    }
    if (event.room === undefined || event.seq === undefined) return
    since[event.room] = event.seq
    notes.heard.push({ client, person, room: event.room, seq: event.seq, event: event.event, about: aboutOf(event) })
    if (event.event === 'message.said') seen.push({ room: event.room, id: (event as Heard<'message.said'>).with.id })
  }

  /** Does one thing and notes how it went; `done` adds what the answer tells. */
  async function attempt<T extends object>(
    room: RoomId,
    did: Op['did'],
    doing: Promise<T>,
    done: (answer: T) => Partial<Op['did']> = seqOnly,
  ): Promise<T | undefined> {
    moment('sent')
    const note = (outcome: Op['outcome'], more: object = {}): void =>
      void notes.ops.push({ client, person, room, outcome, did: { ...did, ...more } })
    try {
      const answer = await doing
      note('ok', done(answer))
      moment('answered')
      return answer
    } catch (cause) {
      if (!(cause instanceof Refused) && !(cause instanceof Unanswered)) throw cause
      // A disk that failed may have kept it all the same.
      note(cause instanceof Refused && cause.code !== 'storage_full' ? 'fail' : 'unknown')
      if (cause instanceof Unanswered) throw cause
      return undefined
    }
  }

  async function send(wire: Wire, message: Unsure): Promise<void> {
    unsure = message
    const answer = await attempt(
      message.room,
      { op: 'send', clientId: message.clientId, text: message.text },
      wire.ask('message.send', message),
      ({ id, seq }) => ({ id, seq }),
    )
    unsure = undefined
    if (answer) mine.push({ room: message.room, id: answer.id })
  }

  async function act(wire: Wire): Promise<void> {
    const dice = chance.next()
    const [own, any, emoji] = [chance.pick(mine), chance.pick(seen.slice(-30)), chance.pick(emojis) ?? '👍']
    const room = chance.pick(rooms)
    if (dice < 0.08 && own) return edit(wire, own)
    if (dice < 0.11 && own) return void (await attempt(own.room, { op: 'delete', id: own.id }, wire.ask('message.delete', own)))
    if (dice < 0.18 && any)
      return void (await attempt(any.room, { op: 'react', id: any.id, emoji }, wire.ask('message.react', { ...any, emoji })))
    if (dice < 0.21 && any)
      return void (await attempt(any.room, { op: 'unreact', id: any.id, emoji }, wire.ask('message.unreact', { ...any, emoji })))
    if (dice < 0.26 && room) return read(wire, room)
    if (room) await send(wire, { room, clientId: clientId(), text: `${client} says ${chance.between(0, 1e9)}` })
  }

  async function edit(wire: Wire, { room, id }: Mine): Promise<void> {
    const text = `${client} means ${chance.between(0, 1e9)}`
    await attempt(room, { op: 'edit', id, text }, wire.ask('message.edit', { room, id, text }))
  }

  async function read(wire: Wire, room: RoomId): Promise<void> {
    const seq = since[room] ?? 0
    await attempt(room, { op: 'read', seq }, wire.ask('room.read', { room, seq }), () => ({}))
  }

  async function live(server: Server, enough: () => boolean): Promise<void> {
    let wire: Wire | undefined
    try {
      wire = await connect(server)
      wire.onHeard(hear)
      moment('resuming')
      await wire.ask('session.resume', {
        token,
        since: Object.fromEntries(rooms.flatMap((room) => (since[room] === undefined ? [] : [[room, since[room]]]))),
      })
      while (unsure && !enough()) await send(wire, unsure)
      while (!enough() && !quiet) await act(wire)
      if (quiet) await wire.closed
    } catch (cause) {
      // Whoever comes at the very moment at which the disk goes is told so, while the server is still there.
      const isOver = enough() && cause instanceof Refused && cause.code === 'storage_full'
      if (!(cause instanceof Unanswered) && !isLoss(cause) && !isOver) throw cause
    } finally {
      await wire?.close()
    }
  }

  return { client, live }
}

/** The connection was refused or went before the greeting. */
const isLoss = (cause: unknown): boolean => cause instanceof Error && /connection closed|ECONNREFUSED|ECONNRESET/.test(cause.message)

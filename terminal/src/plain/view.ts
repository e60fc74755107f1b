// Prints what changed since it last looked: messages of the room one is in, unread elsewhere, the connection.
import type { Client, State } from '@hearth/client/client.ts'
import { levelOf } from '@hearth/client/own.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { Timeline } from '@hearth/client/timeline.ts'
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { clean, cleanLine } from '../clean.ts'
import { ringing } from '../commands/calls.ts'
import { createDue } from '../commands/due.ts'
import { clock, sizeInWords } from '../screen/message.ts'
import { titleOf } from '../screen/model.ts'
import { reliefLine, troubleLine } from '../trouble.ts'
import type { Lines } from './lines.ts'

/** So many of those printed are looked at for changes. */
const MOST_PRINTED = 2000

export type View = { readonly room: RoomId | undefined; enter(room: RoomId): Promise<void>; older(): Promise<void>; look(): void }

export function createView(client: Client, screen: Lines): View {
  let room: RoomId | undefined
  /** What was printed of the room: seq → words, so that a change of them is seen. */
  let printed = new Map<number, string | null>()
  let newest = 0
  const threads = createThreads(client, screen)
  /** What was looked at last: the same list holds nothing new. */
  let seen: readonly Message[] | undefined
  let unread = new Map<RoomId, number>()
  let connection: State['connection']['is'] = 'connecting'
  let epoch: string | undefined
  let trouble: State['trouble'] = null
  let rung: ReadonlySet<string> = new Set()
  const failed = new Set<string>()
  const due = createDue()

  function forget(): void {
    printed = new Map()
    newest = 0
    seen = undefined
    threads.forget()
  }
  const nameOf = (message: Message): string | undefined => {
    const person = client.person(message.author)
    return person && cleanLine(person.displayName)
  }

  function messages(): void {
    const timeline = room === undefined ? undefined : client.state.timelines.get(room)
    const { messages: all, calls = [] } = timeline ?? {}
    if (all === seen) return
    seen = all
    // Further up nothing is printed any more, and no change of it is told.
    const shown = all?.slice(-MOST_PRINTED) ?? []
    for (const call of calls) threads.beside(call)
    for (const message of shown) {
      threads.under(message, newest)
      if (!standsInRoom(message)) continue
      const before = printed.get(message.seq)
      if (before === message.text || (before === undefined && message.seq < newest)) continue
      // Without a connection a name that is not kept does not come, and what was said is worth more than who said it.
      const name = nameOf(message) ?? (client.state.connection.is === 'open' ? undefined : '…')
      // The name is on its way; it is printed with the next look, in order.
      if (name === undefined) {
        seen = undefined
        return
      }
      screen.print(lineOf(message, name, before !== undefined))
      printed.set(message.seq, message.text)
      newest = Math.max(newest, message.seq)
    }
    threads.looked(timeline)
    for (const seq of printed.keys()) {
      if (printed.size <= MOST_PRINTED) break
      printed.delete(seq)
    }
    const last = shown.at(-1)
    if (room !== undefined && last) client.read(room, last.seq)
  }

  function elsewhere({ rooms }: State): void {
    for (const one of rooms.values()) {
      if (one.id === room || (one.mentions === 0 && levelOf(client.state, one) === 'none') || one.unread <= (unread.get(one.id) ?? 0))
        continue
      screen.print(`* ${one.unread} unread in ${titleOf(one)}${one.mentions > 0 ? ', you are mentioned' : ''}`)
    }
    unread = new Map([...rooms.values()].map((one) => [one.id, one.unread]))
  }

  function way(state: State): void {
    const { is } = state.connection
    if (is === connection || is === 'connecting') return
    if (state.connection.is === 'waiting' && connection !== 'waiting')
      screen.print(`* no connection (${cleanLine(state.connection.why)}); trying again`)
    if (state.connection.is === 'refused') screen.print(`* ${cleanLine(state.connection.failure.says)}`)
    if (is === 'open' && connection === 'waiting') screen.print('* connected again')
    connection = is
  }

  function unsent({ outbox }: State): void {
    for (const { clientId, state, text, failure } of outbox) {
      if (state !== 'failed' || failed.has(clientId)) continue
      failed.add(clientId)
      screen.print(`* not sent: ${clean(text)} (${cleanLine(failure?.says ?? '')})`)
    }
  }

  /** A server that was put back from a backup counts anew, and what was printed stands on the paper only. */
  function life({ hello }: State): void {
    if (hello === null || hello.epoch === epoch) return
    if (epoch !== undefined) screen.print('* this server was put back from a backup: what was said after that backup is gone')
    if (epoch !== undefined) forget()
    epoch = hello.epoch
  }

  function upkeep(state: State): void {
    if (state.trouble !== null && state.trouble.says !== trouble?.says) screen.print(`* ${troubleLine(state.trouble)}`)
    if (state.trouble === null && trouble !== null) screen.print(`* ${reliefLine(trouble)}`)
    trouble = state.trouble
  }

  function rings(state: State): void {
    const calls = ringing(state)
    for (const { id, by, room: where } of calls) {
      const there = state.rooms.get(where)
      const who = by === null ? 'somebody' : cleanLine(client.person(by)?.displayName ?? 'somebody')
      if (!rung.has(id))
        screen.print(`* ${who} calls${there && there.kind !== 'direct' ? ` in ${titleOf(there)}` : ''}: /answer or /hangup`)
    }
    for (const id of rung) if (!calls.some((call) => call.id === id)) screen.print('* it rings no more')
    rung = new Set(calls.map(({ id }) => id))
  }

  function look(): void {
    life(client.state)
    way(client.state)
    if (!client.state.me) return
    upkeep(client.state)
    unsent(client.state)
    for (const words of due(client.state)) screen.print(`* ${words}`)
    messages()
    elsewhere(client.state)
    rings(client.state)
  }

  return {
    get room() {
      return room
    },
    async enter(to) {
      const there = client.state.rooms.get(to)
      if (!there) return
      room = to
      forget()
      screen.prompt(`[${titleOf(there)}] `)
      screen.print(`* ${titleOf(there)}${there.topic === '' ? '' : `: ${cleanLine(there.topic)}`}`)
      // Nothing here is scrolled towards what is newer: a second page comes with the first.
      await Promise.all([client.open(to).then(() => client.newer(to)), client.members(to)])
      look()
    },
    async older() {
      if (room === undefined) return screen.print('* you are in no room; /join one')
      const before = client.state.timelines.get(room)?.messages[0]?.seq ?? 0
      await client.older(room)
      const found = (client.state.timelines.get(room)?.messages ?? []).filter((one) => one.seq < before && standsInRoom(one))
      for (const message of found) screen.print(lineOf(message, nameOf(message) ?? '…', false))
      if (found.length > 0) return
      const isEnd = client.state.timelines.get(room)?.hasOlder !== true
      screen.print(isEnd ? '* nothing older was said here' : '* what is older comes with the server, which is away just now')
    },
    look,
  }
}

/** Replies stand in their thread; that there are more is told where it began. */
function createThreads(client: Client, screen: Lines) {
  /** Seq of the first message, or of the call → replies that were told. */
  let told = new Map<number, number>()
  /** How far up one has looked: what /history brings from further up is old, and its replies are. */
  let from = Number.POSITIVE_INFINITY

  function haveGrown(seq: number, now: Replies | undefined): now is Replies {
    const before = told.get(seq)
    if (now !== undefined) told.set(seq, now.count)
    return now !== undefined && now.count > (before ?? 0) && (before !== undefined || seq >= from)
  }
  const nameOf = (user: UserId) => cleanLine(client.person(user)?.displayName ?? '…')

  return {
    /** @param newest the newest message that was printed */
    under({ seq, text, author, replies }: Message, newest: number): void {
      // Of a new one they are said in its own line.
      if (!haveGrown(seq, replies) || seq > newest) return
      const words = cleanLine(text ?? '(deleted)')
      screen.print(`* ${repliesInWords(replies.count)} in the thread of ${nameOf(author)}: ${words} (/thread reads it)`)
    },
    beside({ seq, by, replies }: PastCall): void {
      if (!haveGrown(seq, replies)) return
      screen.print(`* ${repliesInWords(replies.count)} in the thread of the call of ${nameOf(by)} (/beside reads it)`)
    },
    looked(timeline: Timeline | undefined): void {
      from = timeline?.hasOlder === false ? 0 : (timeline?.messages[0]?.seq ?? Number.POSITIVE_INFINITY)
    },
    forget(): void {
      told = new Map()
      from = Number.POSITIVE_INFINITY
    },
  }
}

const repliesInWords = (count: number): string => (count === 1 ? '1 reply' : `${count} replies`)

/** One sentence: time, name, words, files, what was put on it. */
export function lineOf(
  { at, text, files = [], reactions, thread, forwarded, pinned, poll, replies }: Message,
  name: string,
  isChange: boolean,
): string {
  const words = text === null ? '(deleted)' : clean(text)
  const cards = files.map((file) => `[${cleanLine(file.name)}, ${sizeInWords(file.size)}]`)
  const choices = (poll?.counts ?? []).map((count, at) => `(choice ${at + 1}: ${count}${poll?.mine?.includes(at) ? ', yours' : ''})`)
  const marks = pinned ? ['(pinned)'] : []
  const answers = replies === undefined ? [] : [`(${repliesInWords(replies.count)} in its thread)`]
  const lead = [...(thread === undefined ? [] : ['(in a thread)']), ...(forwarded === undefined ? [] : ['(forwarded)'])]
  const likes = reactions.map(({ emoji, users }) => `(${cleanLine(emoji)} ${users.length})`)
  return `${clock(at)} ${name}${isChange ? ' (changed)' : ''}: ${[...lead, words, ...cards, ...choices, ...marks, ...likes, ...answers].filter(Boolean).join(' ')}`
}

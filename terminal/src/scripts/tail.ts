// hearth tail: what is said in a room, line by line, for as long as it runs; a server that is away is waited for.
import { type Client, createClient } from '@hearth/client/client.ts'
import { ChatError, errors } from '@hearth/protocol/errors.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import type { ExitCode } from '../app/start.ts'
import { cleanJson, cleanLine } from '../clean.ts'
import { keptInMemory, platform } from '../connect/platform.ts'
import { lineOf } from '../plain/view.ts'
import { nameOf } from '../screen/model.ts'
import { ErrandFailed, roomIn } from './errand.ts'
import type { Pass } from './pass.ts'

export type TailOptions = {
  readonly room: string
  readonly asJson: boolean
  /** Messages of before, at most a page. */
  readonly last: number
  /** Ends after what is there. */
  readonly isOnce: boolean
}

const PAGE = 50
const AGAIN_MS = 500

/** Resolves when it is told to stop, or its reader is gone. Rejects with ErrandFailed. */
export async function tail(pass: Pass, options: TailOptions, print: (line: string) => void, stopped: Promise<unknown>): Promise<ExitCode> {
  const client = createClient(platform(pass, keptInMemory({ token: pass.token })))
  try {
    return await Promise.race([follow(client, options, print), stopped.then((): ExitCode => 0)])
  } finally {
    client.close()
  }
}

/** The same with a client that is there already. */
export async function follow(client: Client, options: TailOptions, print: (line: string) => void): Promise<ExitCode> {
  await signedIn(client)
  const room = roomIn([...client.state.rooms.values()], options.room)
  const seen = createSeen(client, room, options.asJson, print)
  try {
    const { messages } = await patient(client, () => client.ask('room.history', { room: room.id, limit: PAGE }))
    await seen.begin(options.last === 0 ? [] : messages.slice(-options.last), messages.at(-1)?.seq ?? 0)
  } catch (error) {
    throw failureOf(error)
  }
  if (options.isOnce) return 0
  await client.jump(room.id, 'latest')
  return new Promise((_resolve, reject) => {
    seen.failed((error) => reject(failureOf(error)))
    const look = () => {
      if (!client.state.me && client.state.connection.is === 'open')
        return reject(new ErrandFailed('This sign-in has ended, or its token.', 4))
      if (client.state.connection.is === 'refused') return reject(new ErrandFailed(cleanLine(client.state.connection.failure.says), 4))
      if (client.state.me && !client.state.rooms.has(room.id)) return reject(new ErrandFailed('You are no longer in this room.', 1))
      seen.look()
    }
    client.subscribe(look)
    look()
  })
}

/** Waits for the server, for as long as it takes. */
function signedIn(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { me, connection } = client.state
      if (me && connection.is === 'open') resolve()
      else if (connection.is === 'open') reject(new ErrandFailed('This token is not (or no longer) good for reading.', 4))
      else if (connection.is === 'refused') reject(new ErrandFailed(cleanLine(connection.failure.says), 4))
    }
    client.subscribe(look)
    look()
  })
}

async function patient<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ChatError) || !errors[error.code].retry) throw error
      await new Promise((resolve) => setTimeout(resolve, error.more.retryAfterMs ?? AGAIN_MS))
      await signedIn(client)
    }
  }
}

/** What the server refuses for good ends it, in its words; our own mistakes pass. */
const failureOf = (error: unknown): unknown => (error instanceof ChatError ? new ErrandFailed(error.message, 1) : error)

/** Prints each message once, in order, and changes of those printed; a hole is filled from the history first. */
function createSeen(client: Client, room: Room, asJson: boolean, print: (line: string) => void) {
  const printed = new Map<number, string | null>()
  let newest = 0
  let isFilling = false
  let failed: (error: unknown) => void = () => undefined

  async function say(messages: readonly Message[]): Promise<void> {
    const unknown = [...new Set(messages.map(({ author }) => author))].filter((id) => !client.state.people.has(id))
    if (unknown.length > 0) await patient(client, () => client.ask('people.get', { users: unknown.slice(0, 200) }))
    for (const message of messages) {
      const before = printed.get(message.seq)
      if (before === message.text) continue
      print(
        asJson
          ? jsonOf(client, room, message, before !== undefined)
          : lineOf(message, nameOf(client.state.people.get(message.author)), before !== undefined),
      )
      printed.set(message.seq, message.text)
      newest = Math.max(newest, message.seq)
    }
    for (const seq of printed.keys()) if (printed.size > 600) printed.delete(seq)
  }

  async function fill(): Promise<void> {
    for (;;) {
      const { messages } = await patient(client, () => client.ask('room.history', { room: room.id, after: newest, limit: PAGE }))
      await say(messages)
      if (messages.length < PAGE) return
    }
  }

  return {
    failed: (hear: (error: unknown) => void) => void (failed = hear),
    async begin(messages: readonly Message[], from: number): Promise<void> {
      await say(messages)
      newest = Math.max(newest, from)
    },
    look(): void {
      const timeline = client.state.timelines.get(room.id)
      if (!timeline || isFilling) return
      const first = timeline.messages[0]?.seq ?? 0
      const fresh = timeline.messages.filter(({ seq, text }) => seq > newest || (printed.has(seq) && printed.get(seq) !== text))
      if (fresh.length === 0) return
      isFilling = true
      // Where the window begins behind what was printed, something in between was missed.
      const job = timeline.hasOlder && first > newest ? fill() : say(fresh)
      job.then(
        () => {
          isFilling = false
          this.look()
        },
        // Asked again at once it would fail again at once.
        (error: unknown) => failed(error),
      )
    },
  }
}

function jsonOf(client: Client, room: Room, message: Message, isChange: boolean): string {
  const author = client.state.people.get(message.author)
  return cleanJson({
    event: message.text === null ? 'deleted' : isChange ? 'edited' : 'said',
    room: { id: room.id, name: cleanLine(room.name) },
    id: message.id,
    seq: message.seq,
    at: message.at,
    author: { id: message.author, name: author?.name ?? null, displayName: author?.displayName ?? null },
    text: message.text,
    replyTo: message.replyTo,
    thread: message.thread ?? null,
    forwarded: message.forwarded ?? null,
    poll: message.poll ?? null,
    mentions: message.mentions,
    files: message.files ?? [],
  })
}

// hearth chat --plain: lines in, lines out, for a pipe, a screen reader, or a terminal that can do no more.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { ChatOptions, ExitCode } from '../app/start.ts'
import { cleanLine } from '../clean.ts'
import { ringing } from '../commands/calls.ts'
import type { Desk } from '../commands/desk.ts'
import { save } from '../commands/files.ts'
import { commands, type Meant, meaning, obey } from '../commands/table.ts'
import { wordsOf } from '../commands/words.ts'
import { type House, openHouse } from '../connect/house.ts'
import { settingsFile, stateFolder } from '../connect/places.ts'
import { readSettings, saveSettings } from '../connect/settings.ts'
import { createTrust } from '../connect/trust.ts'
import { isDecided, until } from '../connect/waiting.ts'
import { candidates } from '../edit/complete.ts'
import { receiveFiles } from '../files/receiving.ts'
import { titleOf } from '../screen/model.ts'
import { tellOfFiles } from './carrying.ts'
import { comeIn } from './door.ts'
import { createLines, type Lines } from './lines.ts'
import { opened } from './outside.ts'
import { createView, type View } from './view.ts'
import { wayInPlain } from './way.ts'

/** At the end of piped input what was said is still sent. */
const LAST_WORDS_MS = 10_000
const DECIDED_MS = 15_000
const RING_AGAIN_MS = 3000

export async function startPlain(options: ChatOptions, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<ExitCode> {
  const lines = createLines(input, output)
  const way = await wayInPlain(options, stateFolder(options.env), lines)
  if ('says' in way) {
    lines.print(`* ${way.says}`)
    lines.close()
    return way.code
  }
  const house = openHouse(way, way.folder, options.token)
  const talking = createTalking(house, lines, options.env)
  const stops = [
    house.client.subscribe(talking.view.look),
    house.notes.heard((text) => lines.print(`* ${text}`)),
    tellOfFiles(house.outgoing, house.incoming, lines.print),
    every(RING_AGAIN_MS, () => {
      if (ringing(house.client.state).length > 0 && talking.desk.settings.notify !== 'off') lines.bell()
    }),
    receiveFiles({
      client: house.client,
      settings: () => talking.desk.settings,
      save: (file) => save(talking.desk, file),
      failed: (error) => lines.print(`* ${error instanceof Error ? error.message : String(error)}`),
    }),
  ]
  lines.completes((text) => {
    const { from, all } = candidates({ text, at: text.length }, wordsOf(house.client, talking.view.room))
    return [all, text.slice(from)]
  })
  try {
    return await chat(house, lines, talking, options.token !== undefined)
  } finally {
    for (const stop of stops) stop()
    house.close()
    lines.close()
  }
}

type Talking = {
  readonly desk: Desk
  readonly view: View
  readonly ended: { how: 'quit' | 'door' | undefined }
  /** What takes long goes on beside the lines. */
  readonly pending: Set<Promise<void>>
  readonly env: NodeJS.ProcessEnv
}

async function chat({ client, outgoing, server }: House, lines: Lines, talking: Talking, hasToken: boolean): Promise<ExitCode> {
  if (!(await until(client, () => isDecided(client), DECIDED_MS))) lines.print('* the server does not answer yet')
  createTrust(stateFolder(talking.env)).named(server, cleanLine(client.state.hello?.name ?? ''))
  for (;;) {
    if (hasToken && !client.state.me) {
      lines.print('* this token is not (or no longer) good for that')
      return 4
    }
    if (!(await comeIn(client, lines))) return 0
    const lobby = [...client.state.rooms.values()].find((room) => room.kind === 'lobby')
    lines.print(`* welcome, ${cleanLine(client.state.me?.displayName ?? '')}; /help says what can be typed`)
    if (lobby) await talking.view.enter(lobby.id)
    if ((await talk(client, lines, talking)) === 'quit') break
  }
  // What comes through a pipe is done to its end; who sits at a terminal and leaves, leaves.
  if (!lines.isTyped) await Promise.all(talking.pending)
  const isSaid = () => client.state.outbox.every((unsent) => unsent.state === 'failed') && outgoing.list.every(({ isPosted }) => !isPosted)
  await untilNothingMoves(client, isSaid, outgoing)
  return client.state.outbox.length === 0 ? 0 : 1
}

/** As long as something still goes up, it is waited for. */
async function untilNothingMoves(client: House['client'], isSaid: () => boolean, outgoing: House['outgoing']): Promise<void> {
  const sent = () => outgoing.list.flatMap(({ pieces }) => pieces).reduce((sum, { progress }) => sum + progress.sent, 0)
  for (let before = -1; !isSaid() && sent() !== before; ) {
    before = sent()
    await until(client, isSaid, LAST_WORDS_MS)
  }
}

async function talk(client: House['client'], lines: Lines, talking: Talking): Promise<'quit' | 'door'> {
  const { view, ended } = talking
  ended.how = undefined
  const gone = signedOut(client)
  lines.atOnce((line) => {
    const meant = meaning(line)
    const isUrgent = meant.is === 'command' && URGENT.has(meant.name)
    if (isUrgent) void obeyed(talking, lines, meant)
    return isUrgent
  })
  try {
    while (client.state.me) {
      const line = await Promise.race([lines.line(), gone.then(() => '')])
      if (line === undefined) return 'quit'
      const meant = meaning(line)
      if (meant.is === 'words' && client.state.me) say(client, lines, view, meant.text)
      if (meant.is === 'command') await inTurn(talking, lines, meant)
      if (ended.how !== undefined) return ended.how
    }
  } finally {
    lines.atOnce(() => false)
    lines.forget()
  }
  lines.print('* you are signed out')
  return 'door'
}

/** Typed while something else is under way, these wait for nothing. */
const URGENT: ReadonlySet<string> = new Set(['cancel', 'hangup'])
type Command = Extract<Meant, { is: 'command' }>

/** One after the other, as they were typed; but nobody waits for what takes long. */
async function inTurn(talking: Talking, lines: Lines, meant: Command): Promise<void> {
  const job = obeyed(talking, lines, meant)
  if (commands[meant.name]?.isLong !== true) return job
  const { pending } = talking
  pending.add(job)
  void job.finally(() => pending.delete(job))
}

/** Whatever goes wrong is a line, never the end of the program. */
async function obeyed({ desk }: Talking, lines: Lines, { name, words }: Command): Promise<void> {
  try {
    await obey(desk, name, words)
  } catch (error) {
    lines.print(`* ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`)
  }
}

function signedOut(client: House['client']): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      if (client.state.me) return
      stop()
      resolve()
    })
  })
}

function say(client: House['client'], lines: Lines, { room }: View, text: string): void {
  if (room === undefined || !client.state.rooms.has(room)) return lines.print('* you are in no room; /join one')
  client.send(room, text)
}

function createTalking(house: House, lines: Lines, env: NodeJS.ProcessEnv): Talking {
  const { client, outgoing, incoming, server } = house
  const view = createView(client, lines)
  const file = settingsFile(env)
  let settings = readSettings(file, env)
  const visited: RoomId[] = []
  const ended: Talking['ended'] = { how: undefined }
  const pending: Talking['pending'] = new Set()
  const enter = async (room: RoomId) => {
    if (view.room !== undefined && view.room !== room) visited.push(view.room)
    await view.enter(room)
  }
  const desk: Desk = {
    ...{ client, outgoing, incoming, server, enter },
    get settings() {
      return settings
    },
    get room() {
      return view.room
    },
    marked: undefined,
    change: (to) => saveSettings(file, (settings = to)),
    async back() {
      const before = visited.pop()
      if (before === undefined) return lines.print('* you were in no other room yet')
      await view.enter(before)
    },
    tell: (text) => lines.print(`* ${text}`),
    choose(title, choices, empty) {
      lines.print(`* ${title}`)
      for (const { label, detail = '' } of choices) lines.print(`  ${label}  ${detail}`.trimEnd())
      if (choices.length === 0) lines.print(`  ${empty}`)
    },
    goTo: enter,
    older: view.older,
    show(title, all) {
      lines.print(`* ${title}`)
      for (const line of all) lines.print(`  ${line}`)
    },
    take(is, message, text) {
      const room = client.state.rooms.get(view.room ?? (message.id as never))
      lines.print(
        `* say it in one line: /${is} TEXT${text === '' ? '' : ` (now: ${cleanLine(text)})`}${room ? ` in ${titleOf(room)}` : ''}`,
      )
    },
    open: (address) => opened(address, settings.open, env),
    leave: (how) => void (ended.how = how),
  }
  return { desk, view, ended, pending, env }
}

function every(ms: number, job: () => void): () => void {
  const timer = setInterval(job, ms)
  return () => clearInterval(timer)
}

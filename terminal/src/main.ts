// A plain chat client for a terminal, a pipe or a screen reader: lines in, lines out.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Client, createClient } from '@hearth/client/client.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { commands, type Desk } from './commands.ts'
import { comeIn } from './door.ts'
import { platform } from './platform.ts'
import { createScreen } from './screen.ts'
import { createView } from './view.ts'

const USAGE = 'usage: node terminal/src/main.ts --server https://ADDRESS:8443 [--ca FILE] [--kept FILE]'
/** At the end of piped input what was said is still sent. */
const LAST_WORDS_MS = 5000

async function main(): Promise<void> {
  const options = readOptions()
  if (!options) {
    console.error(USAGE)
    process.exitCode = 2
    return
  }
  const screen = createScreen(process.stdin, process.stdout)
  const client = createClient(platform(options.server, options.ca, options.kept))
  const desk: Desk = { client, screen, view: createView(client, screen) }
  client.subscribe(desk.view.look)
  await chat(desk)
  client.close()
  screen.close()
}

async function chat(desk: Desk): Promise<void> {
  const { client: mine, screen: page, view } = desk
  if (!(await until(mine, () => isDecided(mine), 15_000))) page.print('* the server does not answer yet')
  for (;;) {
    if (!(await comeIn(mine, page))) return
    const lobby = [...mine.state.rooms.values()].find((room) => room.kind === 'lobby')
    page.print(`* welcome, ${mine.state.me?.displayName ?? ''}; /help says what can be typed`)
    if (lobby) await view.enter(lobby.id)
    if ((await talk(desk)) === 'quit') return
  }
}

async function talk(all: Desk): Promise<'quit' | 'signed out'> {
  while (all.client.state.me) {
    const line = await all.screen.line()
    if (line === undefined || line.trim() === '/quit') {
      await until(all.client, () => all.client.state.outbox.every((unsent) => unsent.state === 'failed'), LAST_WORDS_MS)
      return 'quit'
    }
    await obey(all, line)
  }
  all.screen.print('* you are signed out')
  return 'signed out'
}

async function obey(all: Desk, line: string): Promise<void> {
  const [, name, words = ''] = /^\/([a-z]+)(?:\s+(.*))?$/su.exec(line) ?? []
  if (name === undefined) return say(all, line.startsWith('//') ? line.slice(1) : line)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return all.screen.print(`* there is no /${name}; /help says what there is`)
  try {
    await command.run(all, words.trim())
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    all.screen.print(`* ${error.message}`)
  }
}

function say({ client: mine, screen: page, view }: Desk, text: string): void {
  if (text.trim() === '') return
  if (view.room === undefined || !mine.state.rooms.has(view.room)) return page.print('* you are in no room; /join one')
  mine.send(view.room, text)
}

/** Is it known whether somebody is signed in? */
const isDecided = ({ state: { connection, me } }: Client): boolean => me !== null || connection.is === 'open' || connection.is === 'refused'

/** Waits until it is so, or for so long; says whether it is. */
function until(mine: Client, isSo: () => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop()
      resolve(isSo())
    }
    const timer = setTimeout(done, ms)
    const stop = mine.subscribe(() => isSo() && done())
    if (isSo()) done()
  })
}

function readOptions(): { server: URL; ca: string | undefined; kept: string } | undefined {
  try {
    const { values } = parseArgs({ options: { server: { type: 'string' }, ca: { type: 'string' }, kept: { type: 'string' } } })
    if (values.server === undefined) return undefined
    const state = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state')
    const server = new URL(values.server)
    const kept = values.kept ?? join(state, 'hearth', `terminal-${server.host.replaceAll(/[^a-z0-9.-]/gi, '-')}.json`)
    return { server, ca: values.ca === undefined ? undefined : readFileSync(values.ca, 'utf8'), kept }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

await main()

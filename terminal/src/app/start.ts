// hearth chat, in a full screen: from no server at all to the last word.
import { tellBearing } from '@hearth/client/standing.ts'
import { cleanLine } from '../clean.ts'
import { ringing } from '../commands/calls.ts'
import { wait } from '../connect/clock.ts'
import { browse } from '../connect/find.ts'
import { type House, openHouse } from '../connect/house.ts'
import { settingsFile, stateFolder } from '../connect/places.ts'
import { readSettings, type Settings, saveSettings, turnsWords } from '../connect/settings.ts'
import { changedInWords, createTrust, folderOf, type Known, look, type Trust, vouchedBy } from '../connect/trust.ts'
import { isDecided, until } from '../connect/waiting.ts'
import { opened } from '../plain/outside.ts'
import { themes } from '../screen/theme.ts'
import { createPictures } from '../surface/pictures.ts'
import { createSurface, type Surface } from '../surface/surface.ts'
import { row } from '../text/spans.ts'
import { createApp } from './app.ts'
import { createCollector } from './collect.ts'
import { hear } from './keys.ts'
import { askTrust, chooseServer, comeIn, type Stage } from './scenes.ts'

export type ChatOptions = {
  readonly server: URL | undefined
  readonly ca: string | undefined
  readonly token: string | undefined
  /** A fingerprint the person read themselves: taken although another one was known. */
  readonly trust: string | undefined
  readonly env: NodeJS.ProcessEnv
}
/** 0 done · 1 refused · 3 no way to the server */
export type ExitCode = 0 | 1 | 2 | 3 | 4

const DECIDED_MS = 4000
const LAST_WORDS_MS = 3000
/** Nobody types just now. */
const QUIET_MS = 700

export async function startScreen(options: ChatOptions, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<ExitCode> {
  const { env } = options
  const file = settingsFile(env)
  let settings = readSettings(file, env)
  const surface = createSurface(input, output, env['NO_COLOR'] ? 'plain' : 'sixteen')
  const stage: Stage = { surface, theme: themes[settings.theme], turns: turnsWords(settings, env), isTalking: false }
  // Who is not talking yet loses nothing.
  surface.lost(() => stage.isTalking || process.exit(1))
  surface.turns(stage.turns)
  surface.mouse(settings.mouse)
  let last = ''
  try {
    const way = await wayTo(stage, options)
    if (typeof way !== 'object') {
      last = way ?? ''
      return way === undefined ? 0 : 3
    }
    const house = openHouse({ server: way.server, ca: way.ca }, way.folder, options.token)
    try {
      await enterAndTalk(stage, house, {
        env,
        settings: () => settings,
        change: (to) => saveSettings(file, (settings = to)),
      })
    } finally {
      house.close()
    }
    return 0
  } catch (error) {
    last = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return 1
  } finally {
    surface.close()
    if (last !== '') process.stderr.write(`${last}\n`)
  }
}

type Settled = { readonly server: URL; readonly ca: string | undefined; readonly folder: string }

/** The server, and what vouches for it; words where it must not be entered; undefined where none was wanted. */
async function wayTo(stage: Stage, options: ChatOptions): Promise<Settled | string | undefined> {
  const state = stateFolder(options.env)
  const trust = createTrust(state)
  const server = options.server ?? (await chooseServer(stage, trust, browse))
  if (!server) return undefined
  stage.surface.draw({ rows: [row(` Looking at ${server.host}…`, stage.theme.faint)], cursor: undefined })
  if (options.ca !== undefined) return { server, ca: options.ca, folder: folderOf(state, vouchedBy(server, options.ca)) }
  return settle(stage, server, trust, state, options.trust)
}

async function settle(
  stage: Stage,
  server: URL,
  trust: Trust,
  state: string,
  wanted: string | undefined,
): Promise<Settled | string | undefined> {
  const shown = await look(server)
  const verdict = trust.judge(server, shown)
  const isWanted = shown.is === 'own' && wanted !== undefined && sameFingerprint(shown.fingerprint, wanted)
  if (verdict.is === 'away') return `${server.host} cannot be reached: ${verdict.why}.`
  if (verdict.is === 'changed' && !isWanted) return changedInWords(server, verdict.before, verdict.now)
  if (verdict.is === 'new' && wanted !== undefined && !isWanted)
    return `${server.host} shows ${verdict.fingerprint}, not what --trust says. Nothing was sent to it.`
  if (verdict.is === 'new' && !isWanted && !(await askTrust(stage, server, verdict))) return undefined
  const known: Known =
    shown.is === 'away' ? (verdict.is === 'known' ? verdict.known : bare(server)) : trust.remember(server, '', shown, Date.now())
  return { server, ca: known.ca ?? undefined, folder: folderOf(state, known) }
}

const sameFingerprint = (a: string, b: string): boolean => a.replaceAll(':', '').toLowerCase() === b.replaceAll(':', '').toLowerCase()
const bare = (server: URL): Known => ({ origin: server.origin, name: '', fingerprint: null, ca: null, at: 0 })

type Around = { readonly env: NodeJS.ProcessEnv; settings(): Settings; change(settings: Settings): void }

async function enterAndTalk(stage: Stage, house: House, around: Around): Promise<void> {
  const { client } = house
  await until(client, () => isDecided(client), DECIDED_MS)
  createTrust(stateFolder(around.env)).named(house.server, cleanLine(client.state.hello?.name ?? ''))
  for (;;) {
    if (!(await comeIn(stage, client))) return
    stage.isTalking = true
    const how = await talk(stage.surface, house, around)
    if (how === 'quit') break
    stage.isTalking = false
  }
  // What was said last still goes out; what does not, the next start sends.
  await until(
    client,
    () => client.state.outbox.every(({ state }) => state === 'failed'),
    client.state.connection.is === 'open' ? LAST_WORDS_MS : 0,
  )
}

async function talk(surface: Surface, house: House, around: Around): Promise<'quit' | 'door'> {
  const { client } = house
  const pictures = createPictures(house, around.settings, around.env, (bytes) => surface.say(bytes))
  const ending = Promise.withResolvers<'quit' | 'door'>()
  const app = createApp(
    {
      ...{ surface, client, outgoing: house.outgoing, incoming: house.incoming, server: house.server, env: around.env, now: Date.now },
      ...{ settings: around.settings, change: around.change, picture: pictures.rows },
      open: (place) => opened(place, around.settings().open, around.env),
      past: house.past.read(),
    },
    ending.resolve,
  )
  const stops = [
    surface.hears((heard) => {
      touchedAt = typedAt = Date.now()
      bearing.look()
      hear(app, heard)
      drawOnce()
    }),
    surface.resized(app.draw),
    surface.drained(app.draw),
    surface.lost(() => ending.resolve('quit')),
    house.notes.heard((text) => app.tell(text, true)),
    client.subscribe(() => !client.state.me && client.state.connection.is === 'open' && ending.resolve('door')),
    every(1000, () => {
      if (client.state.connection.is === 'waiting' || ringing(client.state).length > 0) app.changed()
      if (Date.now() - typedAt > QUIET_MS) collect()
      bearing.look()
    }),
    () => bearing.close(),
  ]
  let touchedAt = Date.now()
  const bearing = tellBearing({ state: () => client.state, ask: client.ask, wait, now: Date.now, touchedAt: () => touchedAt })
  const collect = createCollector()
  let typedAt = 0
  let isDrawing = false
  // Everything that was typed at once is drawn once.
  const drawOnce = () => {
    if (isDrawing) return
    isDrawing = true
    queueMicrotask(() => {
      isDrawing = false
      app.draw()
    })
  }
  const lobby = [...client.state.rooms.values()].find(({ kind }) => kind === 'lobby')
  if (lobby) await Promise.race([app.enter(lobby.id), ending.promise])
  app.draw()
  const how = await ending.promise
  for (const stop of stops) stop()
  app.close()
  house.past.write(app.past.all)
  return how
}

function every(ms: number, job: () => void): () => void {
  const timer = setInterval(job, ms)
  return () => clearInterval(timer)
}

// Opens everything in order; everything closes in reverse. Only wiring: each piece keeps its own promises.
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import type { Logger } from 'pino'
import { backUpAside } from '#backup/child.ts'
import { createSchedule, type Schedule } from '#backup/schedule.ts'
import { openCalls } from '#calls/open.ts'
import { noFigures } from '#core/admin.ts'
import { createArchiver } from '#core/archiving.ts'
import * as backups from '#core/backups.ts'
import { createChance } from '#core/chance.ts'
import { type Chat, createChat } from '#core/chat.ts'
import { createEndings } from '#core/endings.ts'
import { checkExport, checkHouseExport } from '#core/exports.ts'
import { createRechecks } from '#core/factors/rechecking.ts'
import { createHealth, watchDisplaced } from '#core/health.ts'
import { createIndexer } from '#core/indexing.ts'
import { createScheduler } from '#core/later.ts'
import { type Keeper, noKeeper } from '#core/machine/keeper.ts'
import * as running from '#core/machine/running.ts'
import { createOperator } from '#core/operator.ts'
import type { Member, Telling } from '#core/outcome.ts'
import { createSealingAside } from '#core/sealing-aside.ts'
import type { Scope } from '#export/source.ts'
import { type Files, openFiles } from '#files/files.ts'
import { createDoor } from '#gateways/door.ts'
import type { ExportAsked } from '#gateways/export.ts'
import { createFigures } from '#gateways/figures.ts'
import { createHttp } from '#gateways/http.ts'
import { type ListenGiven, type Listening, openLoopback, openPort } from '#gateways/listen.ts'
import { createHearing } from '#gateways/native/hear.ts'
import { GatewayError, letIn } from '#gateways/older.ts'
import { createPressure, type Pressure } from '#gateways/pressure.ts'
import { watchStandstill } from '#gateways/standstill.ts'
import { createTransfers } from '#gateways/transfers.ts'
import { createSockets, type Deadlines, type Sockets, standardDeadlines } from '#gateways/websocket.ts'
import { createHub, type Hub } from '#hub/hub.ts'
import { createHosts, type Hosts, urlsAt, waysFor } from '#lan/addresses.ts'
import { type Identity, openIdentity } from '#lan/identity.ts'
import { announce } from '#lan/mdns.ts'
import { createPages, type Pages } from '#lan/pages.ts'
import { listenTrustPage } from '#lan/trust-page.ts'
import { openOutside } from '#outside/open.ts'
import { createPreviews, type Previews } from '#previews/previews.ts'
import { lockData } from '#store/lock.ts'
import { openStore, type Store } from '#store/open.ts'
import type { Config } from './config.ts'
import { chosenGateways, gatewayForms } from './gateway-settings.ts'
import { createKeeper } from './keeping.ts'
import { recentOf } from './log.ts'
import { type Ports, writeRunFiles } from './run-files.ts'
import { asStartError } from './start-error.ts'

export { createLog, secretPaths } from './log.ts'
export { StartError } from './start-error.ts'

/** What `serve(config, log)` gives back once every door is open and DATA/run.json is written. */
export type Running = {
  readonly httpsPort: number
  readonly httpPort: number | null
  readonly plainPort: number | null
  /** Those for older programs, by their names in run.json. */
  readonly gatewayPorts: Readonly<Record<string, number>>
  /** The local CA: SHA-256 'AB:CD:…' and its file; null with a certificate of one's own. */
  readonly caFingerprint: string | null
  readonly caFile: string | null
  /** What to open, LAN addresses first, then the .local name, configured hosts and localhost: 'https://192.168.1.5:8443'. */
  readonly addresses: readonly string[]
  /** The one-time token that makes the first admin; null when there is one. */
  readonly setupToken: string | null
  /** Clients are told, everything is flushed, closed in reverse; twice is once. */
  stop(): Promise<void>
}

/** Who has not read the last words by then is left. */
const FAREWELL_MS = 2000
const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * @param settingsFile where the settings came from, if not from the data folder: a backup takes it along
 * Rejects with StartError, or the typed error of the piece that could not be opened.
 */
export async function serve(
  given: Config,
  log: Logger,
  deadlines: Deadlines = standardDeadlines,
  settingsFile: string | null = null,
): Promise<Running> {
  await using opened = new AsyncDisposableStack()
  opened.use(await lockData(given.data))
  const version = await readVersion()
  const database = given.database === null ? { file: join(given.data, 'hearth.db') } : { url: given.database }
  const store = opened.use(await openStore({ database, log, version, archives: given.limits.messageArchiveDays > 0 }))
  const config = chosenOver(given, await store.read(running.read))
  const hosts = createHosts(config.hosts)
  const { hub, chat, doors, watchers, pages } = await openChat({ config, store, hosts, log, version }, opened)
  openWork(chat, hub, log, opened)
  const files = opened.use(await openFiles({ core: chat.core, publish: hub.publish, folder: join(config.data, 'files'), log }))
  const schedule = opened.use(openSchedule(config, store, hub, log, settingsFile))

  const { data, name, tls } = config
  const identity = opened.use(await openIdentity({ data, name, hosts, configured: config.hosts, tls, log }))
  const key = randomBytes(32).toString('base64url')
  const parts: Parts = { ...{ config, log, deadlines, store, hub, chat, files, hosts, identity, key, version }, pressure: createPressure() }
  const gateway = await openGateways(parts, opened)
  const older = opened.use(await letIn({ ...parts, chance: createChance() }).catch(asGatewayFault))
  const keeper = { version, data, isSqlite: config.database === null, given: given.gateways, recent: recentOf(log) }
  Object.assign(doors, { older: older.ports, keeper: createKeeper({ ...keeper, identity, schedule, older }) })
  const ports = await openPorts(parts, gateway, opened)
  pages.serve(ports)
  // Gateways come and go while the server runs.
  if (config.previews.on) watchers.push(opened.use(openPreviews(parts, () => ({ ...ports, ...older.ports }))).heard)
  await makeKnown(parts, ports, older.ports, opened)
  opened.use(watchStandstill(log))

  const everything = opened.move()
  let stopped: Promise<void> | undefined
  return {
    httpsPort: ports.https,
    httpPort: ports.http,
    plainPort: ports.plain,
    gatewayPorts: older.ports,
    caFingerprint: identity.ca?.fingerprint ?? null,
    caFile: identity.ca?.file ?? null,
    addresses: urlsAt(config.bind, hosts, ports.https),
    setupToken: chat.needsSetup() ? chat.renewSetup() : null,
    stop: () => (stopped ??= everything.disposeAsync()),
  }
}

/** What an admin has chosen stands over the settings. Limits are one object from here on, which changes while the server runs. */
function chosenOver(config: Config, chosen: running.Chosen): Config & { readonly given: Config['limits'] } {
  const gateways = chosenGateways(config.gateways, chosen.gateways)
  const older = gatewayForms(gateways)
  const { older: _given, ...rest } = config
  return { ...rest, given: config.limits, limits: { ...config.limits, ...chosen.limits }, gateways, ...(older && { older }) }
}

type Opened = {
  readonly hub: Hub
  readonly chat: Chat
  /** Of older programs, once they are open. */
  readonly doors: { older: Readonly<Record<string, number>>; keeper: Keeper | undefined }
  /** Who hears of everything that is told, besides people. */
  readonly watchers: ((tellings: readonly Telling[]) => void)[]
  readonly pages: Pages
}

type Base = Pick<Parts, 'config' | 'store' | 'hosts' | 'log' | 'version'>

async function openChat({ config, store, hosts, log, version }: Base, opened: AsyncDisposableStack): Promise<Opened> {
  const heard = createHub({
    now: Date.now,
    wait: later,
    log,
    isSeen: (user) => chat.isSeen(user),
    shownAs: (user) => chat.shownAs(user),
    onGone: (user, at) => void chat.gone(user, at).catch((err: unknown) => log.warn({ err }, 'a last-seen time was not kept')),
  })
  const sealing = opened.use(createSealingAside())
  const calls = config.calls.on ? openCalls({ config, publish: (tellings) => publish(tellings), log }) : null
  const watchers: Opened['watchers'] = []
  // What ends a membership or a sign-in ends its calls, too.
  const publish: Hub['publish'] = (tellings) => {
    heard.publish(tellings)
    calls?.heard(tellings)
    for (const heardToo of watchers) heardToo(tellings)
  }
  const hub: Hub = { ...heard, publish }
  const doors: Opened['doors'] = { older: {}, keeper: undefined }
  const pages = createPages({ allowsHost: hosts.allows, origins: config.origins, isProxied: config.trustedProxies.length > 0 })
  // Who measures needs what is measured.
  const reading = { figures: noFigures }
  const chat = await createChat({
    store,
    figures: () => reading.figures(),
    keeper: () => doors.keeper ?? noKeeper(),
    settings: config,
    isOurHost: hosts.allows,
    isOurPage: pages.allows,
    ...openOutside(config, log),
    sealing,
    publish: hub.publish,
    ...(calls === null ? {} : { calls }),
    ...{ online: hub.online, isHere: hub.isHere, presenceOf: hub.presenceOf, whereabouts: hub.whereabouts },
    ...{ now: Date.now, elapsed: () => performance.now(), chance: createChance() },
    unreadable: (about) => log.error(about, 'something that is kept of a room cannot be read, and is left out'),
  })
  await calls?.begin(chat.core)
  const meter = createFigures({
    ...{ version, now: Date.now, folder: config.data, pulse: chat.core.pulse },
    database: config.database === null ? join(config.data, 'hearth.db') : undefined,
    people: () => hub.online().length,
    connections: hub.listeners,
    gateways: () => doors.older,
  })
  reading.figures = meter.read
  opened.defer(() => hub.close())
  if (calls !== null) opened.use(calls)
  opened.use(meter)
  return { hub, chat, doors, watchers, pages }
}

/** What goes on by itself, beside what people ask for. */
function openWork({ core }: Chat, { publish, stop }: Hub, log: Logger, opened: AsyncDisposableStack): void {
  const deeds = { core, publish, wait: later }
  opened.use(watchDisplaced(core.store, () => stop({ event: 'server.stopping', with: { retryAfterMs: 10_000 } })))
  opened.use(createIndexer(core.store, log))
  opened.use(createArchiver(core, log))
  opened.use(createEndings(deeds))
  opened.use(createScheduler(deeds))
  opened.use(createRechecks({ ...deeds, log }))
}

/** To programs nearby, and to the command line. */
async function makeKnown(
  { config, log, hosts, identity, key, version }: Parts,
  ports: Ports,
  gateways: Readonly<Record<string, number>>,
  opened: AsyncDisposableStack,
): Promise<void> {
  const announcement = config.mdns
    ? announce({ name: config.name, version, port: ports.https, fingerprint: identity.ca?.fingerprint ?? null, hosts, log })
    : undefined
  opened.defer(() => announcement?.close())
  const url = urlsAt(config.bind, hosts, ports.https)[0]
  await writeRunFiles(config, { ...ports, gateways, url, caFile: identity.ca?.file ?? null }, key)
  opened.defer(() => rm(join(config.data, 'run.json'), { force: true }))
}

/** @param ports of this server, now: where nobody is sent */
function openPreviews({ config, chat, files, hub, log }: Parts, ports: () => Readonly<Record<string, number | null>>): Previews {
  const own = () => Object.values(ports()).filter((port) => port !== null)
  return createPreviews({ core: chat.core, files, publish: hub.publish, allow: config.previews.allow, ports: own, log })
}

/** Backups are made by a child, which is told what this process was told by flags. */
function openSchedule(config: Config, store: Store, hub: Hub, log: Logger, settingsFile: string | null): Schedule {
  const { data, database, name, tls } = config
  const env = {
    HEARTH_NAME: name,
    ...(database === null ? {} : { HEARTH_DATABASE: database }),
    ...(tls === null ? {} : { HEARTH_TLS_CERT: tls.cert, HEARTH_TLS_KEY: tls.key }),
    ...(settingsFile === null ? {} : { HEARTH_CONFIG: settingsFile }),
  }
  return createSchedule({
    known: () => store.read(backups.read),
    make: (file, signal) => backUpAside({ data, env }, file, signal),
    done: (result) => backups.note(store, hub.publish, result),
    now: Date.now,
    wait: later,
    log,
  })
}

/** A timer that keeps no process alive. */
function later(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms).unref()
  return () => clearTimeout(timer)
}

type Parts = {
  readonly config: Config
  readonly log: Logger
  readonly deadlines: Deadlines
  readonly store: Store
  readonly hub: Hub
  readonly chat: Chat
  readonly files: Files
  readonly hosts: Hosts
  readonly identity: Identity
  readonly key: string
  readonly version: string
  readonly pressure: Pressure
}
type Gateway = { readonly sockets: Sockets; readonly onRequest: ListenGiven['onRequest'] }

async function openGateways(
  { config, log, deadlines, store, hub, chat, files, hosts, identity, key, version, pressure }: Parts,
  opened: AsyncDisposableStack,
): Promise<Gateway> {
  const { limits, name } = config
  const door = createDoor({ allows: hosts.allows, trustedProxies: config.trustedProxies })
  const shared = { chat, hearing: createHearing(), limits, log, door, pressure }
  const transfers = createTransfers()
  hub.watch(transfers.heard)
  const control = { operator: createOperator(chat.core, hub.publish), key, log }
  const app = await createHttp({
    ...shared,
    files,
    transfers,
    pageRoot: join(root, 'web/dist'),
    ca: identity.ca,
    control,
    healthy: createHealth(store),
    figures: chat.core.figures,
    ownCertificate: config.tls !== null,
    exporting: async (caller, asked) => {
      const scope = await scopeOf(chat, caller, asked)
      // Nobody takes anything along on most days.
      const { openExport } = await import('#export/zip.ts')
      return openExport({ store, blob: files.blob, scope, name, version, at: Date.now() })
    },
  })
  opened.defer(() => app.close())
  const lasting = {
    name,
    version,
    protocol: PROTOCOL_VERSION,
    limits,
    epoch: chat.epoch,
    ...(config.previews.on ? { previews: true as const } : {}),
  }
  const hello = (from: string) => {
    const { registration, guests } = chat.core.entrance.now()
    const provider = chat.core.provider?.called
    const more = { ...(provider === undefined ? {} : { provider }), ...waysFor(from, config, hosts) }
    return { ...lasting, registration, guests, setup: chat.needsSetup(), at: Date.now(), ...more }
  }
  const sockets = createSockets({ ...shared, hub, clock: () => performance.now(), hello, deadlines })
  opened.defer(() => sockets.close(0))
  return { sockets, onRequest: (request: IncomingMessage, response: ServerResponse) => app.routing(request, response) }
}

async function scopeOf({ core }: Chat, caller: Member, { of, room }: ExportAsked): Promise<Scope> {
  if (of === 'own') return { is: 'person', ...(await checkExport(core, caller, room)) }
  const still = await checkHouseExport(core, caller, room)
  return room === undefined ? { is: 'all', still } : { is: 'room', room, still }
}

async function openPorts(
  { config, chat, hub, identity, hosts, pressure }: Parts,
  { sockets, onRequest }: Gateway,
  opened: AsyncDisposableStack,
): Promise<Ports> {
  // One socket may still be on its way in or out for each that is inside.
  const common = {
    onRequest,
    onUpgrade: sockets.upgrade,
    isBanned: chat.isBanned,
    pressure,
    sockets: config.limits.connectionsInAll + config.limits.waitingInAll,
  }
  const open = async (flag: string, given: Pick<ListenGiven, 'bind' | 'port' | 'credentials'>): Promise<Listening> => {
    const port = await openPort({ ...common, ...given }).catch((error: unknown) => Promise.reject(asStartError(error, flag, given)))
    opened.use(port)
    return port
  }
  const https = await open('--port', { bind: config.bind, port: config.port, credentials: identity.credentials() })
  identity.changed(https.renew)
  const listening = [https]
  if (config.plainPort !== null) listening.push(...(await openLoopback(config.plainPort, open)))
  const http = await openTrustPage(config, https.port, identity, hosts, opened)
  // The last to be opened is the first to close: nobody comes in any more while those inside are told.
  opened.defer(async () => {
    for (const port of listening) port.stopAccepting()
    hub.stop({ event: 'server.stopping', with: { retryAfterMs: 1000 } })
    await sockets.close(FAREWELL_MS)
  })
  return { https: https.port, http, plain: listening[1]?.port ?? null }
}

async function openTrustPage(
  { bind, httpPort, name }: Config,
  httpsPort: number,
  { ca }: Identity,
  hosts: Hosts,
  opened: AsyncDisposableStack,
): Promise<number | null> {
  if (httpPort === null) return null
  const given = { bind, port: httpPort, name, httpsPort: () => httpsPort, ca, hosts }
  const page = await listenTrustPage(given).catch((error: unknown) => Promise.reject(asStartError(error, '--http-port', given)))
  opened.use(page)
  return page.port
}

async function readVersion(): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return version
}

/** A gateway for older programs that cannot be opened, as everything else that cannot. */
function asGatewayFault(error: unknown): never {
  throw error instanceof GatewayError ? asStartError(error.cause, `--gateway ${error.gateway}=PORT`, error) : error
}

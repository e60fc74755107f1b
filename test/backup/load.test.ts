// A backup taken under load and put back elsewhere, judged by the history checker.
import type { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { createClient, type Saved, type Socket } from '@hearth/client/client.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import WebSocket from 'ws'
import { createChance } from '../crash/chance.ts'
import { checkFile, firstLife, roomy, wholeRoom } from '../crash/run.ts'
import { createTalker, type Notes } from '../crash/talker.ts'
import { comeBack, say } from '../harness/cast.ts'
import { check, type Record } from '../harness/checker.ts'
import { startPostgres } from '../harness/postgres.ts'
import { hearth, type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { attach } from '../harness/wire.ts'

let folder: ReturnType<typeof temporary>
beforeEach(() => {
  folder = temporary('backup')
})
afterEach(() => folder.drop())

async function backedUpUnderLoad(database: readonly string[], elsewhere: readonly string[]) {
  const [data, file, other] = ['data', 'one.backup', 'other'].map((name) => join(folder.path, name))
  if (!data || !file || !other) throw new Error('three places')
  const notes: Notes = { ops: [], heard: [] }
  const flags = [...database]
  const { people, rooms } = await firstLife({ data, env: roomy, flags })
  let over = false
  let answeredBefore = 0
  {
    await using server = await startServer({ data, env: roomy, flags })
    const talkers = people.map(({ name, user, token }, at) =>
      createTalker({
        client: name,
        person: user.id,
        token,
        rooms,
        chance: createChance(7 + at),
        notes,
        moment: () => {},
        emojis: ['👍', '🔥'],
      }),
    )
    const talking = Promise.all(talkers.map((talker) => talker.live(server, () => over)))
    await until('some talk', () => notes.ops.length > 300, { within: 30_000, seen: () => notes.ops.length })
    answeredBefore = notes.ops.length
    const made = await hearth(['backup', file, '--data', data, ...database], { within: 90_000 })
    expect(made).toMatchObject({ code: 0, stderr: '' })
    // Chat went on meanwhile, and goes on behind the backup.
    expect(notes.ops.length).toBeGreaterThan(answeredBefore + 20)
    const atEnd = notes.ops.length
    await until('talk after the backup', () => notes.ops.length > atEnd + 100, { within: 30_000 })
    over = true
    await talking
    await server.stop()
  }
  expect(await hearth(['verify', file], { within: 60_000 })).toMatchObject({ code: 0, stderr: '' })
  expect(await hearth(['restore', file, '--data', other, ...elsewhere], { within: 60_000 })).toMatchObject({ code: 0, stderr: '' })
  return { people, rooms, notes, answeredBefore, other }
}

async function judged(on: Awaited<ReturnType<typeof backedUpUnderLoad>>, flags: readonly string[]): Promise<void> {
  const { people, rooms, notes, answeredBefore, other } = on
  await using server = await startServer({ data: other, env: roomy, flags })
  const back = await Promise.all(people.map(({ name, token }) => comeBack(server, name, token)))
  const [ada] = back
  if (!ada) throw new Error('nobody came back')
  const final: Record['final'][number][] = []
  for (const room of rooms) final.push(await wholeRoom(server, ada, back, room))
  const reached = new Map<string, number>(final.map(({ room, seq }) => [room, seq]))
  const record: Record = {
    // What was answered after the backup began may be in it or not.
    ops: notes.ops.map((op, at) => (at < answeredBefore || op.outcome === 'fail' ? op : { ...op, outcome: 'unknown' })),
    heard: notes.heard.filter((one) => ('seq' in one ? one.seq : one.reset) <= (reached.get(one.room) ?? 0)),
    final,
  }
  expect(check(record).slice(0, 20)).toEqual([])
  expect(final.reduce((sum, { messages }) => sum + messages.length, 0)).toBeGreaterThan(100)
  // Some of what was said is behind the backup: the case that clients must notice.
  expect(notes.heard.length).toBeGreaterThan(record.heard.length)
  await server.stop()
}

it('[TEST-18] F38: a backup taken under load, put back elsewhere, has all that was answered before, once, in order, without holes', {
  timeout: 240_000,
}, async () => {
  const on = await backedUpUnderLoad([], [])
  await judged(on, [])
  expect(checkFile(on.other)).toEqual([])
})

/** The same steps on another database, with --deep. */
const elsewhere = process.env['HEARTH_TEST_DEEP'] === '1' ? ['PostgreSQL'] : []
it.each(elsewhere)('[TEST-18] F38: the same from %s, put back into another database', { timeout: 240_000 }, async () => {
  await using postgres = await startPostgres()
  const [from, to] = [postgres.database('live'), postgres.database('restored')]
  await judged(await backedUpUnderLoad(['--database', from], ['--database', to]), ['--database', to])
})

/** A page's client, without the page. */
function visitor(server: () => Server, token: string) {
  const openSocket = (): Socket => {
    const { run, ca } = server()
    const ws = new WebSocket(`${run.url.replace('https', 'wss')}/ws?protocol=1`, ca === undefined ? {} : { ca })
    const socket: Socket = {
      send: (text) => ws.send(text),
      close: () => ws.terminate(),
      onOpen: () => {},
      onText: () => {},
      onClose: () => {},
    }
    ws.on('open', () => socket.onOpen())
    ws.on('message', (bytes) => socket.onText(String(bytes)))
    ws.on('error', () => {})
    ws.on('close', (code, reason) => socket.onClose(code, String(reason)))
    return socket
  }
  let ids = 0
  let saved: Partial<Saved> = { token }
  return createClient({
    openSocket,
    kept: { load: async () => saved, save: (change) => void (saved = { ...saved, ...change }) },
    now: Date.now,
    newId: () => `visitor-${++ids}`,
    chance: () => 0,
    wait: (ms, then) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
}

/** The certificate a server shows, if the authority vouches for it. */
const shown = (server: Server, ca: string | undefined): Promise<X509Certificate> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.run.url)
    const socket = connectTls({ host: hostname, port: Number(port), ...(ca === undefined ? {} : { ca }), servername: '' }, () => {
      const found = socket.getPeerX509Certificate()
      socket.destroy()
      if (found) resolve(found)
      else reject(new Error('no certificate'))
    })
    socket.once('error', reject)
  })

it('[TEST-19] after a restore on another address the same authority vouches, clients start anew, and what was unsure is sent again, once', {
  timeout: 120_000,
}, async () => {
  const [data, file, other] = ['data', 'one.backup', 'other'].map((name) => join(folder.path, name))
  if (!data || !file || !other) throw new Error('three places')
  const { people } = await firstLife({ data, env: roomy })
  const [adaToken, boToken] = people.map(({ token }) => token)
  let server = await startServer({ data, env: roomy })
  const ca = server.ca
  const bo = await comeBack(server, 'bo', boToken ?? '')
  const lobby = bo.lobby
  const kept = { room: lobby, text: 'kept', clientId: 'kept-1' }
  const first = await bo.wire.ask('message.send', kept)

  const ada = visitor(() => server, adaToken ?? '')
  await until('ada to be in', () => ada.state.me !== null)
  await ada.open(lobby)
  expect(await hearth(['backup', file, '--data', data], { within: 60_000 })).toMatchObject({ code: 0 })
  for (let n = 0; n < 20; n++) await say(bo, lobby, `never happened ${n}`)
  const texts = () => ada.state.timelines.get(lobby)?.messages.map(({ text }) => text) ?? []
  await until('ada to hear what will not have happened', () => texts().includes('never happened 19'))
  const ahead = ada.state.rooms.get(lobby)?.seq ?? 0
  await server.kill('SIGKILL')
  ada.send(lobby, 'said while nobody was there')

  expect(await hearth(['restore', file, '--data', other], { within: 60_000 })).toMatchObject({ code: 0 })
  server = await startServer({ data: other, env: roomy, flags: ['--bind', '127.0.0.2', '--host', '127.0.0.2'] })
  try {
    expect(server.run.url).toContain('127.0.0.2')
    expect(server.ca).toBe(ca)
    expect((await shown(server, ca)).subjectAltName).toContain('127.0.0.2')

    // Words go on until the log is longer than it was: no seq alone could tell the one life from the other.
    const again = { ...bo, wire: await wireTo(server, boToken ?? '') }
    expect(await again.wire.ask('message.send', kept)).toMatchObject({ id: first.id, seq: first.seq })
    for (let n = 0; n < 30; n++) await say(again, lobby, `instead ${n}`)
    await until('ada to be back', () => ada.state.connection.is === 'open' && ada.state.outbox.length === 0, { within: 30_000 })
    await until('ada to see what is there now', () => texts().includes('instead 29'), { within: 20_000, seen: texts })
    const { messages } = await again.wire.ask('room.history', { room: lobby, limit: 50 })
    expect(texts().slice(-messages.length)).toEqual(messages.map(({ text }) => text))
    expect(texts().filter((text) => text?.startsWith('never happened'))).toEqual([])
    expect(texts().filter((text) => text === 'said while nobody was there')).toHaveLength(1)
    expect(texts().filter((text) => text === 'kept')).toHaveLength(1)
    expect(ada.state.rooms.get(lobby)?.seq).toBeGreaterThan(ahead)
  } finally {
    ada.close()
    await server[Symbol.asyncDispose]()
  }
})

/** A raw client on the address the server says it has. */
async function wireTo(server: Server, token: string) {
  const ws = new WebSocket(`${server.run.url.replace('https', 'wss')}/ws?protocol=1`, server.ca === undefined ? {} : { ca: server.ca })
  const wire = attach(ws)
  await wire.hears('server.hello')
  await wire.ask('session.resume', { token })
  return wire
}

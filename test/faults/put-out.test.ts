// Whoever is put out is out at once, wherever they are just now: on sockets of every dialect, in downloads, in uploads.
import { randomBytes } from 'node:crypto'
import type { User } from '@hearth/protocol/shapes.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allFlags, drivers } from '#matrix/drivers/all.ts'
import { clientId, comeBack, join, type Person, password, say } from '../harness/cast.ts'
import { hearth, type Server, startServer } from '../harness/server.ts'
import { openSocket, type PlainSocket } from '../harness/socket.ts'
import { until } from '../harness/until.ts'
import { createSender } from '../harness/upload.ts'
import { connect, type Wire } from '../harness/wire.ts'

/** More than all buffers on the way hold. */
const BIG = 32 * 1_048_576
const flags = ['--plain-port', '0', '--limit', 'connectionsPerPerson=50', '--limit', 'framesPerSecond=5000', ...allFlags]
const opened = new AsyncDisposableStack()
let server: Server
let admin: Wire

beforeAll(async () => {
  server = opened.use(await startServer({ flags, within: 60_000 }))
  const made = await hearth(['user', 'add', 'admin', '--admin', '--password-stdin', '--data', server.data], {
    input: `${password}\n`,
    within: 60_000,
  })
  if (made.code !== 0) throw new Error(made.stderr)
  admin = opened.use(await connect(server))
  const { token = '' } = await admin.ask('session.open', { name: 'admin', password })
  await admin.ask('session.resume', { token })
})
afterAll(() => opened.disposeAsync())

const request = (lines: readonly string[]): string => `${[...lines, 'Host: localhost', 'Connection: close'].join('\r\n')}\r\n\r\n`

/** A download of which nothing but the beginning is read. */
async function downloading(token: string, file: string): Promise<PlainSocket> {
  const socket = await openSocket(server.run.plainPort ?? 0)
  socket.write(request([`GET /files/${file} HTTP/1.1`, `Authorization: Bearer ${token}`]))
  await socket.sees('HTTP/1.1 200')
  socket.socket.pause()
  return socket
}

/** An upload of which half has come. */
async function uploading({ token, lobby }: Person): Promise<PlainSocket> {
  const about = `filename ${Buffer.from('half.bin').toString('base64')},room ${Buffer.from(lobby).toString('base64')}`
  const base = `http://127.0.0.1:${server.run.plainPort}`
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': '2000000', 'upload-metadata': about }
  const begun = await fetch(`${base}/files`, { method: 'POST', headers })
  const where = begun.headers.get('location') ?? ''
  const socket = await openSocket(server.run.plainPort ?? 0)
  const type = ['Content-Type: application/offset+octet-stream', 'Content-Length: 2000000', 'Upload-Offset: 0', 'Tus-Resumable: 1.0.0']
  socket.write(request([`PATCH ${where} HTTP/1.1`, `Authorization: Bearer ${token}`, ...type]))
  socket.write(Buffer.alloc(1_000_000))
  await until('half of it to be sent', () => socket.socket.writableLength === 0)
  return socket
}

async function givenUp(socket: PlainSocket): Promise<number> {
  socket.socket.resume()
  await socket.closed
  return socket.bytes().length
}

const refusals = async (token: string): Promise<number> =>
  (
    await fetch(`http://127.0.0.1:${server.run.plainPort}/api/room.list`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    })
  ).status

/** From another device of theirs. */
async function changePassword(name: string): Promise<void> {
  await using other = await connect(server)
  const { token = '' } = await other.ask('session.open', { name, password })
  await other.ask('session.resume', { token })
  await other.ask('account.change', { password: 'four stones and a spark', oldPassword: password })
}

describe('our own clients', () => {
  it.each([
    ['a ban', 'banned', (user: Person) => admin.ask('moderation.ban', { user: user.user.id, reason: '' })],
    ['the end of all sign-ins', 'session_unknown', (user: Person) => admin.ask('moderation.signout', { user: user.user.id })],
    ['a new password', 'session_unknown', (user: Person) => changePassword(user.name)],
  ] as const)(
    '[TEST-40] %s ends every connection, a download and an upload under way, and what is asked with the old sign-in',
    async (what, code, deed) => {
      const name = `bo-${what.replace(/\W/g, '')}`
      const bo = await join(server, name)
      const again = await comeBack(server, name, bo.token)
      const sender = createSender(server.run.plainPort ?? 0, bo.token)
      const file = await sender.upload({ bytes: new Blob([randomBytes(BIG)]), name: 'big.bin', room: bo.lobby }, () => {}).done
      await using down = await downloading(bo.token, file)
      await using up = await uploading(bo)
      await deed(bo)
      for (const { wire } of [bo, again]) {
        expect(await wire.hears('session.ended')).toMatchObject({ with: { code } })
        await wire.closed
      }
      expect(await givenUp(down)).toBeLessThan(BIG)
      await up.closed
      expect(await refusals(bo.token)).toBe(401)
    },
  )

  it('[TEST-40] who is removed from a room gets no more of its files, and hears no more of it, while the rest of them goes on', async () => {
    const [ada, cy] = [await join(server, 'ada'), await join(server, 'cy')]
    const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: [cy.user.id] })
    const sender = createSender(server.run.plainPort ?? 0, ada.token)
    const file = await sender.upload({ bytes: new Blob([randomBytes(BIG)]), name: 'big.bin', room: room.id }, () => {}).done
    await ada.wire.ask('message.send', { room: room.id, text: '', clientId: 'big', files: [file] })
    await using down = await downloading(cy.token, file)
    await using own = await downloading(ada.token, file)
    await ada.wire.ask('room.remove', { room: room.id, user: cy.user.id })
    const { seq } = await say(ada, room.id, 'Among ourselves')
    expect(await givenUp(down)).toBeLessThan(BIG)
    expect(await givenUp(own)).toBeGreaterThan(BIG)
    await say(ada, ada.lobby, 'To everybody')
    await cy.wire.hears('message.said', ({ with: { text } }) => text === 'To everybody')
    expect(cy.wire.heard.filter((event) => event.room === room.id && event.seq === seq)).toEqual([])
  })
})

/** Somebody who is in by an older program. */
async function enterBy(raw: (typeof drivers)[number]['raw'], name: string): Promise<PlainSocket> {
  const socket = await openSocket(server.run.gateways[raw?.port ?? ''] ?? 0)
  for (const piece of raw?.hello(name, password) ?? []) {
    const before = socket.bytes().length
    socket.write(piece)
    await until('an answer', () => socket.bytes().length > before, { seen: () => socket.text() })
  }
  return socket
}

const here = (name: string): Promise<User> =>
  until(`${name} to be here`, async () => (await admin.ask('people.online', {})).people.find((one) => one.name === name))

const putsOut = [
  ['ban', (user: User) => admin.ask('moderation.ban', { user: user.id, reason: '' })],
  ['signout', (user: User) => admin.ask('moderation.signout', { user: user.id })],
  ['password', (user: User) => resetPassword(user.id)],
] as const

/** By a link of an admin: some of these programs keep no password that our own door knows. */
async function resetPassword(user: User['id']): Promise<void> {
  const { token } = await admin.ask('admin.reset', { user })
  await using other = await connect(server)
  await other.ask('account.reset', { token, password: 'four stones and a spark' })
}

/** Somebody comes in by it, and is put out; of who has no password none is changed. */
async function putOut(dialect: string, enter: (name: string) => Promise<AsyncDisposable & { readonly out: () => Promise<unknown> }>) {
  for (const [deed, does] of putsOut) {
    const name = `${deed}-${dialect.replace(/\W/g, '-').toLowerCase()}`
    await using program = await enter(name)
    const person = await here(name)
    if (deed === 'password' && person.guest) continue
    await does(person)
    await program.out()
  }
}

describe.each(drivers.filter(({ raw }) => raw !== undefined))('$name', ({ name: dialect, raw }) => {
  it('[TEST-40] a ban, the end of all sign-ins and a new password close the connection', async () => {
    await putOut(dialect, async (name) => {
      const socket = await enterBy(raw, name)
      return { out: () => socket.closed, [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose]() }
    })
  })
})

describe.each(drivers.filter(({ name, raw }) => raw === undefined && name !== 'native'))('$name', ({ name: dialect, enter }) => {
  it('[TEST-40] a ban, the end of all sign-ins and a new password end what it has open', async () => {
    await putOut(dialect, async (name) => {
      const seat = await enter({ server, name, password })
      const out = () => until(`${name} to be out`, async () => (await seat.isOut?.()) === true)
      return { out, [Symbol.asyncDispose]: () => seat[Symbol.asyncDispose]() }
    })
  })

  it('[TEST-40] who is removed from a room hears no more of it, and goes on hearing the others', async () => {
    const name = `gone-${dialect.replace(/\W/g, '-').toLowerCase()}`
    await using seat = await enter({ server, name, password })
    const user = (await here(name)).id
    const { room } = await admin.ask('room.create', { kind: 'group', name: `Room-${name}`, members: [user] })
    const lobby = (await admin.ask('room.list', {})).rooms.find(({ kind }) => kind === 'lobby')?.id ?? room.id
    const say = (where: typeof lobby, text: string) => admin.ask('message.send', { room: where, text, clientId: clientId() })
    const hears = (text: string) =>
      until(`${name} to hear "${text}"`, async () => {
        await seat.look()
        return seat.shown.some((shown) => shown.text === text)
      })
    await say(room.id, 'Among us')
    await hears('Among us')
    await admin.ask('room.remove', { room: room.id, user })
    await say(room.id, 'Among ourselves')
    await say(lobby, `To ${name} and everybody`)
    await hears(`To ${name} and everybody`)
    expect(seat.shown.filter(({ text }) => text === 'Among ourselves')).toEqual([])
  })
})

it('[TEST-40] a second step that is asked of members closes every dialect, ends a download, and who comes back hears nothing', async () => {
  await using programs = new AsyncDisposableStack()
  const older: PlainSocket[] = []
  for (const { name: dialect, raw } of drivers) {
    if (raw === undefined) continue
    const name = `late-${dialect.replace(/\W/g, '-').toLowerCase()}`
    const socket = programs.use(await enterBy(raw, name))
    // One dialect knows no passwords: who comes in by it is a guest, of whom nothing is asked.
    if (!(await here(name)).guest) older.push(socket)
  }
  const dee = await join(server, 'dee')
  const file = await createSender(server.run.plainPort ?? 0, dee.token).upload(
    { bytes: new Blob([randomBytes(BIG)]), name: 'big.bin', room: dee.lobby },
    () => {},
  ).done
  await using down = await downloading(dee.token, file)
  await admin.ask('admin.safety', { roles: ['member'] })
  expect(older.length).toBeGreaterThan(5)
  for (const socket of older) await socket.closed
  await dee.wire.closed
  expect(await givenUp(down)).toBeLessThan(BIG)
  expect(await refusals(dee.token)).toBe(403)

  await using again = await connect(server)
  expect(await again.ask('session.resume', { token: dee.token, since: { [dee.lobby]: 0 } })).toMatchObject({
    rooms: [],
    people: [],
    unguarded: true,
  })
  await admin.ask('message.send', { room: dee.lobby, text: 'Among those who are let in', clientId: 'among' })
  await again.ask('server.ping', {})
  expect(again.heard.filter(({ event }) => event !== 'server.hello')).toEqual([])
  // What is asked no more lets them in again.
  await admin.ask('admin.safety', { roles: [] })
  await again.closed
  await using last = await connect(server)
  expect((await last.ask('session.resume', { token: dee.token })).rooms).not.toEqual([])
})

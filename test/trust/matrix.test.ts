// Who may do what, by every older program: somebody who is in no room of others reads nothing of it and says nothing there; what a room's
// admins want holds for words from everywhere; and a program that was given a password to read with reads.
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Driver, Seat } from '#matrix/driver.ts'
import { allFlags, drivers } from '#matrix/drivers/all.ts'
import { native } from '#matrix/drivers/native.ts'
import { join, type Person, password, say } from '../harness/cast.ts'
import { hearth, type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const SECRET = 'the key is under the third stone'
const UNWANTED = 'sesame'
const opened = new AsyncDisposableStack()
const seats = new Map<Driver, Seat>()
let server: Server
let ada: Person
let vault: Person['lobby']

beforeAll(async () => {
  const flags = ['--plain-port', '0', '--limit', 'framesPerSecond=2000', '--limit', 'waitingPerAddress=200', ...allFlags]
  server = opened.use(await startServer({ flags, within: 60_000 }))
  ada = await join(server, 'ada')
  const bo = await join(server, 'bo')
  const made = await hearth(['role', 'ada', 'owner', '--data', server.data], { within: 60_000 })
  if (made.code !== 0) throw new Error(made.stderr)
  const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Vault', members: [bo.user.id] })
  vault = room.id
  await ada.wire.ask('room.rules', { room: ada.lobby, words: [UNWANTED], slowSeconds: 3600 })
  for (const [at, driver] of drivers.entries()) seats.set(driver, opened.use(await driver.enter({ server, name: `p${at}`, password })))
  await say(ada, vault, SECRET)
  await say(bo, vault, SECRET)
  const { room: two } = await ada.wire.ask('room.direct', { user: bo.user.id })
  await say(ada, two.id, SECRET)
})
afterAll(() => opened.disposeAsync())

function seatOf(driver: Driver): Seat {
  const seat = seats.get(driver)
  if (seat === undefined) throw new Error(`${driver.name} has no seat`)
  return seat
}
const heard = (what: string, sign: string) =>
  until(what, () => ada.wire.heard.some((event) => textOf(event)?.trim() === sign), { seen: () => ada.wire.heard.slice(-3).map(textOf) })
const inLobby = async (): Promise<(string | null)[]> =>
  (await ada.wire.ask('room.history', { room: ada.lobby, limit: HISTORY_PAGE })).messages.map(({ text }) => text)

/** Words are acted upon one after another: what comes now comes behind them. */
async function isDone(driver: Driver, seat: Seat): Promise<void> {
  if (driver.cannotSay.private !== undefined) return seat.look()
  const sign = `${seat.name} has said it`
  await seat.toPerson('ada', sign)
  await heard('words between two', sign)
}

describe.each(drivers)('$name', (driver) => {
  it('[TRUST-4] reads and says nothing where its person is not', async () => {
    const seat = seatOf(driver)
    // Some programs are told so, some are not answered: what counts is that it is nowhere.
    await seat.toGroup('Vault', `from ${seat.name}, who is not in here`).catch(() => undefined)
    await seat.toLobby(`open ${UNWANTED}`).catch(() => undefined)
    await seat.look()
    const sign = `${seat.name} was here`
    await seat.toLobby(sign)
    await heard('the words in the Lobby', sign)
    await seat.look()
    expect(seat.shown.filter(({ text, group }) => text.includes(SECRET) || group?.toLowerCase() === 'vault')).toEqual([])
    const { messages } = await ada.wire.ask('room.history', { room: vault, after: 0 })
    expect(messages.map(({ text }) => text)).toEqual([SECRET, SECRET])
  })

  it('[TRUST-4] words that are not wanted, words too soon after others, and words in a locked room are said by nobody', async () => {
    const seat = seatOf(driver)
    await seat.toLobby(`${seat.name}, and again`).catch(() => undefined)
    await isDone(driver, seat)
    await ada.wire.ask('room.rules', { room: ada.lobby, slowSeconds: null, locked: true })
    await seat.toLobby(`${seat.name}, behind the lock`).catch(() => undefined)
    await isDone(driver, seat)
    await ada.wire.ask('room.rules', { room: ada.lobby, slowSeconds: 3600, locked: false })
    const said = (await inLobby()).filter((text) => text?.includes(seat.name) || text?.includes(UNWANTED))
    expect(said.map((text) => text?.trim())).toEqual([`${seat.name} was here`])
  })
})

describe.each(drivers.filter((driver) => driver !== native && !driver.keyless))('with an app password to read with: $name', (driver) => {
  it('[TRUST-4] reads, and says and brings nothing', async () => {
    const name = `reader${drivers.indexOf(driver)}`
    const person = await join(server, name)
    await ada.wire.ask('room.rules', { room: ada.lobby, slowSeconds: null })
    const { secret } = await person.wire.ask('app.create', { password, name: 'an old program', reach: 'read' })
    await using seat = await driver.enter({ server, name, password: secret, known: true })
    const sign = `for ${name} to read`
    await say(ada, ada.lobby, sign)
    const isShown = async () => (await seat.look(), seat.shown.some(({ text }) => text.trim() === sign))
    await until(`${name} to read`, isShown, { within: 15_000, every: 50, seen: () => seat.shown.slice(-3) })
    const refusals = async () =>
      (await ada.wire.ask('moderation.audit', { limit: 100 })).entries.filter(({ deed, by }) => deed === 'refused' && by === person.user.id)
    await seat.toLobby(`from ${name}`).catch(() => undefined)
    await until('the refusal in the log', async () => (await refusals()).some(({ detail }) => detail === 'message.send: not_in_scope'))
    if (driver.cannotSay.file === undefined) {
      await person.wire.ask('room.direct', { user: ada.user.id })
      await expect(seat.fileTo('ada', 'a.txt', Buffer.from('a file'))).rejects.toThrow()
    }
    await seat.toPerson('ada', `from ${name}`).catch(() => undefined)
    expect((await inLobby()).filter((text) => text?.includes(`from ${name}`))).toEqual([])
    expect((await person.wire.ask('account.storage', {})).storage.count).toBe(0)
    expect(ada.wire.heard.map(textOf).filter((text) => text?.includes(`from ${name}`))).toEqual([])
  })
})

const textOf = (event: Person['wire']['heard'][number]): string | undefined => {
  const about: object = event.with
  return event.event === 'message.said' && 'text' in about ? String(about.text) : undefined
}

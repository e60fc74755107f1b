// Who may do what, by every older program: somebody who is in no room of others reads nothing of it and says nothing there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Driver, Seat } from '#matrix/driver.ts'
import { allFlags, drivers } from '#matrix/drivers/all.ts'
import { join, type Person, say } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const PASSWORD = 'three stones and a spark'
const SECRET = 'the key is under the third stone'
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
  const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Vault', members: [bo.user.id] })
  vault = room.id
  for (const [at, driver] of drivers.entries())
    seats.set(driver, opened.use(await driver.enter({ server, name: `p${at}`, password: PASSWORD })))
  await say(ada, vault, SECRET)
  await say(bo, vault, SECRET)
  const { room: two } = await ada.wire.ask('room.direct', { user: bo.user.id })
  await say(ada, two.id, SECRET)
})
afterAll(() => opened.disposeAsync())

describe.each(drivers)('$name', (driver) => {
  it('[TRUST-4] reads and says nothing where its person is not', async () => {
    const seat = seats.get(driver)
    if (seat === undefined) throw new Error(`${driver.name} has no seat`)
    // Some programs are told so, some are not answered: what counts is that it is nowhere.
    void seat.toGroup('Vault', `from ${seat.name}, who is not in here`).catch(() => undefined)
    const sign = `${seat.name} was here`
    await seat.toLobby(sign)
    await until('the words in the Lobby', () => ada.wire.heard.some((event) => textOf(event) === sign), {
      seen: () => ada.wire.heard.slice(-3).map(textOf),
    })
    await seat.look()
    expect(seat.shown.filter(({ text, group }) => text.includes(SECRET) || group?.toLowerCase() === 'vault')).toEqual([])
    const { messages } = await ada.wire.ask('room.history', { room: vault, after: 0 })
    expect(messages.map(({ text }) => text)).toEqual([SECRET, SECRET])
  })
})

const textOf = (event: Person['wire']['heard'][number]): string | undefined => {
  const about: object = event.with
  return event.event === 'message.said' && 'text' in about ? String(about.text) : undefined
}

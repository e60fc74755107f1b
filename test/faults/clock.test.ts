// The clock of a real server is set while it runs, and between two runs: libfaketime says what time it is. With --deep; what can be shown
// with a clock that is handed in stands in the rooms (core/clock.test.ts, files/files.test.ts).
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join as at } from 'node:path'
import { expect, it } from 'vitest'
import WebSocket from 'ws'
import { comeBack, join, type Person, say } from '../harness/cast.ts'
import { deep, noteFault } from '../harness/deep.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { attach, connect, refusal } from '../harness/wire.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const YEAR = 365 * DAY
/** Seconds from now to some day of 1970. */
const to1970 = (): number => 20 * DAY - Math.floor(Date.now() / 1000)

/** Where Debian keeps it, whatever the machine. */
function library(): string {
  const places = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => at('/usr/lib', name))].map((place) =>
    at(place, 'faketime/libfaketime.so.1'),
  )
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error('libfaketime is missing; install it with: apt-get install libfaketime')
  return found
}

type Place = Disposable & { readonly data: string; start(): Promise<Server>; set(seconds: number): void }

function place(): Place {
  const folder = temporary('clock')
  const file = at(folder.path, 'time')
  const set = (seconds: number): void => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  set(0)
  const env = { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' }
  const data = at(folder.path, 'data')
  return {
    data,
    set,
    start: () => startServer({ data, flags: ['--plain-port', '0'], env: { ...env, LD_PRELOAD: library() } }),
    [Symbol.dispose]: folder.drop,
  }
}

/** What the server's clock says, in seconds from the right time. */
const offOf = async (person: Person): Promise<number> => Math.round(((await person.wire.ask('server.ping', {})).at - Date.now()) / 1000)

const jumps: readonly (readonly [string, () => number])[] = [
  ['an hour and more forward', () => 2 * HOUR],
  ['a day forward', () => DAY],
  ['a year forward', () => YEAR],
  ['a day back', () => -DAY],
  ['to 1970', to1970],
  ['right again', () => 0],
]

const forms = ['while it runs', 'between two runs'].filter(() => deep)
it.each(forms)(
  '[FAULT-3] F28: the clock jumps %s: order, sign-ins, invitations, tokens and files are as before',
  { timeout: 300_000 },
  async (how) => {
    using where = place()
    let server = await where.start()
    try {
      const ada = await join(server, 'ada')
      const { wire: guest, token: guestToken } = await enterAsGuest(server)
      const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: [] })
      const { token: invite } = await ada.wire.ask('invite.create', { room: room.id, uses: 5, hours: 168 })
      const { token: bot } = await ada.wire.ask('token.create', { name: 'a bot', scope: ['read'], days: 7 })
      const said: string[] = [(await say(ada, ada.lobby, 'before')).id]
      let speaker = ada
      for (const [what, seconds] of jumps) {
        if (how === 'between two runs') await server.stop()
        where.set(seconds())
        if (how === 'between two runs') server = await where.start()
        const back = await come(server, ada.token)
        expect(Math.abs((await offOf(back)) - seconds()), what).toBeLessThan(60)
        // Who was connected still is, and hears who comes; who comes has the sign-in they had.
        if (how === 'while it runs') said.push((await say(speaker, ada.lobby, `still here: ${what}`)).id)
        said.push((await say(back, ada.lobby, what)).id)
        if (how === 'while it runs') await speaker.wire.hears('message.said', ({ with: { text } }) => text === what)
        await come(server, guestToken)
        speaker = back
        const { messages } = await back.wire.ask('room.history', { room: ada.lobby })
        expect(
          messages.map(({ id }) => id),
          what,
        ).toEqual(said)
      }
      await guest.close()
      // All is right again: nothing was taken away by a time that was not.
      const isValid = async () => (await connect(server).catch(() => undefined))?.close().then(() => true)
      await until('a certificate that is valid today', isValid, { within: 30_000, every: 500 })
      const late = await comeBack(server, 'guest', guestToken)
      expect((await late.wire.ask('room.join', { invite })).room.id).toBe(room.id)
      await using reader = await connect(server)
      expect((await reader.ask('session.resume', { token: bot })).user.name).toBe('ada')
      await using wrong = await connect(server)
      expect(await refusal(wrong.ask('session.open', { name: 'ada', password: 'wrong' }))).toBe('bad_credentials')
      await wrong.ask('session.open', { name: 'ada', password: 'three stones and a spark' })
      noteFault(
        'F28',
        undefined,
        `${how}: ${jumps.map(([what]) => what).join(', ')}: ${said.length} messages in order, every sign-in holds`,
      )
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
)

/** Without TLS: to somebody whose clock is right, a certificate made by one that is wrong is not valid yet, or not any more. */
async function come(server: Server, token: string): Promise<Person> {
  const wire = attach(new WebSocket(`ws://127.0.0.1:${server.run.plainPort}/ws?protocol=1`))
  await wire.hears('server.hello')
  const { user, rooms } = await wire.ask('session.resume', { token })
  const lobby = rooms.find(({ kind }) => kind === 'lobby')
  if (lobby === undefined) throw new Error('nobody is in the lobby')
  return { name: user.name, wire, user, token, rooms, lobby: lobby.id }
}

async function enterAsGuest(server: Server) {
  const wire = await connect(server)
  const { token = '' } = await wire.ask('guest.enter', { name: 'Gus' })
  await wire.ask('session.resume', { token })
  return { wire, token }
}

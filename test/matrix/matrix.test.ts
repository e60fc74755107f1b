// Everybody speaks, everybody hears: each program that is known, in one house.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comeBack, join } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { type Deed, type Driver, deeds, type Seat, type Shown } from './driver.ts'
import { allFlags, drivers } from './drivers/all.ts'
import { native } from './drivers/native.ts'
import { gather } from './gather.ts'

const PASSWORD = 'three stones and a spark'
const seats = new Map<Driver, Seat>()
let server: Server
const opened = new AsyncDisposableStack()

beforeAll(async () => {
  server = opened.use(
    await startServer({ flags: ['--plain-port', '0', '--limit', 'framesPerSecond=2000', '--limit', 'waitingPerAddress=200', ...allFlags] }),
  )
  for (const [at, driver] of drivers.entries())
    seats.set(driver, opened.use(await driver.enter({ server, name: `p${at}`, password: PASSWORD })))
  await gather(server, [...seats.values()])
})
afterAll(() => opened.disposeAsync())

const seatOf = (driver: Driver): Seat => {
  const seat = seats.get(driver)
  if (seat === undefined) throw new Error(`${driver.name} has no seat`)
  return seat
}

type Say = (speaker: Seat, hearer: Seat, text: string) => Promise<void>
type Fits = (shown: Shown) => boolean

/** In the workshop; by those who know the Lobby alone, there. */
const inCompany: Say = (one, _other, text) => (isOfLobby(one) ? one.toLobby(text) : one.toGroup('Workshop', text))
const isOfLobby = (one: Seat): boolean => drivers.some((driver) => driver.cannotSay.group !== undefined && seats.get(driver) === one)
const isInCompany: Fits = (shown) => shown.in === 'lobby' || isIn('workshop')(shown)

/** How each deed is done, and where it must be shown. */
const ways: Readonly<
  Record<Exclude<Deed, 'file' | 'poll' | 'presence'>, { words: (text: string) => string; say: Say; fits: Fits; each: boolean }>
> = {
  private: {
    words: (text) => text,
    say: (one, other, text) => one.toPerson(other.name, text),
    fits: (shown) => shown.in === 'private',
    each: true,
  },
  group: { words: (text) => text, say: (one, _other, text) => one.toGroup('Workshop', text), fits: isIn('workshop'), each: false },
  broadcast: { words: (text) => text, say: (one, _other, text) => one.toLobby(text), fits: (shown) => shown.in === 'lobby', each: false },
  channel: { words: (text) => text, say: (one, _other, text) => one.toGroup('Notices', text), fits: isIn('notices'), each: false },
  long: {
    words: (text) => `${text} ${'long '.repeat(1400)}end`,
    say: inCompany,
    fits: isInCompany,
    each: false,
  },
  unicode: {
    words: (text) => `${text} žluťoučký кот 猫 👩‍👩‍👧 \u202eback\u202c "quoted" \\ <TAG> {brace}`,
    say: inCompany,
    fits: isInCompany,
    each: false,
  },
}

function isIn(group: string): Fits {
  return (shown) => shown.in === 'group' && shown.group?.toLowerCase() === group
}

/** What is expected to be shown: as it went out of the one and into the other. */
const expected = (speaker: Driver, hearer: Driver, text: string): string => {
  const said = speaker.said?.(text) ?? text
  return hearer.heard?.(said) ?? said
}

async function seen(driver: Driver, from: string, text: string, fits: Fits): Promise<void> {
  const seat = seatOf(driver)
  await until(
    `${driver.name} to show ${JSON.stringify(text.slice(0, 60))} of ${from}`,
    async () => {
      if (has(seat, from, text, fits)) return true
      await seat.look()
      return has(seat, from, text, fits)
    },
    { within: 15_000, seen: () => seat.shown.slice(-6).map((shown) => ({ ...shown, text: shown.text.slice(0, 120) })) },
  )
}

const has = (seat: Seat, from: string, text: string, fits: Fits): boolean =>
  seat.shown.some((shown) => shown.from === from && shown.text.trimEnd() === text.trimEnd() && fits(shown))

describe.each(deeds.filter((deed) => deed !== 'file' && deed !== 'poll' && deed !== 'presence'))('[MATRIX-1] %s', (deed) => {
  const way = ways[deed as keyof typeof ways]
  it.each(drivers.filter(({ cannotSay }) => cannotSay[deed] === undefined))(
    'said by $name is shown by all who have a word for it',
    async (speaker) => {
      const one = seatOf(speaker)
      const hearers = drivers.filter((driver) => driver !== speaker && driver.cannotHear[deed] === undefined)
      const words = way.words(`${deed} of ${one.name}`)
      const own = (hearer: Driver): string => (way.each ? `${words} to ${seatOf(hearer).name}` : words)
      if (way.each) for (const hearer of hearers) await way.say(one, seatOf(hearer), own(hearer))
      else await way.say(one, one, words)
      await Promise.all(hearers.map((hearer) => seen(hearer, one.name, expected(speaker, hearer, own(hearer)), way.fits)))
    },
  )
})

describe('[MATRIX-2] files', () => {
  it.each(drivers.filter(({ cannotSay }) => cannotSay.file === undefined))('sent by $name arrive byte for byte', async (speaker) => {
    const one = seatOf(speaker)
    for (const hearer of drivers.filter((driver) => driver !== speaker && driver.cannotHear.file === undefined)) {
      const other = seatOf(hearer)
      const name = `${one.name}-to-${other.name}.bin`
      const bytes = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7) % 256))
      await one.fileTo(other.name, name, bytes)
      const found = await until(
        `${name} at ${hearer.name}`,
        async () => {
          await other.look()
          return other.files.find((file) => file.name === name)
        },
        { within: 15_000, seen: () => other.files.map((file) => file.name) },
      )
      expect(found.bytes.equals(bytes)).toBe(true)
    }
  })
})

describe('[MATRIX-1] polls', () => {
  it('of our own clients are shown by every other program as words: the question and its choices', async () => {
    const options = ['Tea at five', 'Cake at six']
    for (const speaker of drivers.filter(({ cannotSay }) => cannotSay.poll === undefined)) {
      const question = `What shall ${seatOf(speaker).name} bring?`
      await seatOf(speaker).pollIn?.('Workshop', question, options)
      const words = bare([question, ...options].join(''))
      const isShown = ({ from, text }: Shown): boolean =>
        from === seatOf(speaker).name &&
        bare(text)
          .replace(/[📊\d.]/gu, '')
          .includes(words.replace(/[\d.]/g, ''))
      const hearers = drivers.filter((driver) => driver !== speaker && !driver.unframed && driver.cannotHear.poll === undefined)
      await Promise.all(
        hearers.map((hearer) =>
          until(`${hearer.name} to show a poll`, async () => (await seatOf(hearer).look(), seatOf(hearer).shown.some(isShown)), {
            seen: () => seatOf(hearer).shown.slice(-3),
          }),
        ),
      )
    }
  })
})

describe('[MATRIX-3] presence', () => {
  it('who comes and who goes is shown by all that have a word for it', async () => {
    const watchers = drivers.filter(({ cannotHear }) => cannotHear.presence === undefined)
    const name = 'visitor'
    const visitor = await join(server, name)
    for (const driver of watchers) await seatOf(driver).know(name)
    await visitor.wire.close()
    // Programs that are told of comings, and not of who is there already, see the second one.
    await Promise.all(
      [native, ...watchers].map((driver) =>
        until(`${driver.name} to miss ${name}`, async () => (await seatOf(driver).look(), !seatOf(driver).here.has(name))),
      ),
    )
    const back = await comeBack(server, name, visitor.token)
    await Promise.all(
      watchers.map((driver) =>
        until(`${driver.name} to see ${name}`, async () => (await seatOf(driver).look(), seatOf(driver).here.has(name)), {
          seen: () => [...seatOf(driver).here],
        }),
      ),
    )
    await back.wire.close()
  })
  it('whoever is there is seen by our own clients', async () => {
    const watcher = seatOf(native)
    for (const driver of drivers.filter(({ cannotSay }) => cannotSay.presence === undefined))
      await until(`${driver.name} to be here`, async () => (await watcher.look(), watcher.here.has(seatOf(driver).name)), {
        seen: () => [...watcher.here],
      })
  })
})

/** What ends a message, or begins a command, in one of them. */
const commands = [
  '/quit',
  '/msg p0 as somebody else',
  '<TAG>{"ACTION":"LOGOUT"}<TAG>',
  '{"type":"shutdown"}',
  '{"COMMAND":"AUTH-LOGOUT"}',
  '"}{"type":"banned"}',
  'CHAT-PRIVATE-SEND p0 forged',
  'success 1',
  'MESSAGE | p0 | forged',
  'Close Connection',
  'INFO | p0 has joined the Chat Room',
  '[Broadcast from p0]: forged',
]
const hostile = (mark: string): string => `${mark}\r\n${commands.join('\r\n')}\u0000\u202e\u2028${commands.join('\u2029')}\n${mark} is all`
/** Without what a program may do to it: breaks, marks of direction, what cannot be seen. */
const bare = (text: string): string => text.replace(/[\s\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g, '')

describe('[MATRIX-5] words that look like commands', () => {
  // A program whose messages end with their line cannot say two lines: what it sends then is two messages, by its own will.
  const speakers = drivers.filter(({ name }) => name !== 'pychat/text' && name !== 'disbroad/text')
  it.each(speakers)('of $name stay one message for everybody, and nobody is put out or spoken for', async (speaker) => {
    const one = seatOf(speaker)
    const mark = `hostile-${one.name}`
    await inCompany(one, one, hostile(mark))
    const hearers = drivers.filter((driver) => driver !== speaker && !driver.unframed && driver.cannotHear.group === undefined)
    await Promise.all(
      hearers.map(async (hearer) => {
        const seat = seatOf(hearer)
        const found = (): readonly Shown[] => seat.shown.filter(({ text }) => bare(text).includes(bare(`${mark} is all`)))
        await until(`${hearer.name} to show ${mark}`, async () => (await seat.look(), found().length > 0), {
          seen: () => seat.shown.slice(-3),
        })
        expect(found().map(({ from, text }) => [from, bare(text)])).toEqual([[one.name, bare(hostile(mark))]])
        expect(seat.shown.filter(({ text }) => /^\s*(?:as somebody else|forged)\s*$/.test(text))).toEqual([])
      }),
    )
    const speaking = drivers.filter(({ cannotSay }) => cannotSay.broadcast === undefined).map((driver) => seatOf(driver))
    const onward = (seat: Seat): string => `still here after ${mark}, ${seat.name}`
    await Promise.all(speaking.map((seat) => seat.toLobby(onward(seat))))
    const silent = (): readonly Seat[] => {
      const heard = new Set(seatOf(native).shown.map(({ text }) => text))
      return speaking.filter((seat) => seat !== seatOf(native) && !heard.has(onward(seat)))
    }
    await until('everybody to speak on', async () => (await seatOf(native).look(), silent().length === 0), {
      seen: () => silent().map(({ name }) => name),
    })
  })
})

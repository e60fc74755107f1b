// hearth chat, send, tail and token as people run them: in terminals of their own (tmux) and in pipes, against a real server.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlace, until } from './testing/hands.ts'

const place = createPlace()
const password = 'a long walk by the sea'
const from = () => ({ HEARTH_SERVER: place.address, HEARTH_CA: place.ca })

beforeAll(() => place.serve())
afterAll(() => place.close())

type Terminal = ReturnType<typeof place.terminal>
async function register(one: Terminal, name: string): Promise<void> {
  await one.shows('First time at')
  one.press('Enter')
  await one.shows('New account')
  one.press('Down', 'Enter')
  await one.shows('Password')
  one.type(name)
  one.press('Tab')
  one.type(password)
  one.press('Enter')
  await one.shows('● online')
  expect(one.screen()).not.toContain(password)
}

test('[TERM-2] [TERM-3] [TERM-4] two people talk in two terminals, over the death of the server, and a pipe joins in', {
  timeout: 240_000,
}, async () => {
  const ada = place.terminal('Ada')
  await register(ada, 'Ada')
  const bo = place.terminal('Bo', [64, 20])
  await register(bo, 'Bo')
  ada.say('anybody home? 漢字 👩‍🚀 שלום')
  await bo.shows(/Ada {2}anybody home\? 漢字 👩‍🚀 םולש/u)
  bo.say('/msg Ada just the two of us')
  await ada.shows(/@Bo.* 1 +│/u)
  ada.press('M-a')
  await ada.shows('just the two of us')
  ada.press('M-s')
  await ada.shows('anybody home?')

  // Where files are to be saved is no folder: a command that fails ends nothing.
  mkdirSync(join(place.folder, 'Cy'))
  writeFileSync(join(place.folder, 'Cy', 'downloads'), '')
  const script = `g\nCy\nhello from a pipe\n\u001b[31mred\n/export all\n/nonsense\n/list\n`
  const piped = await place.hearth('Cy', ['chat', '--plain'], script, from())
  expect(piped).toMatchObject({ code: 0 })
  for (const text of ['It could not be done', '* welcome, Cy', 'There is no /nonsense', 'Cy: hello from a pipe', '● Ada'])
    expect(piped.out).toContain(text)
  await ada.shows('hello from a pipe')

  bo.resize(120, 24)
  await bo.shows(/│ ● Ada/u)
  bo.resize(50, 12)
  await until('one pane', () => !bo.screen().includes('│') || undefined, bo.screen)

  await place.stop('SIGKILL')
  await ada.shows('no connection')
  ada.say('said to nobody yet')
  await ada.shows('(1 unsent)')
  ada.press('C-d')
  await ada.gone()
  // Started without a server: it is still there to be read, and what was not sent is kept.
  const again = place.terminal('Ada')
  await again.shows('anybody home?')
  await again.shows('said to nobody yet')
  await place.serve()
  await bo.shows('said to nobody yet')
  await again.shows('● online')
  for (const one of [again, bo]) one.press('C-d')
  await again.gone()
})

test('[TERM-19] ten thousand pasted lines go as a file, which the other one fetches', { timeout: 240_000 }, async () => {
  const ada = place.terminal('Ada')
  await ada.shows('● online')
  const lines = Array.from({ length: 10_000 }, (_, at) => `line ${at} of a long list`).join('\n')
  ada.paste(lines)
  await ada.shows('10000 lines are too long for a message')
  await ada.shows('ready: Enter sends')
  ada.press('Enter')
  await ada.shows('▤ text-')
  ada.say('/get')
  await ada.shows('is saved:')
  const folder = join(place.folder, 'Ada', 'downloads')
  const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.txt'))
  expect(readFileSync(join(folder, name), 'utf8')).toBe(lines)
  ada.press('C-d')
  await ada.gone()
})

test('[TERM-34] [TERM-3] ended from outside it leaves the terminal as it was, and what was half written is there again', {
  timeout: 240_000,
}, async () => {
  const ada = place.terminal('Ada', [90, 30], [place.address], 'stty -a; echo that was all; sleep 100')
  await ada.shows('● online')
  ada.type('half a thought')
  await ada.shows('> half a thought')
  ada.signal('SIGTERM')
  await ada.shows('that was all')
  expect(ada.screen()).toMatch(/[^-]icanon/u)
  expect(ada.screen()).toMatch(/[^-]echo /u)
  expect(ada.screen()).not.toContain('● online')
  ada.end()
  const again = place.terminal('Ada')
  await again.shows('> half a thought')
  again.press('C-u', 'C-d')
  await again.gone()
})

test('[TERM-23] what is kept is for its owner alone', () => {
  const state = join(place.folder, 'Ada', 'state', 'hearth')
  const [server = ''] = readdirSync(state).filter((one) => one !== 'servers.json')
  for (const file of ['servers.json', join(server, 'session.json'), join(server, 'log.db')])
    expect(statSync(join(state, file)).mode & 0o077).toBe(0)
})

test('[TERM-24] scripts say, hear and send files with a token, which does no more than it may', { timeout: 240_000 }, async () => {
  await place.hearth('Dee', ['chat', '--plain'], `n\nDee\n${password}\nhello\n`, from())
  const token = async (...scope: string[]) =>
    (await place.hearth('Dee', ['token', 'create', '--name', scope[0] ?? '', '--scope', ...scope], '', from())).out.trim()
  const [send, read] = await Promise.all([token('send'), token('read')])
  const as = (secret: string) => ({ ...from(), HEARTH_TOKEN: secret })
  const tail = place.running('cron', ['tail', 'lobby', '--json', '-n', '1'], as(read))
  await tail.prints('\n')
  const file = join(place.folder, 'report.txt')
  writeFileSync(file, 'all is well')
  expect(await place.hearth('cron', ['send', 'Lobby', 'from', 'cron', '\u007f\u009b31m', '--file', file], '', as(send))).toMatchObject({
    code: 0,
  })
  await tail.prints('from cron')
  await tail.prints('"name":"report.txt"')
  // oxlint-disable-next-line no-control-regex
  expect(tail.output()).not.toMatch(/[\u007f-\u009f]/)
  expect(await place.hearth('cron', ['send', 'Lobby', 'no'], '', as(read))).toMatchObject({
    code: 4,
    err: expect.stringContaining('scope'),
  })

  // A server that is away is waited for, by both.
  await place.stop()
  const waiting = place.hearth('cron', ['send', 'Lobby'], 'said into the dark\nwith two lines\n', as(send))
  await place.serve()
  expect(await waiting).toMatchObject({ code: 0 })
  await tail.prints('said into the dark\\nwith two lines')

  expect(await place.hearth('Dee', ['token', 'revoke', 'send'], '', from())).toMatchObject({ code: 0 })
  expect(await place.hearth('cron', ['send', 'Lobby', 'no more'], '', as(send))).toMatchObject({ code: 4 })
  await tail.stop()
})

test('[TERM-5] wrong usage is one line and exit code 2', async () => {
  expect(await place.hearth('cron', ['chat', '--nonsense'])).toMatchObject({ code: 2 })
  expect(await place.hearth('cron', ['tail', 'Lobby'], '', { HEARTH_SERVER: 'not an address:x' })).toMatchObject({ code: 2 })
})

test('[TERM-25] a server with another authority under a known address is refused, with an explanation', { timeout: 240_000 }, async () => {
  await place.stop()
  mkdirSync(join(place.folder, 'other'))
  await place.serve('other')
  const refused = await place.hearth('Ada', ['chat', '--plain'], '', { HEARTH_SERVER: place.address })
  expect(refused.code).toBe(1)
  expect(refused.out).toContain('is not the one it was')
  const fingerprint = /now: +(?<print>[0-9A-F:]+)/u.exec(refused.out)?.groups?.['print'] ?? ''
  const trusted = await place.hearth('Ada', ['chat', '--plain', '--trust', fingerprint], 'g\nAda\n', { HEARTH_SERVER: place.address })
  expect(trusted.out).toContain('* welcome, Ada')
})

// One conversation by hand: a small dialect of lines, a link that writes down what is sent, a clock that is turned.
import { standardLimits } from '@hearth/protocol/limits.ts'
import { expect, test } from 'vitest'
import { openConversation } from './conversation.ts'
import type { Desk } from './desk.ts'
import type { Hall } from './hall.ts'
import type { LegacyDialect, Link } from './legacy.ts'
import { nextLine } from './lines.ts'
import { createPressure } from './pressure.ts'
import { until } from './testing/house.ts'

type Act = (word: string, desk: Desk<number, string>) => void | Promise<void>

const lines = (act: Act, more: Partial<LegacyDialect<number, string>> = {}): LegacyDialect<number, string> => ({
  name: 'lines',
  begin: () => 0,
  hear(bytes, state) {
    const line = nextLine(bytes, 0)
    if (line === undefined) return { is: 'more', state }
    return { is: 'word', word: bytes.subarray(0, line.used - 1).toString(), used: line.used, state: state + 1 }
  },
  act,
  say: () => undefined,
  fault: (why) => Buffer.from(`fault ${why}\n`),
  mostBytes: 100,
  reads: 'heard',
  ...more,
})

function talkTo(dialect: LegacyDialect<number, string>, framesPerSecond = 1000) {
  const sent: string[] = []
  const events: string[] = []
  const errors: object[] = []
  let now = 0
  const link: Link = {
    address: '10.0.0.1',
    send: (bytes) => void sent.push(bytes.toString()),
    end: () => void events.push('end'),
    drop: () => void events.push('drop'),
    waiting: 0,
    stuck: 0,
    pause: () => void events.push('pause'),
    resume: () => {},
    drained: () => Promise.resolve(),
  }
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (about: object) => void errors.push(about) }
  // Of a hall only what a conversation without a sign-in touches.
  const hall = {
    limits: { ...standardLimits, framesPerSecond },
    clock: () => now,
    log,
    gateway: 'pychat',
    pressure: createPressure(),
  } as unknown as Hall
  const conversation = openConversation({ hall, dialect, link, whole: false, onOwned: () => {} })
  return {
    sent,
    events,
    errors,
    conversation,
    say: (text: string) => conversation.onBytes(Buffer.from(text)),
    later: (ms: number) => (now += ms),
  }
}

test('[OLDER-5] words are acted upon one after another; the next is heard when the one before is done', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done: string[] = []
  const talk = talkTo(lines((word) => (done.push(word), word === 'wait' ? promise : undefined)))
  talk.say('a\nwait\nb\nc')
  expect(done).toEqual(['a', 'wait'])
  talk.say('c\n')
  expect(done).toEqual(['a', 'wait'])
  resolve()
  await until('the rest', () => done.length === 4)
  expect(done).toEqual(['a', 'wait', 'b', 'cc'])
})

test('[OLDER-5] what has no end is ended, with the dialect’s own words; what waits while something is done holds the sender up', async () => {
  const endless = talkTo(lines(() => {}))
  endless.say('x'.repeat(100))
  expect(endless.events).toEqual([])
  endless.say('x')
  expect([endless.sent, endless.events]).toEqual([['fault too large\n'], ['end']])

  const busy = talkTo(lines(() => new Promise(() => {})))
  busy.say('wait\n')
  busy.say('more\n'.repeat(20_000))
  expect(busy.events).toEqual(['pause'])
})

test('[OLDER-5] whoever asks too fast is heard more slowly, and nothing is lost; a dialect with a word for it says it and drops', async () => {
  const heard: string[] = []
  const patient = talkTo(
    lines((word) => void heard.push(word)),
    2,
  )
  patient.say('a\nb\nc\nd\n')
  expect(heard).toEqual(['a', 'b'])
  patient.later(2000)
  await until('all four', () => heard.length === 4)

  const strict = talkTo(
    lines((word) => void heard.push(word), { tooFast: (ms) => Buffer.from(`wait ${ms > 0}\n`) }),
    2,
  )
  strict.say('e\nf\ng\n')
  expect(heard.slice(4)).toEqual(['e', 'f'])
  expect(strict.sent).toEqual(['wait true\n'])
})

test('[OLDER-5] a word that fails for a reason of ours ends that word alone, and is logged', async () => {
  const talk = talkTo(
    lines((word, desk) => {
      if (word === 'throw') throw new Error('ours')
      if (word === 'reject') return Promise.reject(new Error('ours'))
      desk.say(Buffer.from(`did ${word}\n`))
    }),
  )
  talk.say('throw\nreject\nfine\n')
  await until('the last word', () => talk.sent.includes('did fine\n'))
  expect(talk.sent).toEqual(['fault internal\n', 'fault internal\n', 'did fine\n'])
  expect(talk.errors.length).toBe(2)
})

test('[OLDER-5] a dialect that throws where it must not loses what it was given, and lives on', async () => {
  const talk = talkTo({
    ...lines((word, desk) => desk.say(Buffer.from(`${word}\n`))),
    hear: (bytes, state) => {
      if (bytes.includes('bad')) throw new Error('ours')
      return lines(() => {}).hear(bytes, state)
    },
  })
  talk.say('bad\n')
  talk.say('good\n')
  expect([talk.sent, talk.errors.length]).toEqual([['good\n'], 1])
})

test('[OLDER-5] bytes behind a word may belong to it; what nobody wanted of them ends the connection, for it would be taken for words', async () => {
  const files: string[] = []
  const take: Act = async (word, desk) => {
    const body = desk.receive(Number(word))
    files.push(Buffer.concat(await Array.fromAsync(body)).toString())
  }
  const talk = talkTo(lines(take))
  talk.say('5\nab\n')
  talk.say('cd')
  talk.say('2\nxy')
  await until('both', () => files.length === 2)
  expect(files).toEqual(['ab\ncd', 'xy'])
  const rude = talkTo(lines(async (word, desk) => void desk.receive(Number(word))))
  rude.say('5\nab')
  await until('the end', () => rude.events.includes('end'))
})

test('[OLDER-5] what was sent before the sender hung up is still answered', async () => {
  const talk = talkTo(lines(async (word, desk) => desk.say(Buffer.from(`${word}\n`))))
  talk.say('a\nb\n')
  talk.conversation.onEnd()
  await until('the end', () => talk.events.includes('end'))
  expect(talk.sent).toEqual(['a\n', 'b\n'])
})

test('[OLDER-5] programs that take one read for one message are given time between two', async () => {
  const talk = talkTo(lines((word, desk) => desk.say(Buffer.from(word)), { gapMs: () => 30 }))
  talk.say('a\nb\nc\n')
  expect(talk.sent).toEqual(['a'])
  await until('all three', () => talk.sent.length === 3)
  talk.conversation.desk.end(Buffer.from('d'))
  expect(talk.events).toEqual([])
  await until('the end', () => talk.events.includes('end'))
  expect(talk.sent).toEqual(['a', 'b', 'c', 'd'])
})

test('[OLDER-5] a thousand things said in one breath do not hold up everybody else, and each is answered', async () => {
  let heard = 0
  const talk = talkTo(
    lines((word, desk) => (heard++, desk.say(Buffer.from(word)))),
    100_000,
  )
  talk.say('a\n'.repeat(1000))
  expect(heard).toBeLessThan(100)
  await until('all of them', () => talk.sent.length === 1000)
})

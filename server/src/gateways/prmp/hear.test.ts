import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Hearing, hearTag, startHearing, type Word } from './hear.ts'
import { answer, tag } from './tags.ts'

/** Everything that is heard, when the bytes come in these pieces and then nothing more. */
function heardIn(...pieces: readonly (string | Buffer)[]): { words: Word[]; state: Hearing } {
  const words: Word[] = []
  let state = startHearing
  let unread = Buffer.alloc(0)
  const listen = (isLast: boolean): void => {
    while (unread.length > 0) {
      const heard = hearTag(unread, state)
      state = heard.state
      if (heard.is === 'more') {
        if (!isLast || heard.orAfter === undefined) return
        state = heard.orAfter.state
        continue
      }
      if (heard.is === 'word') words.push(heard.word)
      unread = unread.subarray(heard.used)
    }
  }
  for (const piece of pieces) {
    unread = Buffer.concat([unread, Buffer.from(piece)])
    listen(false)
  }
  listen(true)
  return { words, state }
}

const accents = {
  document: '{"action":"signup","user_id":"ada","key":"k"}\n {"action":"login","user_id":"ada","key":"k"}',
  A: '{"id": "ada", "key": "k", "action": "SIGNUP"}{"id": "ada", "key": "k", "action": "LOGIN"}',
  B: '{"id":"ada","key":"k","action":"SIGNUP"}<TAG>{"id":"ada","key":"k","action":"LOGIN"}<TAG>',
  C: '<TAG>{"ID":"ada","KEY":"k","ACTION":"SIGNUP"}<TAG><TAG>{"ID":"ada","KEY":"k","ACTION":"LOGIN"}<TAG>',
}

for (const [accent, text] of Object.entries(accents))
  test(`[PRMP-1] accent ${accent} is told by what comes first, at every cut`, () => {
    const whole = heardIn(text)
    expect(whole.words.map((word) => word.is === 'tag' && [word.accent, word.action])).toEqual([
      [accent, 'signup'],
      [accent, 'login'],
    ])
    const bytes = Buffer.from(text)
    for (let cut = 1; cut < bytes.length; cut++)
      expect(heardIn(bytes.subarray(0, cut), bytes.subarray(cut)), `cut at ${cut}`).toEqual(whole)
    expect(heardIn(...Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(whole)
  })

test('[PRMP-1] one object of accent A and silence is A; C is told by its key alone', () => {
  expect(heardIn('{"id":"ada","action":"SIGNUP"}').state.accent).toBe('A')
  expect(heardIn('{"id":"ada","action":"SIGNUP"}<TA').state.accent).toBe('A')
  expect(heardIn('{"ID":"ada","ACTION":"SIGNUP"}').state.accent).toBe('C')
  expect(heardIn('{"id":"ada"}').state.accent).toBe('document')
})

test('[PRMP-2] braces, quotes and <TAG> within a text split nothing', () => {
  const text = 'a } " \\ <TAG>{"action":"login"}<TAG> { b'
  const { words } = heardIn(`${JSON.stringify({ ACTION: 'CHAT', TEXT: text })}<TAG>${JSON.stringify({ ACTION: 'DATA' })}<TAG>`)
  expect(words.map((word) => word.is === 'tag' && [word.action, word.fields.get('text')])).toEqual([
    ['chat', text],
    ['data', undefined],
  ])
})

test('[PRMP-2] what is no object is answered once, also where it is cut; what is no JSON is answered as one', () => {
  const hearKinds = (...pieces: string[]) => heardIn(...pieces).words.map(({ is }) => is)
  expect(hearKinds('hello there {"action":"login"}')).toEqual(['junk', 'tag'])
  expect(hearKinds('hel', 'lo the', 're {"action":"login"}')).toEqual(['junk', 'tag'])
  expect(hearKinds('{not json}{"action":"login"}')).toEqual(['junk', 'tag'])
  expect(hearKinds(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}{"action":"login"}`)).toEqual(['junk', 'tag'])
  expect(hearKinds('{"action":"login","key":"\u0000\n"}')).toEqual(['junk'])
})

test('[PRMP-8] no key comes back in an answer, in any accent or case', () => {
  for (const raw of [
    { id: 'ada', key: 'sesame', action: 'LOGIN' },
    { ID: 'ada', KEY: 'sesame', Password: 'sesame', NEW_KEY: 'sesame', ACTION: 'LOGIN' },
  ])
    for (const accent of ['document', 'A', 'B', 'C'] as const)
      expect(answer({ is: 'tag', accent, action: 'login', fields: new Map(), raw }, 'successful').toString()).not.toContain('sesame')
})

test('[PRMP-1] keys and endings are those of the accent', () => {
  const said = (['document', 'A', 'B', 'C'] as const).map((accent) =>
    tag(accent, { action: 'x', user_id: 'y', none: undefined }).toString(),
  )
  expect(said).toEqual([
    '{"action":"x","user_id":"y"}\n',
    '{"action":"x","user_id":"y"}',
    '{"ACTION":"x","USER_ID":"y"}<TAG>',
    '{"ACTION":"x","user_id":"y"}<TAG>',
  ])
})

test('[PRMP-2] no bytes whatever make it throw or stand still, and where they are cut makes no difference', () => {
  const marks = fc.string({
    unit: fc.constantFrom('{', '}', '[', '"', '\\', ':', ' ', '\n', '<TAG>', '<', 'action', 'ACTION', 'é', '\0', '\u202e'),
    maxLength: 60,
  })
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)),
    marks.map((text) => Buffer.from(text)),
    fc
      .tuple(fc.constantFrom(...Object.values(accents)), fc.nat(120), marks)
      .map(([text, at, odd]) => Buffer.from(text.slice(0, at) + odd + text.slice(at))),
  )
  fc.assert(
    fc.property(bytes, fc.nat(), (some, at) => {
      const cut = some.length === 0 ? 0 : at % some.length
      const kinds = (words: readonly Word[]) => words.map((word) => (word.is === 'tag' ? [word.accent, word.raw] : 'junk'))
      expect(kinds(heardIn(some.subarray(0, cut), some.subarray(cut)).words)).toEqual(kinds(heardIn(some).words))
    }),
    { numRuns: 300 },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { disposition } from './disposition.ts'
import { partOf } from './ranges.ts'

const tag = '"abc"'
const whole = { is: 'whole' }

test.each([
  [undefined, whole],
  ['bytes=0-0', { is: 'part', start: 0, end: 0 }],
  ['bytes=0-', { is: 'part', start: 0, end: 99 }],
  ['bytes=90-500', { is: 'part', start: 90, end: 99 }],
  ['bytes=-1', { is: 'part', start: 99, end: 99 }],
  ['bytes=-500', { is: 'part', start: 0, end: 99 }],
  ['bytes=-0', { is: 'nowhere' }],
  ['bytes=100-', { is: 'nowhere' }],
  ['bytes=5-4', whole],
  ['bytes=-', whole],
  ['bytes=0-1,3-4', whole],
  ['lines=0-1', whole],
  ['bytes=9999999999999999999-', whole],
])('[FILES-5] of 100 bytes %j asks for %o', (range, part) => {
  expect(partOf({ range }, 100, tag)).toEqual(part)
})

test('[FILES-5] whatever is asked for lies within the file', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat({ max: 300 }), (text, from, to, size) => {
      for (const range of [text, `bytes=${text}`, `bytes=${from}-${to}`, `bytes=-${to}`, `bytes=${from}-`]) {
        const part = partOf({ range }, size, tag)
        if (part.is !== 'part') continue
        expect(part.start).toBeGreaterThanOrEqual(0)
        expect(part.end).toBeLessThan(size)
        expect(part.start).toBeLessThanOrEqual(part.end)
      }
    }),
  )
})

test('[FILES-7] a name in a header is one header, readable for all', () => {
  expect(disposition('plan.pdf', false)).toBe(`attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`)
  expect(disposition('Übermut "x" 100%.jpg', true)).toBe(
    `inline; filename="_bermut _x_ 100_.jpg"; filename*=UTF-8''%C3%9Cbermut%20%22x%22%20100%25.jpg`,
  )
  expect(disposition("it's (1)*!.txt", false)).toContain(`filename*=UTF-8''it%27s%20%281%29%2A%21.txt`)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(disposition(name, false)).toMatch(
        /^attachment; filename="[\x20\x21\x23-\x24\x26-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w%.~$&+^`|#{}-]*$/,
      )
    }),
  )
})

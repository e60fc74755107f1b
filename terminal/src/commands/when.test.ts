import { expect, test } from 'vitest'
import { dayAndClock } from '../screen/message.ts'
import { timeIn } from './when.ts'

test('[TERM-29] times are said as people say them', () => {
  const now = new Date('2026-12-24T12:00').getTime()
  const at = (words: string) => {
    const found = timeIn(words, now)
    return found && [dayAndClock(found.due), found.rest]
  }
  expect(at('10m tea')).toEqual(['2026-12-24 12:10', 'tea'])
  expect(at('in 2h')).toEqual(['2026-12-24 14:00', ''])
  expect(at('18:30 go home')).toEqual(['2026-12-24 18:30', 'go home'])
  expect(at('9:00')).toEqual(['2026-12-25 09:00', ''])
  expect(at('tomorrow at 9:00 call')).toEqual(['2026-12-25 09:00', 'call'])
  expect(at('2027-01-02 07:05 x')).toEqual(['2027-01-02 07:05', 'x'])
  for (const wrong of ['25:00 x', 'soon', '5 apples', '']) expect(at(wrong)).toBeUndefined()
})

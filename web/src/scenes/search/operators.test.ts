import { describe, expect, it } from 'vitest'
import { dayOf, fitsName, meantIn, takeOperator, thingOf } from './operators.ts'

describe('search operators', () => {
  it('[WEB-28] an operator is taken out of the words when it is typed to its end', () => {
    expect(takeOperator('from:ada', false)).toBeUndefined()
    expect(takeOperator('from:ada ', false)).toEqual({ typed: { operator: 'from', value: 'ada' }, rest: '' })
    expect(takeOperator('kettle From:ada lamp', false)).toEqual({ typed: { operator: 'from', value: 'ada' }, rest: 'kettle lamp' })
    expect(takeOperator('from:ada', true)).toEqual({ typed: { operator: 'from', value: 'ada' }, rest: '' })
    expect(takeOperator('in:"Field camp"', false)).toEqual({ typed: { operator: 'in', value: 'Field camp' }, rest: '' })
  })

  it('[WEB-28] what only looks like one stays words', () => {
    for (const text of ['from: ada', 'xfrom:ada ', 'at 12:30 ', 'http://from.example ']) expect(takeOperator(text, true)).toBeUndefined()
  })

  it('[WEB-28] days, things and names are understood as people write them', () => {
    const noon = new Date(2026, 10, 21, 12).getTime()
    expect(dayOf('2026-11-20', noon)).toBe(new Date(2026, 10, 20).getTime())
    expect(dayOf('Yesterday', noon)).toBe(new Date(2026, 10, 20).getTime())
    expect(dayOf('2026-13-01', noon)).toBeUndefined()
    expect(dayOf('soon', noon)).toBeUndefined()
    expect([thingOf('Files'), thingOf('picture'), thingOf('constructor')]).toEqual(['file', 'image', undefined])
    expect([fitsName('Field camp', 'camp'), fitsName('Ada Lovelace', '@ada'), fitsName('Bo', 'ada')]).toEqual([true, true, false])
  })
})

it('[WEB-SCENE-8] who is called exactly so is meant; else all whom it fits, to be chosen from', () => {
  const all = [
    ['bob', 'Bob'],
    ['bo', 'Bo'],
    ['ada', 'Ada'],
    ['ada2', 'Ada'],
  ]
  const meant = (value: string) => meantIn(all, value, (names) => names).map(([name]) => name)
  expect([meant('bo'), meant('@BOB'), meant('b'), meant('ada'), meant('Ada'), meant('x')]).toEqual([
    ['bo'],
    ['bob'],
    ['bob', 'bo'],
    ['ada', 'ada2'],
    ['ada', 'ada2'],
    [],
  ])
})

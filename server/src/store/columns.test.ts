import { expect, it } from 'vitest'
import { numbersIn, objectIn, textsIn } from './columns.ts'

it('[STORE-23] a column is what it is to hold, or nothing', () => {
  expect(textsIn('["a","b"]')).toEqual(['a', 'b'])
  expect(numbersIn('[1,2]')).toEqual([1, 2])
  expect(objectIn('{"a":1}')).toEqual({ a: 1 })
  for (const json of ['', '{', 'null', '"a"', '1', '\u0000', '[1,"a"]', '[null]']) {
    expect([json, textsIn(json), numbersIn(json), objectIn(json)]).toEqual([json, undefined, undefined, undefined])
  }
  expect([objectIn('[]'), textsIn('{}')]).toEqual([undefined, undefined])
})

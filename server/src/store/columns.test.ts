import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { numbersIn, reader, readOnce, textsIn } from './columns.ts'

it('[STORE-23] a column is what it is to hold, or nothing', () => {
  const schema = Type.Object({ a: Type.Optional(Type.Integer({ maximum: 9 })) }, { additionalProperties: false })
  const objectIn = reader(schema)
  expect(textsIn('["a","b"]')).toEqual(['a', 'b'])
  expect(numbersIn('[1,2]')).toEqual([1, 2])
  expect([objectIn('{"a":1}'), objectIn('{}'), readOnce(schema, '{"a":1}')]).toEqual([{ a: 1 }, {}, { a: 1 }])
  for (const json of ['', '{', 'null', '"a"', '1', '\u0000', '[1,"a"]', '[null]', '{"a":"1"}', '{"a":10}', '{"b":1}', '{"__proto__":{}}']) {
    const read = [textsIn(json), numbersIn(json), objectIn(json), readOnce(schema, json)]
    expect([json, ...read]).toEqual([json, undefined, undefined, undefined, undefined])
  }
  expect([objectIn('[]'), textsIn('{}')]).toEqual([undefined, undefined])
  const long = `["${'x'.repeat(1_048_576)}"]`
  expect([textsIn(long), textsIn(long.slice(5))]).toEqual([undefined, undefined])
  expect(textsIn(`["${'x'.repeat(1_048_000)}"]`)).toHaveLength(1)
})

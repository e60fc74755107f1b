import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBefore } from './sqlite-before.ts'

/** Counts how often the database is asked. */
function scene() {
  const database = new DatabaseSync(':memory:')
  database.exec(
    'create table said_before (client_id text not null, author integer not null, primary key (client_id, author)) without rowid',
  )
  const insert = database.prepare('insert or ignore into said_before values (?, ?)')
  let looks = 0
  const counted = {
    prepare(text: string) {
      const statement = database.prepare(text)
      const get = statement.get.bind(statement)
      statement.get = (...values: never[]) => {
        looks++
        return get(...values)
      }
      return statement
    },
  }
  const before = createBefore(counted)
  const move = (clientId: string, author = 1) => {
    insert.run(clientId, author)
    before.forget()
  }
  return { before, move, looks: () => looks, [Symbol.dispose]: () => database.close() }
}

const clientId = fc.string({ unit: fc.constantFrom(...'!09AZaz~'), minLength: 1, maxLength: 3 })

it('[STORE-21] memory says of every clientId what the table says, whatever was moved before and after', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(clientId, fc.boolean(), fc.integer({ min: 1, max: 2 })), { maxLength: 60 }), (steps) => {
      using place = scene()
      const used = new Set<string>()
      for (const [id, isMoved, author] of steps) {
        expect(place.before.has(id), id).toBe(used.has(id))
        if (!isMoved) continue
        place.move(id, author)
        used.add(id)
      }
    }),
  )
})

it('[STORE-21] what is said now is told from what was said before by one look, for each way of making clientIds', () => {
  using place = scene()
  expect([place.before.has('1790-a'), place.before.has('x')]).toEqual([false, false])
  expect(place.looks(), 'nothing was moved').toBe(1)
  for (let n = 100; n < 200; n++) for (const kind of ['', 'm', 'u']) place.move(`${kind}${n}`)
  const known = place.looks()
  for (let n = 200; n < 900; n++) for (const kind of ['', 'm', 'u']) expect(place.before.has(`${kind}${n}`)).toBe(false)
  expect(place.looks() - known).toBe(3)
})

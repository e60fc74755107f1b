import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addPlace, changedLeaf, inBoth, leafOf, leavesOf, MOST_LEAVES, type Postings, placesIn, readLeaf } from './search.postings.ts'
import { fold, gramsOf, termsOf } from './search.words.ts'

const letter = fc.oneof(
  fc.constantFrom(...'aabbccdeéßΣςİı .-#@\n'),
  fc.constantFrom('会', '議', 'か', '한', 'ไ', 'ฉ', 'ש', 'ي', 'क', '्', 'Ａ', 'ﬁ', '👍🏽', '👩‍👩‍👧', '✅', '𝐀', '𠮷', '\u0301'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const text = fc.array(letter, { maxLength: 30 }).map((letters) => letters.join('').toWellFormed())

it('[STORE-19] wherever a term is, its grams are', () => {
  fc.assert(
    fc.property(text, fc.nat(30), fc.nat(8), (said, from, length) => {
      const folded = fold(said)
      const grams = gramsOf(said)
      for (const term of termsOf(said.slice(from, from + length))) {
        if (term.isIn(folded)) for (const gram of term.grams) expect(grams.has(gram)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

it('[STORE-19] three letters in a row of a text, or one sign, are found in it', () => {
  fc.assert(
    fc.property(text, fc.nat(30), fc.nat(8), (said, from, length) => {
      const folded = fold(said)
      const look = folded.slice(from, from + length)
      const isEnough = /[a-z]{3}|[会議か한👍✅𠮷]/u.test(look) && fold(look) === look
      if (isEnough) for (const term of termsOf(look)) if (look.trim() === look && !/\s/.test(look)) expect(term.isIn(folded)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

const some = fc.dictionary(fc.nat(2 ** 24 - 1).map(String), fc.uniqueArray(fc.nat(4095), { minLength: 1, maxLength: 60 }))
const postingsOf = (from: Readonly<Record<string, readonly number[]>>): Postings => {
  const postings: Postings = new Map()
  for (const [gram, places] of Object.entries(from)) for (const at of places.toSorted((a, b) => a - b)) addPlace(postings, Number(gram), at)
  return postings
}

it('[STORE-19] what is written into leaves is read from them', () => {
  fc.assert(
    fc.property(some, fc.nat(2 ** 24 - 1), (from, stranger) => {
      const postings = postingsOf(from)
      const leaves = [...leavesOf(postings)]
      expect(leaves.length).toBeLessThanOrEqual(MOST_LEAVES)
      const leafWith = (gram: number) => leaves[leafOf(gram, leaves.length)] ?? ''
      for (const [gram, places] of postings) expect(placesIn(leafWith(gram), gram)).toEqual(places)
      if (!postings.has(stranger)) expect(placesIn(leafWith(stranger), stranger)).toEqual([])
      expect(new Map(leaves.flatMap((leaf) => [...readLeaf(leaf)]))).toEqual(new Map([...postings].toSorted(([a], [b]) => a - b)))
    }),
  )
})

it('[STORE-10] a place that is taken out of a leaf and put back leaves the same leaf', () => {
  fc.assert(
    fc.property(some, fc.nat(4095), fc.uniqueArray(fc.nat(2 ** 24 - 1), { maxLength: 5 }), (from, place, strangers) => {
      const [leaf = ''] = leavesOf(postingsOf(Object.fromEntries(Object.entries(from).slice(0, 3))))
      const had = new Set([...readLeaf(leaf)].filter(([, places]) => places.includes(place)).map(([gram]) => gram))
      const come = new Set(strangers.filter((gram) => !had.has(gram)))
      const changed = changedLeaf(leaf, place, had, come)
      for (const gram of come) expect(placesIn(changed, gram)).toContain(place)
      for (const gram of had) expect(placesIn(changed, gram)).not.toContain(place)
      expect(changedLeaf(changed, place, come, had)).toBe(leaf)
    }),
  )
})

it('[STORE-19] what is in both lists is in both', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(40)), fc.uniqueArray(fc.nat(40)), (a, b) => {
      const [one, other] = [a, b].map((list) => list.toSorted((x, y) => x - y))
      expect(inBoth(one ?? [], other ?? [])).toEqual((one ?? []).filter((place) => b.includes(place)))
    }),
  )
})

import { expect, it } from 'vitest'
import { type Marked, marked } from './format.ts'
import { strangersIn } from './mention.ts'

/** `a [b] c`: b is selected. */
const read = (words: string): Marked => ({
  text: words.replace(/[⟨⟩]/g, ''),
  from: words.indexOf('⟨'),
  to: words.indexOf('⟩') - 1,
})
const shown = (now: Marked | null): string | null =>
  now && `${now.text.slice(0, now.from)}⟨${now.text.slice(now.from, now.to)}⟩${now.text.slice(now.to)}`
const press = (key: string, words: string, shiftKey = false): string | null =>
  shown(marked({ key, ctrlKey: true, metaKey: false, shiftKey, altKey: false }, read(words)))

it('[WEB-40] keys put marks around words, and take them off again', () => {
  expect(press('b', 'a ⟨word⟩ here')).toBe('a **⟨word⟩** here')
  expect(press('b', 'a **⟨word⟩** here')).toBe('a ⟨word⟩ here')
  expect(press('i', '**⟨word⟩**')).toBe('***⟨word⟩***')
  expect(press('i', '*⟨word⟩*')).toBe('⟨word⟩')
  expect(press('e', 'say ⟨⟩')).toBe('say `⟨⟩`')
  expect(press('L', 'see ⟨this⟩ now', true)).toBe('see [this](⟨⟩) now')
  expect(press('L', '⟨https://a.lan/b⟩', true)).toBe('[⟨⟩](https://a.lan/b)')
  expect(press('k', '⟨word⟩')).toBeNull()
  expect(marked({ key: 'b', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }, read('⟨a⟩'))).toBeNull()
})

it('[WEB-40] who is mentioned and not in the room is noticed before anything is sent', () => {
  const [ada, bo, cy] = ['ada', 'bo', 'cy'].map((name) => ({ id: name, name, displayName: name.toUpperCase(), deleted: false }))
  if (!ada || !bo || !cy) throw new Error('nobody')
  const known = [ada, bo, cy]
  const inside = new Set(['ada', 'bo'])
  expect(strangersIn('Hello @cy, and @bo', known, inside)).toEqual([cy])
  expect(strangersIn('Hello @CY. And @nobody, me@cy', known, inside)).toEqual([cy])
  expect(strangersIn('Hello', known, inside)).toEqual([])
})

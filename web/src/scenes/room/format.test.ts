import { expect, it } from 'vitest'
import type { KeyDeed } from '../../keys/table.ts'
import { strangersIn } from './completion.ts'
import { type Marked, marked } from './format.ts'

/** `a [b] c`: b is selected. */
const read = (words: string): Marked => ({
  text: words.replace(/[⟨⟩]/g, ''),
  from: words.indexOf('⟨'),
  to: words.indexOf('⟩') - 1,
})
const shown = (now: Marked | null): string | null =>
  now && `${now.text.slice(0, now.from)}⟨${now.text.slice(now.from, now.to)}⟩${now.text.slice(now.to)}`
const press = (deed: KeyDeed | undefined, words: string): string | null => shown(marked(deed, read(words)))

it('[WEB-40] keys put marks around words, and take them off again', () => {
  expect(press('bold', 'a ⟨word⟩ here')).toBe('a **⟨word⟩** here')
  expect(press('bold', 'a **⟨word⟩** here')).toBe('a ⟨word⟩ here')
  expect(press('slanted', '**⟨word⟩**')).toBe('***⟨word⟩***')
  expect(press('slanted', '*⟨word⟩*')).toBe('⟨word⟩')
  expect(press('code', 'say ⟨⟩')).toBe('say `⟨⟩`')
  expect(press('link', 'see ⟨this⟩ now')).toBe('see [this](⟨⟩) now')
  expect(press('link', '⟨https://a.lan/b⟩')).toBe('[⟨⟩](https://a.lan/b)')
  expect(press('preview', '⟨word⟩')).toBeNull()
  expect(press(undefined, '⟨a⟩')).toBeNull()
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

import { expect, it } from 'vitest'
import { groups } from '../scenes/dialogs/key-words.ts'
import { comboOf, deedOf, keyDeeds, objectionTo } from './table.ts'

const press = (key: string, held = '', code = ''): string | null =>
  comboOf({
    ...{ key, code },
    ctrlKey: held.includes('c'),
    metaKey: held.includes('m'),
    altKey: held.includes('a'),
    shiftKey: held.includes('s'),
    getModifierState: (key) => key === 'AltGraph' && held.includes('g'),
  })

it('[WEB-41] a key is known by what is written on it, in every layout', () => {
  expect(press('k', 'c')).toBe('Mod+K')
  expect(press('k', 'm')).toBe('Mod+K')
  expect(press('F', 'cs')).toBe('Mod+Shift+F')
  expect(press('ArrowUp', 'as')).toBe('Alt+Shift+ArrowUp')
  // A sign that needs Shift on one keyboard needs none on another.
  expect([press('/', 'c'), press('/', 'cs', 'Digit7'), press('?', 's')]).toEqual(['Mod+/', 'Mod+/', '?'])
  expect(press(' ', 'cs', 'Space')).toBe('Mod+Shift+Space')
  // Another script, and what Alt makes of a letter.
  expect([press('л', 'c', 'KeyK'), press('к', '', 'KeyR'), press('π', 'ca', 'KeyP')]).toEqual(['Mod+K', 'R', 'Mod+Alt+P'])
  // AltGr writes signs, though Windows says that Ctrl and Alt are held with it.
  expect([press('ś', 'cag', 'KeyS'), press('@', 'cag', 'KeyQ'), press('ś', 'ca', 'KeyS')]).toEqual(['S', '@', 'Mod+Alt+S'])
  expect([press('Control', 'c'), press('Shift', 's')]).toEqual([null, null])
})

it('[WEB-41] no two deeds of one place have the same key, and what is chosen stands over what was there', () => {
  for (const deed of Object.keys(keyDeeds) as (keyof typeof keyDeeds)[]) expect(objectionTo(deed, keyDeeds[deed].keys, {})).toBeNull()
  expect(deedOf('Mod+E', ['writing'], {})).toBe('code')
  expect(deedOf('Mod+E', ['call'], {})).toBe('camera')
  expect(deedOf('Mod+J', ['everywhere'], { goTo: 'Mod+J' })).toBe('goTo')
  expect(deedOf('Mod+K', ['everywhere'], { goTo: 'Mod+J' })).toBeUndefined()
  expect(deedOf(null, ['everywhere'], {})).toBeUndefined()
})

it('[WEB-41] a key that is taken, the browser’s own, or a letter one writes with, is refused', () => {
  expect(objectionTo('bold', 'Mod+I', {})).toEqual({ is: 'taken', by: 'slanted' })
  expect(objectionTo('bold', 'Mod+K', {})).toEqual({ is: 'taken', by: 'goTo' })
  expect(objectionTo('bold', 'Mod+I', { slanted: 'Mod+Alt+I' })).toBeNull()
  for (const combo of [
    'Mod+T',
    'Mod+Shift+N',
    'Mod+W',
    'Shift+Escape',
    'F5',
    'F12',
    'Mod+Shift+D',
    'Alt+ArrowLeft',
    'Mod+5',
    'Tab',
    'Mod+Enter',
  ])
    expect(objectionTo('search', combo, {})).toEqual({ is: 'browsers' })
  expect(objectionTo('search', 'Q', {})).toEqual({ is: 'letter' })
  expect(objectionTo('reply', 'Q', {})).toBeNull()
  expect(objectionTo('search', 'Mod+Alt+F', {})).toBeNull()
})

it('[WEB-41] every key stands on the sheet, where it can be changed', () => {
  const shown = groups().flatMap(({ deeds }) => deeds)
  expect([...shown].sort()).toEqual(Object.keys(keyDeeds).sort())
})

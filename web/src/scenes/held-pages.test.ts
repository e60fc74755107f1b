import { expect, test } from 'vitest'
import { continued, type Held, renewed } from './held-pages.ts'

const held = (ids: string, more: boolean): Held<string> => ({ list: [...ids], more })
const same = (one: string): string => one

test('[WEB-44] what was loaded of a list stays when its first page is fetched anew', () => {
  const all = continued(continued(undefined, held('abc', true), same), held('def', true), same)
  expect(all).toEqual(held('abcdef', true))
  // Somebody replied to e: it stands first, and nothing else is gone.
  expect(renewed(all, held('eab', true), same)).toEqual(held('eabcdf', true))
  expect(renewed(held('abcdef', false), held('xab', true), same)).toEqual(held('xabcdef', false))
})

test('[WEB-44] a list has no hole: where all of the first page is new, it begins anew', () => {
  expect(renewed(held('abcdef', true), held('xyz', true), same)).toEqual(held('xyz', true))
  expect(renewed(held('abcdef', true), held('ab', false), same)).toEqual(held('ab', false))
  expect(continued(held('abc', true), held('cd', false), same)).toEqual(held('abcd', false))
})

import { expect, test } from 'vitest'
import { toned } from './emoji.ts'

test('[WEB-15] hands and people are shown in the tone one has chosen, and nothing else is', () => {
  expect(['👍', '☝️', '🏃‍♂️', '👩‍🚀', '🤝'].map((emoji) => toned(emoji, 'dark'))).toEqual(['👍🏿', '☝🏿', '🏃🏿‍♂️', '👩🏿‍🚀', '🤝🏿'])
  // Several people, hearts, and what has a tone already.
  expect(['👨‍👩‍👧', '❤️', '🎉', '👍🏻'].map((emoji) => toned(emoji, 'dark'))).toEqual(['👨‍👩‍👧', '❤️', '🎉', '👍🏻'])
  expect(toned('👍', 'none')).toBe('👍')
})

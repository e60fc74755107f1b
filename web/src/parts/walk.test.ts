import { expect, test } from 'vitest'
import { nextIn } from './walk.ts'

test('[WEB-SCENE-7] arrows walk through a toolbar and the choices of a poll, round their ends, and the right way from right to left', () => {
  expect([
    nextIn('ArrowRight', 0, 3, 'line', false),
    nextIn('ArrowRight', 2, 3, 'line', false),
    nextIn('ArrowLeft', 0, 3, 'line', false),
  ]).toEqual([1, 0, 2])
  expect([nextIn('ArrowLeft', 0, 3, 'line', true), nextIn('Home', 2, 3, 'line', true), nextIn('End', 0, 3, 'line', true)]).toEqual([
    1, 0, 2,
  ])
  expect([
    nextIn('ArrowDown', 0, 3, 'line', false),
    nextIn('ArrowDown', 0, 3, 'both', true),
    nextIn('ArrowUp', 0, 3, 'both', true),
  ]).toEqual([undefined, 1, 2])
  expect([nextIn('a', 0, 3, 'both', false), nextIn('ArrowDown', -1, 3, 'both', false), nextIn('End', 0, 0, 'both', false)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, test } from 'vitest'
import { troubleOf } from './trouble.ts'

test('[WEB-11] a room that cannot be opened says why, and without a server that nothing of it is kept here', () => {
  const failure = new ChatError('room_unknown')
  expect(troubleOf({ failure }, false, true)).toEqual({ is: 'failed', failure })
  expect(troubleOf({}, false, false)).toEqual({ is: 'away' })
})

test('[WEB-11] what is shown, and what is on its way, is no trouble', () => {
  expect(troubleOf(undefined, false, false)).toBeUndefined()
  expect(troubleOf({ failure: new ChatError('internal') }, true, true)).toBeUndefined()
  expect(troubleOf({}, false, true)).toBeUndefined()
})

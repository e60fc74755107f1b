import { createHmac } from 'node:crypto'
import type { UserId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { createIce } from './turn.ts'

it('[CALLS-12] a TURN password is good for six hours, for one person, and is the name under the shared secret', () => {
  const [server] = createIce(['turn:a:3478', 'turns:a:5349'], 'secret')('ada' as UserId, 1_764_000_000_000)
  expect(server?.urls).toEqual(['turn:a:3478', 'turns:a:5349'])
  expect(server?.username).toBe('1764021600:ada')
  expect(server?.credential).toBe(createHmac('sha1', 'secret').update('1764021600:ada').digest('base64'))
})

it('[CALLS-12] without a secret, or without servers, nothing is said: no browser takes a TURN server without a password', () => {
  expect(createIce(['turn:a'], null)('ada' as UserId, 0)).toEqual([])
  expect(createIce([], 'secret')('ada' as UserId, 0)).toEqual([])
})

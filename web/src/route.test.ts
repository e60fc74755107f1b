import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { hashOf, parseRoute, type Route } from './route.ts'
import { codeIn } from './scenes/dialogs/join-code.ts'
import { nameFrom } from './scenes/welcome/name.ts'

const room = '01hzzzzzzzzzzzzzzzzzzzzzzz' as RoomId
const routes: readonly Route[] = [
  { at: 'home' },
  { at: 'chats' },
  { at: 'settings' },
  { at: 'calls' },
  { at: 'saved' },
  { at: 'call', room },
  { at: 'room', room },
  { at: 'room', room, seq: 12 },
  { at: 'room', room, thread: '01hzzzzzzzzzzzzzzzzzzzzzzy' as MessageId },
  { at: 'room', room, thread: '01hzzzzzzzzzzzzzzzzzzzzzzy' as MessageId, seq: 12 },
  { at: 'setup', token: 'a/b+c' },
  { at: 'invite', token: 'x' },
  { at: 'join', code: 'abc-def' },
]

test.each(routes)('[WEB-11] every place has an address that leads back to it: %o', (route) => {
  expect(parseRoute(hashOf(route))).toEqual(route)
})

test.each(['', '#', '#/nowhere', '#/room/short', '#/room/../../x', '#setup='])('[WEB-11] any other address is home: %s', (hash) => {
  expect(parseRoute(hash)).toEqual({ at: 'home' })
})

test('[WEB-11] a code may be pasted as the whole link', () => {
  expect(codeIn('https://192.168.1.5:8443/#join=abc-def')).toBe('abc-def')
  expect(codeIn(' abc-def ')).toBe('abc-def')
  expect(codeIn('%')).toBe('%')
})

test('[WEB-12] a name to sign in with is made of what people type', () => {
  expect(nameFrom(' Ada Lovelace ')).toBe('Ada.Lovelace')
  expect(nameFrom('Bo')).toBe('Bo')
  expect(nameFrom('Зоя Ц.')).toBe('Зоя.Ц')
  expect(nameFrom('!!!')).toBe('')
})

import { bo, cy, message, room, roomId } from '@hearth/client/cast.ts'
import { signedIn } from '@hearth/client/desk.ts'
import { expect, test } from 'vitest'
import { withNicknames } from './nicknames.ts'

test('[TERM-37] who has a nickname is called by it: beside words, in the list of people, and as the name of the room of two', async () => {
  const { client: bare, board } = await signedIn([room('Workshop'), room('Bo', { kind: 'direct', peer: bo.id })])
  const client = withNicknames(bare)
  expect(client.person(bo.id)).toBe(bare.person(bo.id))
  expect(client.state).toBe(bare.state)
  const opening = client.members(roomId('Workshop'))
  await board.last.answer('room.members', { members: [bo, cy].map((user) => ({ user, role: 'member', joinedAt: 1 })), more: false })
  await opening
  board.last.say({ event: 'contact.marked', with: { mark: { user: bo.id, nickname: 'the tall one', blocked: false } } })
  expect(client.person(bo.id)?.displayName).toBe('the tall one')
  expect(client.state.rooms.get(roomId('Bo'))?.name).toBe('the tall one')
  expect(client.state.members.get(roomId('Workshop'))?.map(({ user }) => user.displayName)).toEqual(['the tall one', 'Cy'])
  const { rooms } = client.state
  board.last.say({ event: 'typing', room: roomId('Workshop'), with: { user: cy.id, on: true } })
  expect(client.state.rooms).toBe(rooms)
  expect(message(1).author).toBe(bo.id)
})

test('[TERM-37] beside names that look alike stands what they sign in with, wherever they are shown, and while they do', async () => {
  const { client: bare, board } = await signedIn([room('Workshop'), room('Bo', { kind: 'direct', peer: bo.id })])
  const client = withNicknames(bare)
  board.last.say({ event: 'account.changed', with: { user: { ...cy, displayName: 'B\u043e' } } })
  expect([bo, cy].map(({ id }) => client.person(id)?.displayName)).toEqual(['Bo (@Bo)', 'B\u043e (@Cy)'])
  expect(client.state.people.get(cy.id)?.displayName).toBe('B\u043e (@Cy)')
  expect(client.state.rooms.get(roomId('Bo'))?.name).toBe('Bo (@Bo)')
  board.last.say({ event: 'account.changed', with: { user: cy } })
  expect(client.state).toBe(bare.state)
})

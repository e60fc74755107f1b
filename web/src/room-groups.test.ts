import { fromResume } from '@hearth/client/answers.ts'
import { shownNames } from '@hearth/client/called.ts'
import { bo, messageId, resumeAnswer, room, roomId, said } from '@hearth/client/cast.ts'
import { apply, type State } from '@hearth/client/state.ts'
import { expect, test } from 'vitest'
import { createGrouping, groupsOf, unreadReplies } from './room-groups.ts'

const names = ['Workshop', 'Office', 'Ångström', 'attic']
const home = (): State => fromResume(resumeAnswer({ rooms: names.map((name) => room(name)) }))
const shown = ({ inOrder }: ReturnType<typeof groupsOf>): string[] => inOrder.map(({ name }) => name)

test('[WEB-SCENE-2] rooms stand by name, and all who ask in one state share what was made of it', () => {
  const state = home()
  expect(shown(groupsOf(state))).toEqual(['Ångström', 'attic', 'Office', 'Workshop'])
  expect(groupsOf({ ...state })).toBe(groupsOf(state))
})

test('[WEB-SCENE-2] a message counts and moves nothing; a new name, a nickname or a room that came does', () => {
  const group = createGrouping()
  const groups = (state: State) => group(state.rooms, state.own, shownNames(state), state.marks)
  const state = home()
  groups(state)
  const heard = apply(state, said('Office', 11))
  expect(shown(groups(heard))).toEqual(['Ångström', 'attic', 'Office', 'Workshop'])
  expect(groups(heard).inOrder.find(({ name }) => name === 'Office')?.unread).toBe(1)
  const renamed = { event: 'room.renamed', room: roomId('Office'), seq: 12, with: { name: 'Zoo', topic: '' } } as const
  expect(shown(groups(apply(heard, { ...renamed, with: { ...renamed.with, by: bo.id, at: 5 } })))).toEqual([
    'Ångström',
    'attic',
    'Workshop',
    'Zoo',
  ])
  const direct = room('Bo', { kind: 'direct', peer: bo.id })
  const more = { ...heard, rooms: new Map(heard.rooms).set(direct.id, direct) }
  expect(shown(groups(more))).toEqual(['Bo', 'Ångström', 'attic', 'Office', 'Workshop'])
  const called = apply(more, { event: 'contact.marked', with: { mark: { user: bo.id, nickname: 'The Builder' } } })
  expect(shown(groups(called))[0]).toBe('The Builder')
})

test('[WEB-SCENE-3] replies in one’s threads count in the title and on the app, but for rooms that are muted', () => {
  const [thread, room] = [messageId('9'), roomId('Office')]
  const state: State = { ...home(), threads: new Map([[thread, { room, id: thread, seq: 9, unread: 2 }]]) }
  expect(unreadReplies(state)).toBe(2)
  expect(unreadReplies(apply(state, said('Office', 11, bo, { thread })))).toBe(3)
  expect(unreadReplies(apply(state, { event: 'room.noted', room, with: { notify: 'none' } }))).toBe(0)
})

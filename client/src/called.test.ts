// Who looks like somebody else is told apart, wherever people are shown.
import type { Mark } from '@hearth/protocol/own-shapes.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { expect, it } from 'vitest'
import { createNaming, peopleShown, shownNames } from './called.ts'
import { ada, bo, cy, dee } from './cast.ts'
import { emptyOwn } from './own.ts'

const world = (people: readonly User[], marks: readonly Mark[] = [], me: User = dee) => ({
  people: new Map(people.map((user) => [user.id, user] as const)),
  me,
  own: { ...emptyOwn, marks: new Map(marks.map((mark) => [mark.user, mark] as const)) },
  marks: new Map(),
})
const shownAs = (user: User, displayName: string): User => ({ ...user, displayName })
const names = (state: ReturnType<typeof world>): string[] => [...peopleShown(state).values()].map(({ displayName }) => displayName)

it('[CLIENT-44] beside a name that looks like another’s stands the one to sign in with; beside others nothing', () => {
  expect(names(world([ada, bo, cy]))).toEqual(['Ada', 'Bo', 'Cy'])
  expect(names(world([ada, shownAs(bo, 'Ada'), cy]))).toEqual(['Ada (@Ada)', 'Ada (@Bo)', 'Cy'])
  // Cyrillic letters, signs, capitals.
  for (const alike of ['\u0430da', 'A d a', '\u2605 ADA \u2605', 'ada.'])
    expect(names(world([ada, shownAs(bo, alike)]))).toEqual(['Ada (@Ada)', `${alike} (@Bo)`])
  // Like oneself, whom one need not know.
  expect(names(world([bo, cy], [], shownAs(dee, 'BO')))).toEqual(['Bo (@Bo)', 'Cy'])
})

it('[CLIENT-44] a sign that somebody writes into their name makes nobody of them; one’s own is not written twice', () => {
  expect(names(world([ada, shownAs(bo, 'Ada (@Ada)')]))).toEqual(['Ada (@Ada)', 'Ada (@Ada) (@Bo)'])
  expect(names(world([ada, shownAs(bo, 'Ada (@Bo)')]))).toEqual(['Ada (@Ada)', 'Ada (@Bo)'])
})

it('[CLIENT-44] who has a nickname is called by it alone, who looks like that is told apart; nobody looks like who is gone', () => {
  const twins = [ada, shownAs(bo, 'Ada'), cy]
  expect(names(world(twins, [{ user: bo.id, nickname: 'Bob' }]))).toEqual(['Ada', 'Bob', 'Cy'])
  expect(names(world([ada, bo, cy], [{ user: ada.id, nickname: 'Cy' }]))).toEqual(['Cy', 'Bo', 'Cy (@Cy)'])
  const gone = [ada, bo].map((user) => ({ ...shownAs(user, 'Deleted account'), deleted: true }))
  expect(names(world(gone))).toEqual(['Deleted account', 'Deleted account'])
})

it('[CLIENT-44] it is made once for each set of people, and stays the same thing while it says the same', () => {
  const state = world([ada, shownAs(bo, 'Ada'), cy])
  expect(shownNames(state)).toBe(shownNames({ ...state }))
  expect(peopleShown(state)).toBe(peopleShown({ ...state }))
  const more = world([...state.people.values(), { ...dee, status: 'here' }])
  const naming = createNaming()
  expect(naming(more)).toBe(naming({ ...more, people: new Map(state.people) }))
  const alone = world([ada, bo])
  expect(peopleShown(alone)).toBe(alone.people)
})

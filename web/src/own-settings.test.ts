import { fromResume } from '@hearth/client/answers.ts'
import { resumeAnswer } from '@hearth/client/cast.ts'
import type { State } from '@hearth/client/state.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, test, vi } from 'vitest'
import { carryOver } from './carry-over.ts'
import { memoryShelf } from './kept.ts'
import { changeOwn, takeUp, usePending } from './own-settings.ts'

function world() {
  const ears = new Set<() => void>()
  const asked: { takes: object; answer: () => void; refuse: (code: 'offline' | 'bad_request') => void }[] = []
  const client = {
    state: { ...fromResume(resumeAnswer({})), connection: { is: 'open' } } as State,
    subscribe(ear: () => void) {
      ears.add(ear)
      return () => void ears.delete(ear)
    },
    ask: (_name: 'own.change', takes: object) =>
      new Promise<unknown>((resolve, reject) =>
        asked.push({ takes, answer: () => resolve({}), refuse: (code) => reject(new ChatError(code)) }),
      ),
  }
  const become = (is: 'open' | 'connecting'): void => {
    client.state = { ...client.state, connection: { is } }
    for (const ear of [...ears]) ear()
  }
  return { client, asked, become, wanted: () => usePending.getState().wanted }
}
const never = (failure: unknown): never => {
  throw failure
}

test('[WEB-SCENE-1] a switch stands as one chose it at once, and a refused choice goes back', async () => {
  const { client, asked, wanted } = world()
  changeOwn(client, { sound: false }, never)
  expect([wanted(), asked[0]?.takes]).toEqual([{ sound: false }, { sound: false }])
  asked[0]?.answer()
  await vi.waitFor(() => expect(wanted()).toEqual({}))
  const refused: unknown[] = []
  changeOwn(client, { words: ['x'] }, (failure) => refused.push(failure))
  asked[1]?.refuse('bad_request')
  await vi.waitFor(() => expect(wanted()).toEqual({}))
  expect(refused).toHaveLength(1)
})

test('[WEB-SCENE-1] without a way to the server it waits for one; what was chosen last is what is told', async () => {
  const { client, asked, become, wanted } = world()
  become('connecting')
  changeOwn(client, { sound: false, hideContent: true }, never)
  changeOwn(client, { sound: true }, never)
  for (const { refuse } of [...asked]) refuse('offline')
  await vi.waitFor(() => expect(wanted()).toEqual({ sound: true, hideContent: true }))
  await Promise.resolve()
  become('open')
  await vi.waitFor(() => expect(asked.slice(2).map(({ takes }) => takes)).toEqual([{ hideContent: true }, { sound: true }]))
  for (const { answer } of asked) answer()
  await vi.waitFor(() => expect(wanted()).toEqual({}))
})

test('[WEB-SCENE-1] a switch that waits is still chosen when the page was closed meanwhile, by its owner alone', async () => {
  const shelf = memoryShelf()
  vi.stubGlobal('localStorage', shelf)
  const before = world()
  before.become('connecting')
  changeOwn(before.client, { showsReading: false, sound: false }, never)
  for (const { refuse } of [...before.asked]) refuse('offline')
  shelf.setItem('hearth.wanted.hideContent', JSON.stringify({ user: 'somebody else', value: true }))
  usePending.setState({ wanted: {} })
  const { client, asked, wanted } = world()
  takeUp(client, never)
  expect([wanted(), asked[0]?.takes]).toEqual([
    { showsReading: false, sound: false },
    { showsReading: false, sound: false },
  ])
  asked[0]?.answer()
  await vi.waitFor(() => expect(wanted()).toEqual({}))
  expect([shelf.getItem('hearth.wanted.sound'), shelf.getItem('hearth.wanted.hideContent')]).toEqual([null, expect.any(String)])
  vi.unstubAllGlobals()
})

test('[WEB-SCENE-1] who had hidden on a device that they write has it hidden for the account, once', () => {
  vi.stubGlobal('localStorage', memoryShelf())
  localStorage.setItem('hearth.typing', 'hidden')
  const { client, asked } = world()
  const taking = { ...client, draft: () => undefined }
  carryOver(taking, never)
  carryOver(taking, never)
  expect(asked.map(({ takes }) => takes)).toEqual([{ typing: false }])
  vi.unstubAllGlobals()
})

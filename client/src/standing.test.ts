import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { expect, it } from 'vitest'
import { fromResume } from './answers.ts'
import { bo, cy, resumeAnswer } from './cast.ts'
import { bearingAt, IDLE_MS, standingOf, tellBearing } from './standing.ts'
import { apply, type State } from './state.ts'
import type { Ask } from './store.ts'

const open = (): State => ({ ...fromResume(resumeAnswer({})), connection: { is: 'open' } })
const noon = new Date(2026, 2, 12, 12, 0).getTime()
const rest = { shownAs: 'auto', quiet: { until: null, hours: { from: '11:00', to: '13:00' } } } as const

it('[CLIENT-18] people are here, away, busy or gone; without a way to the server nobody knows', () => {
  const people = [
    { user: bo.id, state: 'online', as: 'busy', seenAt: null },
    { user: cy.id, state: 'offline', seenAt: 5 },
  ] as const
  const state = apply(open(), { event: 'presence', with: { people: [...people] } })
  expect([standingOf(state, bo.id), standingOf(state, cy.id)]).toEqual(['busy', 'gone'])
  expect(standingOf({ ...state, connection: { is: 'connecting' } }, bo.id)).toBeUndefined()
})

it('[CLIENT-18] at a device one is busy in hours of rest, away while nobody touches it, else here', () => {
  expect(bearingAt(standardSettings, noon - IDLE_MS, noon)).toBe('away')
  expect(bearingAt(standardSettings, noon - IDLE_MS + 1, noon)).toBe('here')
  expect(bearingAt(standardSettings, null, noon)).toBe('here')
  expect(bearingAt(rest, noon - IDLE_MS, noon)).toBe('busy')
  expect(bearingAt({ ...standardSettings, shownAs: 'busy' }, noon, noon)).toBe('busy')
})

it('[CLIENT-18] it is told when it changes, with each new connection, and again where it got lost', async () => {
  const world = { state: open(), now: noon, touchedAt: noon, isLost: false }
  const told: string[] = []
  const ask: Ask = <N extends CommandName>(_name: N, takes: Takes<N>): Promise<Gives<N>> => {
    told.push(JSON.stringify(takes))
    return world.isLost ? Promise.reject(new ChatError('offline')) : new Promise(() => undefined)
  }
  let tick = (): void => undefined
  const teller = tellBearing({
    state: () => world.state,
    ask,
    wait: (_ms, then) => {
      tick = then
      return () => undefined
    },
    now: () => world.now,
    touchedAt: () => world.touchedAt,
  })
  expect(told).toEqual([])
  world.now += IDLE_MS
  tick()
  tick()
  expect(told).toEqual(['{"as":"away"}'])
  world.state = { ...world.state, connection: { is: 'connecting' } }
  teller.look()
  world.state = open()
  world.isLost = true
  teller.look()
  await Promise.resolve()
  await Promise.resolve()
  world.isLost = false
  teller.look()
  expect(told).toHaveLength(3)
  world.touchedAt = world.now
  teller.look()
  expect(told.at(-1)).toBe('{"as":"here"}')
})

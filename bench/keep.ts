// What is kept in results/: what was measured takes the place of what was kept of the same, and nothing else does.
import type { Compared } from './compare.ts'
import { scenarios } from './scenarios.ts'

export type Results = { readonly talk?: readonly Compared[] } & object

/** Scenario by scenario, where any were ever measured. */
export function keptWith(before: Results, machine: object, results: Results): object {
  const newest = new Map([...(before.talk ?? []), ...(results.talk ?? [])].map((compared) => [compared.scenario, compared]))
  const talk = scenarios.flatMap((scenario) => newest.get(scenario.name) ?? [])
  return { ...before, machine, ...results, ...(talk.length === 0 ? {} : { talk }) }
}

/** One part of what is measured at different times, each with the machine it was measured on. */
export const partKeptWith = (before: object, machine: object, part: string, results: object): object => ({
  ...before,
  [part]: { machine, ...results },
})

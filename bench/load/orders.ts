// What the load generator is asked, and what it answers.
import type { Scenario } from '../scenarios.ts'
import type { Address } from './line.ts'
import type { TongueName } from './tongues/all.ts'

export type Enter = {
  readonly do: 'enter'
  readonly party: string
  readonly tongue: TongueName
  readonly address: Address
  readonly scenario: Scenario
  /** Is all of it kept for the history checker? Then it is no measurement. */
  readonly recorded: boolean
}
/** Messages for so long: `window` of each talker on their way at once, or `pace` in a second. */
export type Run = {
  readonly do: 'run'
  readonly party: string
  readonly pid: number
  readonly seconds: number
  readonly warmSeconds: number
  readonly pace?: number | undefined
}
export type Leave = { readonly do: 'leave'; readonly party: string }
/** Only where it was recorded. */
export type Verdict = { readonly do: 'verdict'; readonly party: string }
export type Order = Enter | Run | Leave | Verdict

export type Delay = { readonly p50: number; readonly p99: number }
export type Ran = {
  /** All that were said in the run, also while it warmed up. */
  readonly messages: number
  readonly messagesPerSecond: number
  readonly deliveriesPerSecond: number
  /** Of the server, all its threads, for a million deliveries. */
  readonly cpuPerMillion: number
  /** Shares of one core. */
  readonly serverCore: number
  readonly loadCore: number
  /** From sending until the talker knew, in milliseconds. */
  readonly answered: Delay
  /** From sending until everybody had it; only where it was watched. */
  readonly shown: Delay | null
  /** Processor time of the server from the end of this run until it was at rest, for a million messages; only where that was waited for. */
  readonly afterwards?: number
  /** Did it come to rest in time? */
  readonly rested?: boolean
  /** What should not be, in sentences. */
  readonly faults: readonly string[]
}
export type Reply = { readonly ran?: Ran; readonly verdict?: readonly string[]; readonly failed?: string }

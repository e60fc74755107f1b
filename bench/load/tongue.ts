// How a kind of server is spoken to. One file each in tongues/.
import type { Scenario, Seating } from '../scenarios.ts'
import type { Address, Line, Lines } from './line.ts'
import type { Template, Traffic } from './traffic.ts'

export type Party = {
  readonly scenario: Scenario
  readonly seating: Seating
  readonly address: Address
  readonly lines: Lines
  readonly traffic: Traffic
}

export type Tongue = {
  /** Opens a connection for that person and brings it to its rooms, up to where it hears what is said there. */
  readonly enter: (party: Party, person: number) => Promise<Line>
  /** What is still to do when all are there. */
  readonly settle?: (party: Party) => Promise<void>
  /** Bytes of the same length in all rooms. */
  readonly template: (party: Party, person: number, room: number) => Template
  /** Where the traffic was recorded: what is wrong with it, in sentences. */
  readonly verdict?: (party: Party) => Promise<string[]>
  /** How many enter at a time. */
  readonly atOnce: number
}

/** Makes the tongue of one party. `echoes`: does the server send back what one said? */
export type TongueMaker = { readonly echoes: boolean; readonly make: (traffic: Traffic, recorded: boolean) => Tongue }

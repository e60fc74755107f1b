// When packets arrived, by the number of congestion control: gathered, and told to who sends them a few times a second.
import { type Arrival, writeArrivals } from './rtcp.ts'
import { ahead } from './rtp.ts'

const MOST = 400
/** After a long silence what lies between is no loss. */
const JUMP = 500
/** Further from the one before it no number is believed to go on: they began anew. It also bounds what a report speaks of. */
const FAR = 1000

export class Arrivals {
  /** Numbers go on after 65,535 here: between those of a circle there is no order. */
  #all: Arrival[] = []
  #reported: number | undefined
  #count = 0

  note(number: number, at: number): void {
    if (this.#all.length >= MOST) return
    const near = this.#all[0]?.number ?? this.#reported
    const by = near === undefined ? 0 : ahead(number, near & 0xffff)
    if (near !== undefined && Math.abs(by) <= FAR) return void this.#all.push({ number: near + by, at })
    this.#all = [{ number, at }]
    this.#reported = undefined
  }

  /** What came since it was asked before; undefined: nothing. @param about the SSRC of any of the streams */
  report(ours: number, about: number): Buffer | undefined {
    const before = this.#reported ?? Number.NEGATIVE_INFINITY
    const fresh = this.#all.filter(({ number }) => number > before).toSorted((a, b) => a.number - b.number)
    this.#all = []
    const [earliest, last] = [fresh[0], fresh.at(-1)]
    if (earliest === undefined || last === undefined) return undefined
    const first = earliest.number - before > JUMP ? earliest.number : before + 1
    this.#reported = last.number
    const told = fresh.map(({ number, at }) => ({ number: number & 0xffff, at }))
    return writeArrivals(ours, about, first & 0xffff, told, this.#count++)
  }
}

// When packets arrived, by the number of congestion control: gathered, and told to who sends them a few times a second.
//
// Numbers begin again after 65535, and whoever sends them may send any: they are counted on from the one before, and what is far from that
// begins a new count. No report is about more than so many.
import { type Arrival, writeArrivals } from './rtcp.ts'
import { ahead } from './rtp.ts'

const MOST = 400
/** After a long silence what lies between is no loss. */
const JUMP = 500
const MOST_TOLD = 2000
const ROUND = 0x10000

type Noted = Arrival & { /** The number, counted on. */ readonly place: number }

export class Arrivals {
  #all: Noted[] = []
  #highest: number | undefined
  #reported: number | undefined
  #count = 0

  note(number: number, at: number): void {
    if (this.#all.length >= MOST) return
    const before = this.#highest ?? number + ROUND
    const step = ahead(number, before & 0xffff)
    const isAnew = Math.abs(step) > JUMP
    if (isAnew) {
      this.#all = []
      this.#reported = undefined
    }
    const place = isAnew ? number + ROUND : before + step
    this.#highest = isAnew ? place : Math.max(before, place)
    this.#all.push({ number, at, place })
  }

  /** What came since it was asked before; undefined: nothing. @param about the SSRC of any of the streams */
  report(ours: number, about: number): Buffer | undefined {
    const all = this.#all.toSorted((a, b) => a.place - b.place)
    this.#all = []
    const before = this.#reported
    const last = all.at(-1)
    if (last === undefined || (before !== undefined && last.place <= before)) return undefined
    const fresh = all.filter(({ place }) => place > (before ?? -1) && place > last.place - MOST_TOLD)
    const [earliest = last] = fresh
    const next = before === undefined ? earliest.place : before + 1
    const first = earliest.place - next > JUMP || next <= last.place - MOST_TOLD ? earliest.place : next
    this.#reported = last.place
    return writeArrivals(ours, about, first & 0xffff, fresh, this.#count++)
  }
}

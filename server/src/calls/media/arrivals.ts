// When packets arrived, by the number of congestion control: gathered, and told to who sends them a few times a second.
import { type Arrival, writeArrivals } from './rtcp.ts'
import { ahead } from './rtp.ts'

const MOST = 400
/** After a long silence what lies between is no loss. */
const JUMP = 500

export class Arrivals {
  #all: Arrival[] = []
  #reported: number | undefined
  #count = 0

  note(number: number, at: number): void {
    if (this.#all.length < MOST) this.#all.push({ number, at })
  }

  /** What came since it was asked before; undefined: nothing. @param about the SSRC of any of the streams */
  report(ours: number, about: number): Buffer | undefined {
    const all = this.#all.toSorted((a, b) => ahead(a.number, b.number))
    this.#all = []
    const before = this.#reported
    const fresh = before === undefined ? all : all.filter(({ number }) => ahead(number, before) > 0)
    const [earliest, last] = [fresh[0], fresh.at(-1)]
    if (earliest === undefined || last === undefined) return undefined
    const next = before === undefined ? earliest.number : (before + 1) & 0xffff
    const first = ahead(earliest.number, next) > JUMP ? earliest.number : next
    this.#reported = last.number
    return writeArrivals(ours, about, first, fresh, this.#count++)
  }
}

// Bytes of messages that are not whole yet: one may be large, many of them at once may not.
//
// 1. Who is not signed in has a few kilobytes; a client that has signed in, one message.
// 2. What all of them have under way together is bounded: who brings the byte too much is cut off.

export type Arriving = {
  /** Somebody is signed in there. */
  known: boolean
  add(bytes: number): void
  /** The message is whole. */
  whole(): void
  gone(): void
}
export type Arrivals = { open(cut: () => void): Arriving }

const STRANGER_BYTES = 65_536
const IN_ALL_BYTES = 268_435_456

export function createArrivals(inAll = IN_ALL_BYTES): Arrivals {
  let all = 0
  return {
    open(cut) {
      let mine = 0
      const letGo = (): void => {
        all -= mine
        mine = 0
      }
      return {
        known: false,
        add(bytes) {
          mine += bytes
          all += bytes
          if (all <= inAll && (this.known || mine <= STRANGER_BYTES)) return
          letGo()
          cut()
        },
        whole: letGo,
        gone: letGo,
      }
    },
  }
}

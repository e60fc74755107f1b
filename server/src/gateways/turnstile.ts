// Only so many at a time; the others wait in line. Whoever takes too long goes on, but the next is let in.

export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>

/** @param most at a time @param longestMs after which one that is not done counts no more */
export function createTurnstile(most: number, longestMs: number): Turnstile {
  let inside = 0
  const line: (() => void)[] = []
  return async (work) => {
    if (inside < most) inside++
    else await new Promise<void>((enter) => line.push(enter))
    let isOut = false
    const leave = (): void => {
      if (isOut) return
      isOut = true
      const next = line.shift()
      if (next === undefined) inside--
      else next()
    }
    const timer = setTimeout(leave, longestMs)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      leave()
    }
  }
}

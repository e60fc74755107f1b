// Waiting for a condition with a deadline; what was seen last stands in the failure.

/**
 * Asks again and again until the answer is no longer undefined or false, and gives it back.
 * @param what said when the deadline passes, together with `seen`
 * @param seen what there was instead
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  { within = 30_000, every = 15, seen = () => '' }: { within?: number; every?: number; seen?: () => unknown } = {},
): Promise<T> {
  const deadline = performance.now() + within
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`waited ${within} ms for ${what}; seen: ${words(seen())}`)
    await new Promise((again) => setTimeout(again, every))
  }
}

/** The promise's value, or an error that says what was waited for. */
export async function inTime<T>(what: string, promise: Promise<T>, within = 30_000, seen: () => unknown = () => ''): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${within} ms for ${what}; seen: ${words(seen())}`)), within)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

const words = (seen: unknown): string => (typeof seen === 'string' ? seen : JSON.stringify(seen)).slice(-3000)

// Says so when the process stood still: for as long nobody was answered, and nobody else would say why.

/** How often it looks, and what it lets pass. */
const EVERY_MS = 500
const MOST_MS = 1000

type Log = { warn(about: object, says: string): void }

/** Whatever held it: work that takes too long, a machine that is too busy or has no memory left, somebody who stopped the process. */
export function watchStandstill(log: Log, { everyMs = EVERY_MS, mostMs = MOST_MS } = {}): Disposable {
  let due = performance.now() + everyMs
  const timer = setInterval(() => {
    const ms = Math.round(performance.now() - due)
    due = performance.now() + everyMs
    if (ms > mostMs) log.warn({ ms }, 'the server stood still; nobody was answered for so long')
  }, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

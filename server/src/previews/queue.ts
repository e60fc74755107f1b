// Links that wait to be looked at. Whoever sends very many, or such as never answer, has a part of it and no more.

/** In all, and of one person. */
const AT_ONCE = 4
const AT_ONCE_OF_ONE = 2
const MOST_WAITING = 100
const MOST_WAITING_OF_ONE = 10

export type Queue<T> = {
  /** Beyond its bounds nothing waits: links stay links. */
  put(who: string, job: T): void
  /** What is to be done now; `done` is called once, whatever came of it. */
  take(): { readonly job: T; done(): void } | undefined
}

export function createQueue<T>(): Queue<T> {
  const waiting: { readonly who: string; readonly job: T }[] = []
  const running: string[] = []
  const many = (list: readonly string[], who: string): number => list.filter((one) => one === who).length
  return {
    put(who, job) {
      const own = waiting.filter((one) => one.who === who).length
      if (waiting.length < MOST_WAITING && own < MOST_WAITING_OF_ONE) waiting.push({ who, job })
    },
    take() {
      const at = running.length >= AT_ONCE ? -1 : waiting.findIndex(({ who }) => many(running, who) < AT_ONCE_OF_ONE)
      const [found] = at < 0 ? [] : waiting.splice(at, 1)
      if (found === undefined) return undefined
      running.push(found.who)
      return { job: found.job, done: () => void running.splice(running.indexOf(found.who), 1) }
    },
  }
}

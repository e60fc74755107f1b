// What was written before: fetched back with the arrows, and found with Ctrl+R.

export type Past = {
  add(text: string): void
  /** One step back from `draft` (what stood there), or undefined at the oldest. */
  older(draft: string): string | undefined
  newer(): string | undefined
  /** The newest entry that holds the words, after skipping so many. */
  find(words: string, skip: number): string | undefined
  /** Back to the newest: something else was written. */
  rest(): void
}

const MOST = 500

export function createPast(saved: readonly string[] = []): Past & { readonly all: readonly string[] } {
  const all: string[] = [...saved].slice(-MOST)
  let at = all.length
  let draft = ''
  return {
    all,
    add(text) {
      if (text.trim() !== '' && all.at(-1) !== text) all.push(text)
      if (all.length > MOST) all.shift()
      at = all.length
    },
    older(now) {
      if (at === 0) return undefined
      if (at === all.length) draft = now
      return all[--at]
    },
    newer() {
      if (at === all.length) return undefined
      return ++at === all.length ? draft : all[at]
    },
    find(words, skip) {
      const small = words.toLowerCase()
      const seen = new Set<string>()
      for (let i = all.length - 1; i >= 0; i--) {
        const text = all[i] ?? ''
        if (!text.toLowerCase().includes(small) || seen.has(text)) continue
        if (seen.size === skip) return text
        seen.add(text)
      }
      return undefined
    },
    rest: () => void (at = all.length),
  }
}

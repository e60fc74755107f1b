// Small things this device keeps. A browser that keeps nothing forgets them with the tab; nothing depends on them.

/** What is half written in a thread, by the message it began with. */
export const DRAFT_IN_THREAD = 'hearth.thread-draft.'

export function read(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null
  } catch {
    return null
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // See above.
  }
}

export function forgetKept(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // What cannot be kept need not be forgotten.
  }
}

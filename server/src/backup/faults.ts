// What can be wrong with a backup, in sentences for people.

/** It could not be made, read or put back, for a reason that whoever asked can understand. */
export class BackupError extends Error {}

export const damaged = (file: string, cause?: unknown): BackupError =>
  new BackupError(`${file} is damaged or cut short. Nothing of it was used; take another backup.`, { cause })

/** Is version `a` later than version `b`? Both `1.2.3`, with or without `-rc.1`. */
export function isNewer(a: string, b: string): boolean {
  const [mine, theirs] = [numbersOf(a), numbersOf(b)]
  for (const [at, number] of mine.entries()) if (number !== theirs[at]) return number > (theirs[at] ?? 0)
  return false
}

const numbersOf = (version: string): number[] => {
  const [, ...numbers] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})/.exec(version) ?? []
  return numbers.map(Number)
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

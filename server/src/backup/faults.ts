// What can be wrong with a backup, in sentences for people.
import type { TroubleWord } from '@hearth/protocol/trouble-shapes.ts'

/** It could not be made, read or put back, for a reason that whoever asked can understand. */
export class BackupError extends Error {
  /** The same as a fact, where who looks after the server may have it in their own language. */
  readonly about: TroubleWord | undefined
  constructor(sentence: string, { cause, about }: { readonly cause?: unknown; readonly about?: TroubleWord | undefined } = {}) {
    super(sentence, { cause })
    this.about = about
  }
}

/** What is not in a backup that should be: in a sentence, and as a fact. */
export type Lacking = { readonly says: string; readonly about?: TroubleWord }

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

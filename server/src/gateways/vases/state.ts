// What one connection of vases remembers, what it can be told to do, and what places are called here.
import type { Place, Said } from '../legacy.ts'
import type { Heard } from './hear.ts'
import { groupWord, LOBBY, type Where } from './say.ts'

export type State =
  | { readonly is: 'key' }
  | { readonly is: 'name'; readonly key: Buffer; readonly seen: Seen }
  | { readonly is: 'in'; readonly key: Buffer; readonly seen: Seen; readonly joined: Place | undefined }

/** undefined: what came does not open, or is no text. `mark`: the same for the same bytes. */
export type Word =
  | { readonly is: 'key'; readonly key: Buffer | undefined }
  | { readonly is: 'name'; readonly name: string | undefined; readonly mark: string }
  | { readonly is: 'line'; readonly line: Heard | undefined; readonly mark: string }

/** Marks of the last messages of one connection. One that comes again is somebody else's doing: its key is known to two alone. */
export class Seen {
  readonly #marks = new Set<string>()

  /** Was it new? */
  add(mark: string): boolean {
    if (this.#marks.has(mark)) return false
    this.#marks.add(mark)
    if (this.#marks.size > REMEMBERED) for (const oldest of this.#marks.values().take(1)) this.#marks.delete(oldest)
    return true
  }
}

const REMEMBERED = 8192

/** A place as vases knows it: the Lobby is the broadcast, a channel a group. */
export function whereOf({ place, peer }: Pick<Said, 'place' | 'peer'>): Where {
  if (place.kind === 'lobby') return { in: 'lobby' }
  return place.kind === 'direct' ? { in: 'direct', peer: peer?.word ?? '' } : { in: 'group', group: groupWord(place.word) }
}

export const isGroup = ({ kind }: Place): boolean => kind === 'group' || kind === 'channel'

/** What a place is called in a sentence. */
export const nameOf = (place: Place): string => (place.kind === 'lobby' ? LOBBY : groupWord(place.word))

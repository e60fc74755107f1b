// Sounds that are drawn as bars: fetched and looked at once, however often they are drawn, and let go when nobody draws them any more.
import type { FileId } from '@hearth/protocol/ids.ts'
import type { Heard } from './peaks.ts'

export type Sound = { readonly url: string; readonly heard: Heard | undefined }
export type Held = {
  readonly sound: Promise<Sound>
  /** Not drawn any more; twice does no harm. */
  letGo(): void
}
export type Sounds = { hold(id: FileId): Held }

type Given = {
  /** Makes an address for the bytes, which lie in the browser's memory from then on. */
  readonly fetch: (id: FileId) => Promise<Sound>
  readonly revoke: (url: string) => void
}
type Known = { readonly sound: Promise<Sound>; users: number }

/** So many stay that nobody draws just now: whoever scrolls up and down again does not fetch them each time. */
const MOST_UNUSED = 8

export function createSounds({ fetch, revoke }: Given, most = MOST_UNUSED): Sounds {
  /** The longest unused first. */
  const known = new Map<FileId, Known>()

  function begin(id: FileId): Known {
    const sound = fetch(id)
    const begun: Known = { sound, users: 0 }
    // Another try may do better.
    sound.catch(() => known.get(id) === begun && known.delete(id))
    return begun
  }
  function trim(): void {
    const unused = [...known].filter(([, { users }]) => users === 0)
    for (const [id, { sound }] of unused.slice(0, Math.max(0, unused.length - most))) {
      known.delete(id)
      sound.then(({ url }) => revoke(url)).catch(() => undefined)
    }
  }

  return {
    hold(id) {
      const one = known.get(id) ?? begin(id)
      known.set(id, one)
      one.users++
      let isHeld = true
      const letGo = (): void => {
        if (!isHeld) return
        isHeld = false
        one.users--
        // To the end of the line; what could not be fetched is not in it any more.
        if (known.get(id) === one && known.delete(id)) known.set(id, one)
        trim()
      }
      return { sound: one.sound, letGo }
    },
  }
}

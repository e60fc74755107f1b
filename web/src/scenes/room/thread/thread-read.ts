// How far threads were read on this device. What was read in the room counts, too.
import type { MessageId, Seq } from '@hearth/protocol/ids.ts'
import { create } from 'zustand'
import { keep, read, THREADS_READ } from '../../../kept-words.ts'

/** The ones that were read longest ago are forgotten. */
const MOST = 300

type Reads = { readonly reads: ReadonlyMap<MessageId, Seq>; wasRead(root: MessageId, seq: Seq): void }

export const useThreadReads = create<Reads>()((set, get) => ({
  reads: kept(),
  wasRead(root, seq) {
    const { reads } = get()
    if ((reads.get(root) ?? 0) >= seq) return
    const rest = [...reads].filter(([id]) => id !== root).slice(1 - MOST)
    const after = new Map([...rest, [root, seq] as const])
    keep(THREADS_READ, JSON.stringify([...after]))
    set({ reads: after })
  },
}))

/** Written above, so its form is known; what is broken is left out. */
function kept(): ReadonlyMap<MessageId, Seq> {
  try {
    return new Map(JSON.parse(read(THREADS_READ) ?? '[]'))
  } catch {
    return new Map()
  }
}

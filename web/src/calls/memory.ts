// What was just so: who spoke last, who was connected once, which emoji is rising.
import type { Participant } from '@hearth/protocol/call-shapes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'

export type Memory = {
  readonly spokeAt: ReadonlyMap<ParticipantId, number>
  /** Who was connected once: they are not coming, but lost. */
  readonly met: ReadonlySet<ParticipantId>
  readonly reactions: ReadonlyMap<ParticipantId, { readonly emoji: string; readonly id: number }>
}
export type Remembering = Memory & {
  speak(who: readonly ParticipantId[]): void
  meet(participants: readonly Participant[]): void
  react(who: ParticipantId, emoji: string): void
}

const REACTION_MS = 2600

export function createMemory(changed: () => void): Remembering {
  const spokeAt = new Map<ParticipantId, number>()
  const met = new Set<ParticipantId>()
  const reactions = new Map<ParticipantId, { readonly emoji: string; readonly id: number }>()
  let last = 0
  return {
    spokeAt,
    met,
    reactions,
    speak(who) {
      for (const id of who) spokeAt.set(id, Date.now())
    },
    meet(participants) {
      for (const { id, connected } of participants) if (connected) met.add(id)
    },
    react(who, emoji) {
      const id = ++last
      reactions.set(who, { emoji, id })
      changed()
      setTimeout(() => {
        if (reactions.get(who)?.id === id) reactions.delete(who)
        changed()
      }, REACTION_MS)
    },
  }
}

// May somebody say this here? Role, mute, lock, slow mode and words in one question.
import type { Core } from '../context.ts'
import { checkMay } from '../permissions.ts'
import type { Place } from '../seats.ts'

/** Throws may_not_speak, muted, room_locked, slow_down, words_refused. @param text undefined: only about to say something */
export function checkSpeaks(core: Core, place: Place, text: string | undefined): void {
  checkMay(place.room.kind, place.member.role, 'speak', 'may_not_speak')
  const curb = core.curbs.of(place)
  if (curb !== undefined) core.curbs.check(curb, place.room.id, place.member.user, text)
}

/** The same for words that are changed. Throws may_not_speak, muted, room_locked, words_refused. */
export function checkChanges(core: Core, place: Place, text: string): void {
  checkMay(place.room.kind, place.member.role, 'speak', 'may_not_speak')
  const curb = core.curbs.of(place)
  if (curb !== undefined) core.curbs.checkChange(curb, text)
}

// Words in the form in which the server keeps them: a client tells by it whether what it asked for is there already.

/** Line breaks aside. */
export const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g
const LINE_BREAKS = /\r\n?|[\u2028\u2029]/g
/** Nothing of this is seen: spaces of all kinds, joiners, direction marks, fillers. */
const UNSEEN =
  /[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]/gu

/** Line breaks as `\n`, no other control characters, no space at the end; empty where nothing of it is seen. @param text well-formed */
export const keptWords = (text: string): string => (isVisible(text) ? text.replace(LINE_BREAKS, '\n').replace(CONTROLS, '').trimEnd() : '')

export function isVisible(text: string): boolean {
  return text.replace(UNSEEN, '').length > 0
}

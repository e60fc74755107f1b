// Words as they are kept: well-formed, without control characters that could end a line in an older protocol, within the limit.
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import { CONTROLS, isVisible, keptWords } from '@hearth/protocol/kept-words.ts'
import { emojiForm } from '@hearth/protocol/looks.ts'

/** Most of what is said in many languages, and nothing that would have to be taken out of it. */
const PLAIN = /^[\n\x20-\x7e]*[\x21-\x7e]$/
/** Direction overrides in a name would turn the text around it. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** A character of the text may not weigh more than this on average, so that piles of marks cannot blow a row up. */
const BYTES_PER_CHAR = 4

/** A message: line breaks are `\n`, at least one visible character, at most `limit` characters. Throws text_empty, text_too_long. */
export function checkText(raw: string, limit: number): string {
  if (raw.length <= limit && PLAIN.test(raw)) return raw
  const text = keptWords(raw.toWellFormed())
  if (!isVisible(text)) throw new ChatError('text_empty')
  checkLength(text, limit, 'text_too_long')
  return text
}

/** The same for words beside files: there need not be any. Throws text_too_long. */
export function checkCaption(raw: string, limit: number): string {
  return isVisible(raw) ? checkText(raw, limit) : ''
}

/** One line (a topic, a status, a room's or a display name), trimmed, spaces joined; may be empty. */
export function checkLine(raw: string, limit: number, tooLong: ErrorCode): string {
  const line = raw.toWellFormed().replace(CONTROLS, ' ').replace(DIRECTION, '').replace(/\s+/g, ' ').trim()
  checkLength(line, limit, tooLong)
  return isVisible(line) ? line : ''
}

// Some keyboards leave out the sign that asks for the coloured form.
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)$/v

/** One emoji, in the form in which it is counted. Throws emoji_invalid. */
export function checkEmoji(emoji: string): string {
  if (!EMOJI.test(emoji)) throw new ChatError('emoji_invalid')
  return emojiForm(emoji)
}

function checkLength(text: string, limit: number, tooLong: ErrorCode): void {
  if (text.length <= limit) return
  const chars = Array.from(text).length
  if (chars > limit || Buffer.byteLength(text) > limit * BYTES_PER_CHAR) throw new ChatError(tooLong)
}

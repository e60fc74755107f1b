// How ids are made and read. Apart from their schemas, so that a thread that only writes needs no schema library.
import type { CallId, Id, MessageId } from './ids.ts'

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * Makes an id: 48 bits of time, then 80 bits of chance.
 * @param now epoch milliseconds
 * @param chance 16 bytes of cryptographic randomness (the low five bits of each are used)
 */
export function makeId<T extends Id<string>>(now: number, chance: Uint8Array): T {
  return (timeOf(now) + letters(chance, 16)) as T
}

/**
 * A message's id tells its place: 48 bits of time, 35 of seq, 45 of chance. So it is found by the order of its room's log, and no
 * other index is needed; whoever looks one up compares the whole id.
 * @param chance letters of `letters`, 9 of them
 */
export const makeMessageId = (at: number, seq: number, chance: string): MessageId => (timeOf(at) + digits(seq, PLACE) + chance) as MessageId

/** What is said beside a call is a thread that began with it: there the call's id stands where else that of a message does. */
export const threadOfCall = (call: CallId): MessageId => call as string as MessageId
/** The other way round. Whether there is such a call is for who has them to say. */
export const callOfThread = (root: MessageId): CallId => root as string as CallId

/** The place a message's id tells. It may be anybody's invention: look there, and compare. */
export function seqIn(id: MessageId): number {
  let seq = 0
  for (let i = TIME; i < TIME + PLACE; i++) seq = seq * 32 + LETTERS.indexOf(id.charAt(i))
  return seq
}

/** One letter for the low five bits of each byte. */
export function letters(chance: Uint8Array, count: number): string {
  let text = ''
  for (let i = 0; i < count; i++) text += LETTERS.charAt((chance[i] ?? 0) & 31)
  return text
}

const TIME = 10
const PLACE = 7
/** How many letters of chance `makeMessageId` wants. */
export const MESSAGE_CHANCE = 9

// What is said in the same millisecond begins alike.
let [lastTime, lastDigits] = [-1, '']
function timeOf(now: number): string {
  if (now !== lastTime) [lastTime, lastDigits] = [now, digits(now, TIME)]
  return lastDigits
}

function digits(value: number, count: number): string {
  let text = ''
  for (let rest = value, i = 0; i < count; i++, rest = Math.floor(rest / 32)) text = LETTERS.charAt(rest % 32) + text
  return text
}

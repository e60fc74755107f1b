// Between which places of a room's log nothing is missing of what is kept.
import type { Stretch } from '@hearth/client/archive.ts'
import type { State } from '@hearth/client/client.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'

/** From place to place, both inside; 0 is the beginning of the log. */
export type Span = readonly [low: Seq, high: Seq]
/** What a page is asked by; the newest where nothing is said. */
export type Query = { readonly before?: Seq; readonly after?: Seq; readonly around?: Seq }

/** Where the window of a room reaches: to the room's own place where nothing newer is missing, and no farther than has arrived. */
export function spanOf({ timelines, rooms, behind }: State, room: RoomId): Span | undefined {
  const timeline = timelines.get(room)
  if (!timeline) return undefined
  const [first, last] = [timeline.messages[0]?.seq, timeline.messages.at(-1)?.seq]
  const known = behind.get(room) ?? rooms.get(room)?.seq ?? 0
  return [timeline.hasOlder && first !== undefined ? first : 0, timeline.hasNewer && last !== undefined ? last : Math.max(known, last ?? 0)]
}

/** With one more; those that touch it or lie over it become one with it. In rising order. */
export function joined(spans: readonly Span[], span: Span): readonly Span[] {
  const touches = ([low, high]: Span): boolean => high >= span[0] - 1 && low <= span[1] + 1
  const whole = spans.filter(touches).reduce<Span>(([low, high], one) => [Math.min(low, one[0]), Math.max(high, one[1])], span)
  return [...spans.filter((one) => !touches(one)), whole].sort((one, next) => one[0] - next[0])
}

/** Without what lies before a place. */
export const cut = (spans: readonly Span[], from: Seq): readonly Span[] =>
  spans.flatMap(([low, high]): Span[] => (high < from ? [] : [[Math.max(low, from), high]]))

/** The newest, or the one around the place that is asked for. */
export function spanFor(spans: readonly Span[], { before, after, around }: Query): Span | undefined {
  const place = before === undefined ? (after ?? around) : before - 1
  return place === undefined ? spans.at(-1) : spans.find(([low, high]) => low <= place && place <= high)
}

/** Of the places held in a span, in rising order, those that a page shows. */
export function placesOf(held: readonly Seq[], { before, after, around }: Query, limit: number): readonly Seq[] {
  if (after !== undefined) return held.filter((seq) => seq > after).slice(0, limit)
  if (around === undefined) return held.filter((seq) => before === undefined || seq < before).slice(-limit)
  const older = held.filter((seq) => seq < around).slice(-Math.floor(limit / 2))
  return [...older, ...held.filter((seq) => seq >= around).slice(0, Math.ceil(limit / 2))]
}

/** A page as `room.history` would give it, with what is known of both its sides. */
export const stretchOf = (messages: readonly Message[], [low, high]: Span, held: readonly Seq[], known: Seq): Stretch => ({
  messages,
  hasOlder: low > 0 || (messages[0] !== undefined && (held[0] ?? 0) < messages[0].seq),
  hasNewer: high < known || (messages.length > 0 && (held.at(-1) ?? 0) > (messages.at(-1)?.seq ?? 0)),
})

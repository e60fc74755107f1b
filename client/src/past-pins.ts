// The pinnings of a window of history, each at its place in the room's log, as long as the pin is there. Idempotent, as the messages beside them.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Pin } from '@hearth/protocol/mark-shapes.ts'
import { fits, type Span } from './span.ts'

type Window = Span & { readonly pins?: readonly Pin[] }

/** With these pins, too: one for each message, the last. */
export function withPins<W extends Window>(window: W, more: readonly Pin[]): W {
  if (more.length === 0 && window.pins === undefined) return window
  const byId = new Map((window.pins ?? []).map((pin) => [pin.id, pin]))
  for (const pin of more) if ((byId.get(pin.id)?.seq ?? 0) < pin.seq) byId.set(pin.id, pin)
  const pins = [...byId.values()].filter(fits(window)).sort((one, next) => one.seq - next.seq)
  return { ...window, pins }
}

export function withoutPin<W extends Window>(window: W, id: MessageId): W {
  const { pins } = window
  return pins?.some((pin) => pin.id === id) === true ? { ...window, pins: pins.filter((pin) => pin.id !== id) } : window
}

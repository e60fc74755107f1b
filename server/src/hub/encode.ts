// An event's bytes in each dialect that is spoken, made once however many hear it.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { Dialect } from './listener.ts'

type Log = { error(about: object, says: string): void }
export type Encode = (dialect: Dialect, event: ChatEvent) => Buffer | undefined

export function createEncoder(log: Log): Encode {
  let of: ChatEvent | undefined
  // Not one map that is emptied for each event: V8 leads from what a map held to what it holds next, so that once some of it has grown old
  // every frame that is ever made grows old with it, and is only collected with all the rest.
  let first: Made | undefined
  let others: Map<Dialect, Made> | undefined
  return (dialect, event) => {
    if (event !== of) {
      of = event
      first = others = undefined
    }
    const known = first?.dialect === dialect ? first : others?.get(dialect)
    if (known !== undefined) return known.bytes
    const made: Made = { dialect, bytes: trySay(log, dialect, event) }
    if (first === undefined) first = made
    else (others ??= new Map()).set(dialect, made)
    return made.bytes
  }
}

type Made = { readonly dialect: Dialect; readonly bytes: Buffer | undefined }

function trySay(log: Log, dialect: Dialect, event: ChatEvent): Buffer | undefined {
  try {
    return dialect.say(event)
  } catch (err) {
    // One event nobody can put into words must not take the words of others along.
    log.error({ err, dialect: dialect.name, event: event.event }, 'an event could not be encoded')
    return undefined
  }
}

// An event's bytes in each dialect that is spoken, made once however many hear it.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { Dialect } from './listener.ts'

type Log = { error(about: object, says: string): void }
export type Encode = (dialect: Dialect, event: ChatEvent) => Buffer | undefined

export function createEncoder(log: Log): Encode {
  const made = new Map<Dialect, Buffer | undefined>()
  let of: ChatEvent | undefined
  return (dialect, event) => {
    if (event !== of) {
      made.clear()
      of = event
    }
    let bytes = made.get(dialect)
    if (bytes === undefined && !made.has(dialect)) made.set(dialect, (bytes = trySay(log, dialect, event)))
    return bytes
  }
}

function trySay(log: Log, dialect: Dialect, event: ChatEvent): Buffer | undefined {
  try {
    return dialect.say(event)
  } catch (err) {
    // One event nobody can put into words must not take the words of others along.
    log.error({ err, dialect: dialect.name, event: event.event }, 'an event could not be encoded')
    return undefined
  }
}

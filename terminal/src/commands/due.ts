// What was put off and is due now, or could not be said: news that this person is told once.
import type { State } from '@hearth/client/client.ts'
import { errors } from '@hearth/protocol/errors.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { clean, cleanLine } from '../clean.ts'
import { titleOf } from '../screen/model.ts'

/** Gives, with each look, the sentences that are new since the last one. */
export function createDue(): (state: State) => readonly string[] {
  let told: ReadonlyMap<string, string> = new Map()
  return ({ own: { later }, rooms, timelines }) => {
    const now = new Map(
      [...later.values()].filter(({ state }) => state !== 'waiting').map((one) => [one.id, `${one.state} ${one.due}`] as const),
    )
    const fresh = [...later.values()].filter(({ id }) => now.has(id) && told.get(id) !== now.get(id))
    told = now
    return fresh.map((one) => sentence(one, rooms, timelines))
  }
}

function sentence(one: Later, rooms: State['rooms'], timelines: State['timelines']): string {
  const there = rooms.get(one.room)
  const where = there ? ` in ${titleOf(there)}` : ''
  if (one.state === 'failed') return `Not said${where}: ${clean(one.text)} (${reasonOf(one.failure)})`
  const words = timelines.get(one.room)?.messages.find(({ id }) => id === one.message)?.text
  return (
    [`⏰ You wanted to be reminded${where}`, one.text, words ?? ''].map(cleanLine).filter(Boolean).join(': ') + ' (/later drop ends it)'
  )
}

const isCode = (code: string): code is keyof typeof errors => Object.hasOwn(errors, code)
const reasonOf = (code: string | undefined): string => (code !== undefined && isCode(code) ? errors[code].says : 'it was refused')

import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { type EventName, events } from './events.ts'
import { eventExamples } from './examples.ts'

const names = Object.keys(events) as EventName[]

describe.each(names)('%s', (name) => {
  it('[PROTOCOL-4] carries its example and refuses its counter-examples', () => {
    const shape = Compile(events[name].with)
    expect(shape.Errors(eventExamples[name].with)).toEqual([])
    for (const wrong of eventExamples[name].refuses) expect(shape.Check(wrong), JSON.stringify(wrong)).toBe(false)
  })

  it('[PROTOCOL-4] says in a sentence what happened', () => {
    expect(events[name].says).toMatch(/[.`]$/)
  })
})

it('[PROTOCOL-4] what a room remembers is logged, what fades is passing', () => {
  const lasting = (how: string) => names.filter((name) => events[name].lasts === how)
  expect(lasting('logged').every((name) => /^(message|room|file|call|poll)\./.test(name))).toBe(true)
  expect(lasting('passing')).toEqual(expect.arrayContaining(['typing', 'presence', 'server.hello', 'resume_too_far']))
})

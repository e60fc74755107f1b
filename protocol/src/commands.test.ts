import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { type CommandName, commands } from './commands.ts'
import { errors } from './errors.ts'
import { commandExamples } from './examples.ts'
import { alwaysPossible } from './fails.ts'

const names = Object.keys(commands) as CommandName[]

describe.each(names)('%s', (name) => {
  const row = commands[name]
  const example = commandExamples[name]

  it('[PROTOCOL-1] takes its example and refuses its counter-examples', () => {
    const takes = Compile(row.takes)
    expect(takes.Check(example.takes)).toBe(true)
    for (const wrong of example.refuses) expect(takes.Check(wrong), JSON.stringify(wrong).slice(0, 200)).toBe(false)
  })

  it('[PROTOCOL-1] gives what its example gives', () => {
    expect(Compile(row.gives).Errors(example.gives)).toEqual([])
  })

  it('[PROTOCOL-2] takes no field it does not know, and refuses what is no object', () => {
    const takes = Compile(row.takes)
    for (const wrong of [{ ...example.takes, surprise: 1 }, null, [], 'text', 7, undefined]) expect(takes.Check(wrong)).toBe(false)
  })

  it('[PROTOCOL-3] names each way to fail once, says one sentence', () => {
    expect(new Set(row.fails).size).toBe(row.fails.length)
    for (const code of row.fails) expect(errors).toHaveProperty(code)
    expect(row.says).toMatch(/[.?]$/)
  })
})

it('[PROTOCOL-3] what any command may fail with is in the table', () => {
  for (const code of alwaysPossible) expect(errors).toHaveProperty(code)
})

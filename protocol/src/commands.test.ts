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

  it('[PROTOCOL-2] bounds each text, number and list it takes, and knows every field of what lies within', () => {
    expect(unboundedIn(row.takes, '')).toEqual([])
  })

  it('[PROTOCOL-3] names each way to fail once, says one sentence', () => {
    expect(new Set(row.fails).size).toBe(row.fails.length)
    for (const code of row.fails) expect(errors).toHaveProperty(code)
    expect(row.says).toMatch(/[.?]$/)
  })
})

type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** Where in a schema anything of any size may stand. */
function unboundedIn(schema: unknown, at: string): string[] {
  if (!isNode(schema)) return [`${at}: no schema`]
  const parts = [schema['anyOf'], schema['allOf']].flatMap((some) => (Array.isArray(some) ? some : []))
  if (parts.length > 0) return parts.flatMap((part) => unboundedIn(part, at))
  const bounds = (...words: string[]): string[] => (words.some((word) => word in schema) ? [] : [`${at}: no ${words[0]}`])
  switch (schema['type']) {
    case 'string':
      return bounds('maxLength', 'const', 'enum', 'pattern')
    case 'integer':
    case 'number':
      return bounds('maximum', 'const')
    case 'array':
      return [...bounds('maxItems'), ...unboundedIn(schema['items'], `${at}/-`)]
    case 'object':
      return insideOf(schema, at)
    case 'boolean':
    case 'null':
      return []
    default:
      return [`${at}: anything`]
  }
}

function insideOf(schema: Node, at: string): string[] {
  const { properties, patternProperties, additionalProperties, maxProperties } = schema
  const known = isNode(properties) ? Object.entries(properties) : []
  const named = isNode(patternProperties) ? Object.entries(patternProperties) : []
  return [
    // What a browser says of a passkey has a field more with each of its versions; the library that checks it takes what it knows.
    ...(additionalProperties === false || /\/passkey\b/.test(at) ? [] : [`${at}: any field`]),
    ...(named.length > 0 && maxProperties === undefined ? [`${at}: any number of fields`] : []),
    ...[...known, ...named].flatMap(([name, inner]) => unboundedIn(inner, `${at}/${name}`)),
  ]
}

it('[PROTOCOL-3] what any command may fail with is in the table', () => {
  for (const code of alwaysPossible) expect(errors).toHaveProperty(code)
})

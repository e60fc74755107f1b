import { readFileSync } from 'node:fs'
import { commands } from '@hearth/protocol/commands.ts'
import { errors } from '@hearth/protocol/errors.ts'
import { events } from '@hearth/protocol/events.ts'
import { Limits } from '@hearth/protocol/limits.ts'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { asyncapi } from './asyncapi.ts'
import { generated } from './generated.ts'
import { protocolMarkdown } from './protocol.ts'

describe.each(generated())('$path.pathname', ({ path, text }) => {
  it('[PROTOCOL-8] is what bin/docs makes of the tables', () => {
    expect(readFileSync(path, 'utf8') === text, 'stale: run bin/docs').toBe(true)
  })
})

it('[PROTOCOL-8] the document for people names every command, event, failure and limit', () => {
  const text = protocolMarkdown()
  for (const name of Object.keys(commands)) expect(text).toContain(`\n### ${name}\n`)
  for (const name of Object.keys(events)) expect(text).toContain(`\n### ${name} (event)\n`)
  for (const name of [...Object.keys(errors), ...Object.keys(Limits.properties)]) expect(text).toContain(`\n| \`${name}\` |`)
})

it('[PROTOCOL-8] the links inside the document for people lead somewhere', () => {
  const text = protocolMarkdown()
  const headings = new Set([...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name?.toLowerCase()))
  const links = [...text.matchAll(/\]\(#(\w+)\)/g)].map(([, name]) => name)
  expect(links.filter((name) => !headings.has(name))).toEqual([])
})

it('[PROTOCOL-8] every reference inside the document for programs resolves', () => {
  const text = asyncapi()
  const document: unknown = JSON.parse(text)
  const at = (path: string): unknown =>
    path
      .slice(2)
      .split('/')
      .reduce((value: unknown, key) => (value instanceof Object ? Reflect.get(value, key) : undefined), document)
  const references = [...text.matchAll(/"\$ref": "(#[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(references.length).toBeGreaterThan(100)
  expect(references.filter((path) => at(path) === undefined)).toEqual([])
})

it('[PROTOCOL-8] every example inside the document for programs fits the shape it stands under', () => {
  type Documented = { payload: object; examples?: { payload: unknown }[] }
  const { components }: { components: { messages: Record<string, Documented> } } = JSON.parse(asyncapi())
  const shown = Object.entries(components.messages).flatMap(([name, { payload, examples = [] }]) =>
    examples.map((example) => ({ name, errors: Compile(payload).Errors(example.payload) })),
  )
  expect(shown).toHaveLength(2 * Object.keys(commands).length + Object.keys(events).length)
  expect(shown.filter(({ errors: wrong }) => wrong.length > 0)).toEqual([])
})

// The transcripts, request by request over real sockets, each from the address it names.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHouse } from '../testing/house.ts'
import { lettingIn } from '../testing/replay.ts'
import { type Answer, post, sha256 } from './testing/client.ts'

const folder = join(import.meta.dirname, 'transcripts')
const config = lettingIn('pycord')

const REQUEST = /^C ([\d.]+): POST (\S+) (.*)$/
const ANSWER = /^S: (.*)$/
const DATE = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d'

/** `pseudo=neo message=salut mon pote` → fields; `sha256(x)` and `{neo}` are filled in. */
function formOf(text: string, known: ReadonlyMap<string, string>): Record<string, string> {
  const fields = text.split(/ (?=[a-z_]+=)/).map((field): [string, string] => {
    const [name = '', value = ''] = field.split(/=(.*)/s)
    const filled = value.replace(/\{(\w+)\}/g, (_all, number: string) => known.get(number) ?? 'unknown')
    return [name, filled.replace(/^sha256\((.*)\)$/, (_all, word: string) => sha256(word))]
  })
  return Object.fromEntries(fields)
}

/** Learns the numbers that stand there for the first time. */
function compare({ code, text }: Answer, wanted: string, known: Map<string, string>): void {
  const names: string[] = []
  const pattern = wanted.split(/\{(\w+)\}/).map((part, at) => {
    if (at % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    if (part === 'date') return DATE
    const number = known.get(part)
    if (number === undefined) names.push(part)
    return number ?? '(\\d+)'
  })
  const found = new RegExp(`^${pattern.join('')}$`).exec(`${code} ${text}`)
  if (found === null) throw new Error(`wanted ${wanted}, got ${code} ${text}`)
  for (const [at, name] of names.entries()) known.set(name, found[at + 1] ?? '')
}

test.each(readdirSync(folder))('[PYCORD-6] %s is what the server does', async (file) => {
  await using house = await openHouse({ config })
  const port = house.running.gatewayPorts['pycord'] ?? 0
  const known = new Map<string, string>()
  let answer: Answer | undefined
  let count = 0
  for (const [at, line] of readFileSync(join(folder, file), 'utf8').split('\n').entries()) {
    const [, from, path, form] = REQUEST.exec(line) ?? []
    const [, wanted] = ANSWER.exec(line) ?? []
    try {
      if (from !== undefined) answer = await post({ port, from }, path ?? '', formOf(form ?? '', known))
      if (wanted === undefined || answer === undefined) continue
      compare(answer, wanted, known)
      count++
    } catch (cause) {
      throw new Error(`${file}, line ${at + 1}: ${line}\n${String(cause)}`, { cause })
    }
  }
  expect(count).toBeGreaterThan(20)
})

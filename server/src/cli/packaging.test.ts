import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { secretPaths } from '#server/main.ts'

const packaged = (name: string) => readFileSync(fileURLToPath(new URL(`../../../packaging/${name}`, import.meta.url)), 'utf8')

test('[CLI-13] the unit and the image run as a user of their own, close to others what they write, and bound the memory', () => {
  const unit = packaged('hearth.service')
  for (const line of [
    'User=hearth',
    'UMask=0077',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'MemoryMax=2G',
    'StateDirectoryMode=0700',
  ])
    expect(unit.split('\n')).toContain(line)
  const image = packaged('Containerfile')
  const lastUser = image.split('\n').findLast((line) => line.startsWith('USER '))
  expect(lastUser).toBe('USER 10001')
  expect(image).toContain('-m 0700 /data')
})

test('[CLI-13] the log never holds a word, a password or a token, however deep', () => {
  const lines: string[] = []
  const log = pino({ redact: { paths: [...secretPaths], remove: true } }, { write: (line: string) => void lines.push(line) })
  const secret = 'three stones and a spark'
  const holds = { text: secret, token: secret, password: secret, oldPassword: secret, words: secret, cookie: secret, authorization: secret }
  log.info(holds, 'flat')
  log.info({ with: holds, code: 'E1' }, 'deeper')
  log.info({ request: { headers: holds } }, 'deepest')
  expect(lines).toHaveLength(3)
  expect(lines.join('')).not.toContain(secret)
  expect(lines.join('')).toContain('E1')
})

/** TypeBox in two of its parts: what the one makes the other knows, if it is one library. */
const BOTH =
  "(await import('typebox/value')).Check((await import('typebox')).Type.Object({ a: (await import('typebox')).Type.Integer() }), { a: 1 })"

test('[CLI-14] joined libraries hold all that is imported of them, each thing once, as it is in the library', { timeout: 120_000 }, () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'hearth-joined-'))
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: root, encoding: 'utf8' })
  try {
    run(process.execPath, 'packaging/join.ts', folder)
    const sources = ['protocol/src', 'client/src', 'server/src', 'terminal/src']
    const lines = run('grep', '-rhoE', "(from |import\\()'(typebox|kysely)[^']*'", ...sources)
    const names = [...new Set(lines.match(/(?<=').*(?=')/gm))].toSorted()
    expect(names).toContain('typebox/value')
    const parts = names.map((name) => `[import.meta.resolve('${name}'), Object.keys(await import('${name}')).toSorted()]`)
    const script = ['--input-type=module', '--eval', `console.log(JSON.stringify([[${parts.join()}], ${BOTH}]))`]
    type Seen = readonly [parts: readonly (readonly [place: string, exports: readonly string[]])[], both: boolean]
    const plain: Seen = JSON.parse(run(process.execPath, ...script))
    const joined: Seen = JSON.parse(run(process.execPath, '--require', join(folder, 'use.cjs'), ...script))
    expect(joined[0].filter(([place]) => !place.includes(folder))).toEqual([])
    expect(joined[0].map(([, exports]) => exports)).toEqual(plain[0].map(([, exports]) => exports))
    expect(joined[1]).toBe(true)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

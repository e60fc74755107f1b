import { readFileSync } from 'node:fs'
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

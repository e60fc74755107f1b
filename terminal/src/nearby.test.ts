// Servers nearby, found by mDNS: the program and a server in a network of their own, where multicast reaches both.
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlace } from './testing/hands.ts'

const island = `hearth-nearby-${process.pid}`
const lan = '10.77.3.1'
const under = ['ip', 'netns', 'exec', island]
const ip = (...args: string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } })
const place = createPlace({ under, flags: ['--bind', '0.0.0.0', '--name', 'Büro 3'] })

beforeAll(async () => {
  ip('netns', 'add', island)
  const inside = (...args: string[]) => ip('netns', 'exec', island, 'ip', ...args)
  inside('link', 'set', 'lo', 'up')
  inside('link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'nowhere')
  inside('link', 'set', 'nowhere', 'up')
  inside('address', 'add', `${lan}/24`, 'dev', 'lan0')
  inside('link', 'set', 'lan0', 'up')
  await place.serve()
})
afterAll(async () => {
  await place.close()
  ip('netns', 'delete', island)
})

test('[TERM-32] without an address servers nearby stand in a list, and the one that is chosen shows its fingerprint', {
  timeout: 120_000,
}, async () => {
  const ada = place.terminal('Ada', [100, 20], [])
  await ada.shows(new RegExp(`Büro 3 +https://${lan}:`, 'u'))
  ada.press('Enter')
  await ada.shows(`First time at ${lan}`)
  const fingerprint = new X509Certificate(readFileSync(place.ca)).fingerprint256
  expect(ada.screen().replaceAll(/\s/gu, '')).toContain(fingerprint)
  ada.press('Enter')
  await ada.shows('Welcome to Büro 3')
  ada.press('Escape')
  await ada.gone()

  // Line by line the only one there is asked about at once; who says no has told it nothing.
  const bo = await place.hearth('Bo', ['chat', '--plain'], 'no\n')
  expect(bo.out).toContain(`first time at ${lan}`)
  expect(bo.out).toContain(fingerprint)
  expect(bo.code).toBe(1)
})

// A network with nothing but loopback and one private address: everything works, and no packet leaves.
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, chromiumPath, openBrowser, type Visitor } from '../harness/browser.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { article, makeRoom, openRoom, register, say, writeTo } from './hands.ts'

const island = `hearth-island-${process.pid}`
const address = '10.77.0.1'
const folder = temporary('island')
const ip = (...args: string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } })
const inside = (...args: string[]): string => ip('netns', 'exec', island, ...args)
let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
const asked = new Set<string>()

/** One end of a cable has the private address, the other end goes nowhere; a counter tells whether anything was sent out. A default route makes sure that it would be. */
beforeAll(async () => {
  ip('netns', 'add', island)
  inside('ip', 'link', 'set', 'lo', 'up')
  inside('sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6')
  inside('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'nowhere')
  inside('ip', 'link', 'set', 'nowhere', 'up')
  inside('ip', 'address', 'add', `${address}/24`, 'dev', 'lan0')
  inside('ip', 'link', 'set', 'lan0', 'up')
  inside('ip', 'route', 'add', 'default', 'via', '10.77.0.254')
  server = await startServer({ under: ['ip', 'netns', 'exec', island], flags: ['--bind', '0.0.0.0'] })
  const chromium = join(folder.path, 'chromium')
  writeFileSync(chromium, `#!/bin/sh\nexec ip netns exec ${island} ${chromiumPath()} "$@"\n`)
  chmodSync(chromium, 0o755)
  // Chromium has errands of its own (updates, its maker's services); they are no part of this and may ask no name. What the page asks for is watched.
  browser = await openBrowser(() => server, {
    executable: chromium,
    host: address,
    stranger: true,
    worker: true,
    more: [`--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${address}`],
  })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  ip('netns', 'delete', island)
  folder.drop()
})

/** Packets that were sent out of the one way there is, and names that were asked for. */
const sent = (): number => Number(inside('cat', '/sys/class/net/lan0/statistics/tx_packets'))

it('[TEST-16] two people make accounts, find each other and talk', { timeout: 90_000 }, async () => {
  ada = await browser.visit()
  bo = await browser.visit()
  for (const { page } of [ada, bo]) page.on('request', (request) => asked.add(new URL(request.url()).host || 'inline'))
  await register(ada, 'Ada')
  await register(bo, 'Bo')
  await openRoom(ada.page, 'Lobby')
  await say(ada.page, 'Is anybody on this island?')
  await openRoom(bo.page, 'Lobby')
  await article(bo.page, 'Is anybody on this island?').waitFor()
  await writeTo(bo.page, 'Ada')
  await say(bo.page, 'Only us. https://example.com/ stays a word.')
  await openRoom(ada.page, 'Bo')
  await article(ada.page, 'Only us.').waitFor()
  await makeRoom(ada.page, 'group', 'Raft', ['Bo'])
  await say(ada.page, 'We need rope. 🪢')
  await openRoom(bo.page, 'Raft')
  await article(bo.page, 'We need rope.').waitFor()
  expect([...ada.troubles, ...bo.troubles]).toEqual([])
})

it('[TEST-16] the server asks nobody: it has no connection but those of its guests', () => {
  const connections = inside('sh', '-c', 'cat /proc/net/tcp /proc/net/udp')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const remote = connections.map((fields) => fields[2] ?? '').filter((peer) => /^[0-9A-F]{8}:/.test(peer))
  const foreign = remote.filter((peer) => !['00000000', '0100007F', '01004D0A'].includes(peer.slice(0, 8)))
  expect(foreign).toEqual([])
})

it('[TEST-16] no packet tried to leave, and the pages asked for nothing elsewhere', () => {
  expect([...asked].filter((host) => host !== `${address}:${server.run.httpsPort}` && host !== 'inline')).toEqual([])
  expect(sent()).toBe(0)
})

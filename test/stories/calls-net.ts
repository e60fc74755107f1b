// A server and pages in networks of their own, on one wire.
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumPath, type Visitor } from '../harness/browser.ts'
import { temporary } from '../harness/server.ts'
import { call, toolbar, watchPeers } from './callers.ts'
import { register, writeTo } from './hands.ts'

export type Networks = {
  /** Put before a command: it runs where the server is. */
  readonly under: readonly string[]
  /** Where the server is reached, by the pages. */
  readonly address: string
  /** A browser that is where the pages are. */
  readonly chromium: string
  /** `ip`, where the server is or the pages are. */
  ip(where: 'server' | 'pages', ...args: string[]): void
  drop(): void
}

const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` }
const run = (...args: string[]): string => execFileSync('ip', args, { encoding: 'utf8', env })

/** @param net the first three numbers of its addresses: the server is .1, the pages are .2 */
export function openNetworks(name: string, net: string): Networks {
  const places = { server: `${name}-${process.pid}`, pages: `${name}-${process.pid}-pages` } as const
  const folder = temporary(name)
  const ip = (where: keyof typeof places, ...args: string[]): void => void run('netns', 'exec', places[where], 'ip', ...args)
  for (const one of Object.values(places)) run('netns', 'add', one)
  run('link', 'add', 'lan0', 'netns', places.server, 'type', 'veth', 'peer', 'name', 'lan0', 'netns', places.pages)
  for (const [where, at] of [
    ['server', `${net}.1`],
    ['pages', `${net}.2`],
  ] as const) {
    ip(where, 'link', 'set', 'lo', 'up')
    ip(where, 'address', 'add', `${at}/24`, 'dev', 'lan0')
    ip(where, 'link', 'set', 'lan0', 'up')
  }
  const chromium = join(folder.path, 'chromium')
  writeFileSync(chromium, `#!/bin/sh\nexec ip netns exec ${places.pages} ${chromiumPath()} "$@"\n`)
  chmodSync(chromium, 0o755)
  return {
    ...{ under: ['ip', 'netns', 'exec', places.server], address: `${net}.1`, chromium, ip },
    drop() {
      for (const one of Object.values(places)) run('netns', 'delete', one)
      folder.drop()
    },
  }
}

/** Ada and Bo make accounts, and she calls him with her camera; both are in, and their connections can be asked. */
export async function talkOnVideo(ada: Visitor, bo: Visitor): Promise<void> {
  for (const { context, page } of [ada, bo]) {
    context.setDefaultTimeout(60_000)
    await watchPeers(page)
    await page.reload()
  }
  await register(ada, 'Ada')
  await register(bo, 'Bo')
  await writeTo(ada.page, 'Bo')
  await call(ada.page, 'video')
  await bo.page.getByRole('group', { name: 'Ada is calling' }).getByRole('button', { name: 'With camera' }).click()
  await toolbar(bo.page).waitFor()
}

// With --deep: four pages in one call, and everything that can happen to it; and a page on a bare private address, in a network of its own.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join as inFolder } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, chromiumPath, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { comeBack, join, type Person } from '../harness/cast.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { call, devices, expectTiles, frames, inbound, joinCall, press, tiles, toolbar, voices, watchPeers, withDevices } from './callers.ts'
import { openRoom, register, signIn, writeTo } from './hands.ts'

const names = ['ada', 'bo', 'cy', 'dee'] as const
type Name = (typeof names)[number]

export function crowd(): void {
  describe('four pages in one call', { timeout: 400_000 }, () => {
    const folder = temporary('calls')
    let server: Server
    let browser: Browser
    let eve: Person
    const there = new Map<Name, Visitor>()
    const page = (name: Name) => {
      const visitor = there.get(name)
      if (!visitor) throw new Error(`${name} is not there`)
      return visitor.page
    }

    beforeAll(async () => {
      server = await startServer({ data: folder.path })
      browser = await openBrowser(() => server, { more: devices(6) })
      eve = await join(server, 'eve')
      const users = []
      for (const name of names) {
        const person = await join(server, name)
        users.push(person.user.id)
        await person.wire.close()
      }
      await eve.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: users })
      for (const name of names) {
        const visitor = await browser.visit()
        await watchPeers(visitor.page)
        await visitor.page.reload()
        await signIn(visitor, name)
        await openRoom(visitor.page, 'Workshop')
        // Four pages with cameras leave little of two cores.
        visitor.context.setDefaultTimeout(60_000)
        there.set(name, visitor)
      }
    })
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
      folder.drop()
    })

    /** Everybody receives everybody else: pictures that move, and three voices. */
    async function allReceiveAll(within: readonly Name[] = names): Promise<void> {
      for (const name of within) {
        await expectTiles(page(name), within.length)
        for (const other of within) if (other !== name) await frames(page(name), { user: other, what: 'camera' })
        await voices(page(name), within.length - 1)
        expect((await inbound(page(name))).tallest).toBeGreaterThanOrEqual(90)
      }
    }

    it('[TEST-31] everybody sees and hears everybody', async () => {
      await call(page('ada'), 'video')
      for (const name of names.slice(1)) await joinCall(page(name))
      for (const name of names) {
        if ((await toolbar(page(name)).getByRole('button', { name: 'Unmute' }).count()) > 0) await press(page(name), 'Unmute')
        if ((await toolbar(page(name)).getByRole('button', { name: 'Turn the camera on' }).count()) > 0)
          await press(page(name), 'Turn the camera on')
      }
      await allReceiveAll()
      await picture(page('ada'), 'call-four')
      await press(page('bo'), 'Share the screen')
      try {
        for (const name of ['ada', 'cy', 'dee'] as const) await frames(page(name), { user: 'bo', what: 'screen' })
      } finally {
        await press(page('bo'), 'Stop sharing the screen')
      }
    })

    it('[TEST-31] the engine is killed: everybody is back by themselves', async () => {
      process.kill(engineOf(server.run.pid), 'SIGKILL')
      await until('everybody to notice', async () => (await inbound(page('ada'))).video === 0, { within: 60_000 })
      await allReceiveAll()
    })

    it('[TEST-31] the server is killed and started again: the call goes on without a reload', async () => {
      for (const name of names) await page(name).evaluate(() => Object.assign(globalThis, { isOld: true }))
      const ports = ['--port', String(server.run.httpsPort)]
      await server.kill('SIGKILL')
      server = await startServer({ data: folder.path, flags: ports })
      await until('everybody to be back', async () => (await inbound(page('dee'))).video >= 3, { within: 120_000, every: 200 })
      await allReceiveAll()
      expect(await page('cy').evaluate(() => 'isOld' in globalThis)).toBe(true)
    })

    it('[TEST-31] who is put out of the room is out of its call at once', async () => {
      const again = await comeBack(server, 'eve', eve.token)
      const room = again.rooms.find(({ name }) => name === 'Workshop')
      const dee = (await again.wire.ask('people.search', { text: 'dee' })).people[0]
      if (!room || !dee) throw new Error('the room is gone')
      await again.wire.ask('room.remove', { room: room.id, user: dee.id })
      await toolbar(page('dee')).waitFor({ state: 'detached' })
      await page('dee').getByText('You are no longer in this room').waitFor()
      await allReceiveAll(['ada', 'bo', 'cy'])
      await again.wire.close()
    })

    it('[TEST-31] a closed tab is gone from the call, and frees its place', async () => {
      await there.get('cy')?.[Symbol.asyncDispose]()
      await until('cy to be gone', async () => (await tiles(page('ada')).count()) === 2, { within: 12_000 })
    })
  })
}

/** The process that carries the media: a child of the server's. */
function engineOf(server: number): number {
  const found = readdirSync('/proc')
    .filter((one) => /^\d+$/.test(one))
    .find((one) => {
      try {
        return (
          readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(server) &&
          readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('engine-process')
        )
      } catch {
        return false
      }
    })
  if (found === undefined) throw new Error('the server has no engine')
  return Number(found)
}

export function island(): void {
  describe('on a private address', { timeout: 180_000 }, () => {
    const name = `hearth-calls-${process.pid}`
    const address = '10.78.0.1'
    const folder = temporary('calls-island')
    const ip = (...args: string[]): string =>
      execFileSync('ip', args, { encoding: 'utf8', env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } })
    const inside = (...args: string[]): string => ip('netns', 'exec', name, ...args)
    let server: Server
    let browser: Browser

    beforeAll(async () => {
      ip('netns', 'add', name)
      inside('ip', 'link', 'set', 'lo', 'up')
      inside('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'nowhere')
      inside('ip', 'link', 'set', 'nowhere', 'up')
      inside('ip', 'address', 'add', `${address}/24`, 'dev', 'lan0')
      inside('ip', 'link', 'set', 'lan0', 'up')
      server = await startServer({ under: ['ip', 'netns', 'exec', name], flags: ['--bind', '0.0.0.0'] })
      const chromium = inFolder(folder.path, 'chromium')
      writeFileSync(chromium, `#!/bin/sh\nexec ip netns exec ${name} ${chromiumPath()} "$@"\n`)
      chmodSync(chromium, 0o755)
      browser = await openBrowser(() => server, { executable: chromium, host: address, stranger: true, more: withDevices })
    })
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
      ip('netns', 'delete', name)
      folder.drop()
    })

    it('[TEST-31] two pages on https and a private address see and hear each other', async () => {
      const ada = await browser.visit()
      const bo = await browser.visit()
      for (const { context } of [ada, bo]) context.setDefaultTimeout(60_000)
      await register(ada, 'Ada')
      await register(bo, 'Bo')
      await writeTo(ada.page, 'Bo')
      await call(ada.page, 'video')
      await bo.page.getByRole('group', { name: 'Ada is calling' }).getByRole('button', { name: 'With camera' }).click()
      for (const [{ page }, other] of [
        [ada, 'Bo'],
        [bo, 'Ada'],
      ] as const) {
        await frames(page, { user: other, what: 'camera' })
        await voices(page, 1)
      }
      expect([...ada.troubles, ...bo.troubles].filter((words) => !/favicon/.test(words))).toEqual([])
    })
  })
}

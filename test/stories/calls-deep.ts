// With --deep: six pages in one call, then four, and everything that can happen to it; three on the other engine; and pages on a bare private
// address, in a network of their own, of which one goes to another.
import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { comeBack, join, type Person } from '../harness/cast.ts'
import { noteFault } from '../harness/deep.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { wider } from './axe.ts'
import {
  call,
  devices,
  expectTiles,
  frames,
  inbound,
  joinCall,
  press,
  soundOfScreens,
  tiles,
  toolbar,
  voices,
  watchPeers,
  withDevices,
  withPlainSound,
} from './callers.ts'
import { type Networks, openNetworks, talkOnVideo } from './calls-net.ts'
import { openRoom, signIn } from './hands.ts'

type Name = string
const screen = { width: 2560, height: 1440 } as const
/** In a house the server has a machine of its own: pages that draw every picture by the processor do not keep it waiting here, where that is allowed. */
const under = ['nice', '-n', '-10'] as const
/** Who is there from the first to the last. */
const four = ['ada', 'bo', 'cy', 'dee'] as const

/** @param more who only comes to see everybody, and goes again */
export function crowd(engine: 'werift' | 'mediasoup', more: readonly Name[]): void {
  describe(`${four.length + more.length} pages in one call, on ${engine}`, { timeout: 400_000 }, () => {
    const names: readonly Name[] = [...four, ...more]
    const flags = ['--calls-engine', engine]
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
      server = await startServer({ data: folder.path, flags, under })
      browser = await openBrowser(() => server, { more: devices(more.length > 0 ? 4 : 6) })
      eve = await join(server, 'eve')
      const users = []
      for (const name of names) {
        const person = await join(server, name)
        users.push(person.user.id)
        await person.wire.close()
      }
      await eve.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: users })
      for (const name of names) {
        // Every picture is drawn by the processor here, in every page: small pages, and few points to a length. What is shared of a screen is as large
        // as the screen.
        const visitor = await browser.visit('/', { viewport: { width: 780, height: 480 }, deviceScaleFactor: 0.5, screen })
        // Pages with cameras leave little of two cores.
        visitor.context.setDefaultTimeout(60_000)
        for (const prepare of [watchPeers, soundOfScreens, withPlainSound]) await prepare(visitor.page)
        await visitor.page.reload()
        await signIn(visitor, name)
        await openRoom(visitor.page, 'Workshop')
        there.set(name, visitor)
      }
    }, 300_000)
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
      folder.drop()
    })

    /** Everybody receives everybody else: pictures that move, and three voices. */
    async function allReceiveAll(within: readonly Name[] = four): Promise<void> {
      for (const name of within) {
        await expectTiles(page(name), within.length)
        await Promise.all(within.filter((other) => other !== name).map((other) => frames(page(name), { user: other, what: 'camera' })))
        await voices(page(name), within.length - 1)
        expect((await inbound(page(name))).tallest).toBeGreaterThanOrEqual(90)
      }
    }

    /** From now on: gives how to wait until all have three pictures in another peer connection than now. The one that is lost looks well for a while. */
    async function whenBack(): Promise<() => Promise<unknown>> {
      const before = await Promise.all(four.map(async (name) => (await peersOf(page(name))).peers))
      const isBack = async (name: Name, at: number): Promise<boolean> =>
        (await peersOf(page(name))).peers > (before[at] ?? 0) && (await inbound(page(name), 'last')).video >= 3
      // To look at a connection costs its page, too: not more often than the time is told.
      return () =>
        Promise.all(
          four.map((name, at) =>
            until(`${name} to be back`, () => isBack(name, at), { within: 120_000, every: 200, seen: () => standing(page(name)) }),
          ),
        )
    }

    it('[TEST-31] everybody sees and hears everybody', async () => {
      await call(page('ada'), 'video')
      for (const name of names.slice(1)) await joinCall(page(name))
      for (const name of names) {
        if ((await toolbar(page(name)).getByRole('button', { name: 'Unmute' }).count()) > 0) await press(page(name), 'Unmute')
        if ((await toolbar(page(name)).getByRole('button', { name: 'Turn the camera on' }).count()) > 0)
          await press(page(name), 'Turn the camera on')
      }
      await allReceiveAll(names)
      await picture(page('ada'), `call-${names.length}-${engine}`)
      // In a window of middle width, too: those without a place are behind the one of the menu.
      const [bar, last] = [toolbar(page('ada')), toolbar(page('ada')).getByRole('button', { name: 'Leave the call' })]
      expect(await wider(page('ada'))).toBe(0)
      expect(await last.evaluate((one) => one.getBoundingClientRect().right)).toBeLessThanOrEqual(780)
      expect(await bar.evaluate((one) => one.firstElementChild?.getBoundingClientRect().left ?? 0)).toBeGreaterThanOrEqual(
        await bar.evaluate((one) => one.getBoundingClientRect().left),
      )
      for (const name of more) await there.get(name)?.[Symbol.asyncDispose]()
      for (const name of more) there.delete(name)
      await allReceiveAll()
    })

    it('[TEST-31] whoever is looked at in large is sent large, and makes no picture that nobody looks at', async () => {
      await until('bo to make small pictures alone', async () => (await made(page('bo'))).join() === 'l', {
        within: 60_000,
        seen: () => made(page('bo')),
      })
      await tiles(page('ada')).filter({ hasText: 'bo' }).first().hover()
      await page('ada').getByRole('button', { name: 'Pin bo' }).click()
      await until('bo to make a larger picture', async () => (await made(page('bo'))).includes('m'), { within: 60_000 })
      const large = async (): Promise<boolean> => (await frames(page('ada'), { user: 'bo', what: 'camera' })).height >= 180
      await until('a large picture of bo', large, { within: 60_000 })
      expect((await frames(page('cy'), { user: 'bo', what: 'camera' })).height).toBe(90)
      await page('ada').getByRole('button', { name: 'Unpin' }).click()
      await until('bo to make small pictures alone again', async () => (await made(page('bo'))).join() === 'l', { within: 60_000 })
    })

    it('[TEST-31] everybody sees a shared screen, and hears its sound beside the voices', async () => {
      await choose(page('bo'), 'Share the screen')
      const { width } = await frames(page('bo'), { user: 'bo', what: 'screen' })
      expect(width).toBeGreaterThanOrEqual(640)
      for (const name of ['ada', 'cy', 'dee']) {
        // In a tile of few lines, too, it comes whole: what is written there is to be read.
        const whole = async (): Promise<boolean> => (await frames(page(name), { user: 'bo', what: 'screen' })).width === width
        await until(`${name} to see all of the screen`, whole, { within: 60_000 })
        await voices(page(name), 4)
      }
      await choose(page('bo'), 'Stop sharing the screen')
      await allReceiveAll()
    })

    it('[TEST-31] the engine is killed: everybody is back by themselves', async () => {
      const back = await whenBack()
      process.kill(engineOf(server.run.pid), 'SIGKILL')
      const began = performance.now()
      await back()
      judge(`${engine}: killed engine to three pictures at each of four`, performance.now() - began, 15_000)
      await allReceiveAll()
    })

    it('[TEST-31] the server is killed and started again: the call goes on without a reload', async () => {
      for (const name of four) await page(name).evaluate(() => Object.assign(globalThis, { isOld: true }))
      const ports = ['--port', String(server.run.httpsPort)]
      const back = await whenBack()
      await server.kill('SIGKILL')
      const began = performance.now()
      server = await startServer({ data: folder.path, flags: [...flags, ...ports], under })
      const started = performance.now() - began
      await back()
      noteTime(`${engine}: killed server to started again`, started)
      judge(`${engine}: killed server to three pictures at each of four`, performance.now() - began, 30_000)
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
      await until('cy to be gone', async () => (await tiles(page('ada')).count()) === 2, {
        within: 10_000,
        seen: () => tiles(page('ada')).allInnerTexts(),
      })
    })
  })
}

/** Asked for are five seconds, and three for another network. Other work shares the cores here: some times as long may pass, and no more. */
function judge(what: string, ms: number, most: number): void {
  noteTime(what, ms)
  expect(ms, `${what}, in milliseconds`).toBeLessThan(most)
}
const noteTime = (what: string, ms: number): void => noteFault('F41', undefined, `${what}: ${(ms / 1000).toFixed(1)} s`)

/** The layers of the camera that are made just now, the smallest first: of the last peer connection. */
const made = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] }
    const rids: string[] = []
    for (const [, entry] of (await peers.at(-1)?.getStats()) ?? [])
      if (entry.type === 'outbound-rtp' && entry.mid === '1' && entry.active) rids.push(entry.rid)
    return ['l', 'm', 'h'].filter((rid) => rids.includes(rid))
  })

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
    let networks: Networks
    let server: Server
    let browser: Browser
    const visitors: Visitor[] = []

    beforeAll(async () => {
      networks = openNetworks('hearth-calls', '10.78.0')
      server = await startServer({ under: networks.under, flags: ['--bind', '0.0.0.0'] })
      const { chromium: executable, address: host } = networks
      browser = await openBrowser(() => server, { executable, host, stranger: true, more: withDevices })
    })
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
      networks?.drop()
    })

    it('[TEST-31] two pages on https and a private address see and hear each other', async () => {
      const [ada, bo] = [await browser.visit(), await browser.visit()]
      visitors.push(ada, bo)
      await talkOnVideo(ada, bo)
      for (const [{ page }, other] of [
        [ada, 'Bo'],
        [bo, 'Ada'],
      ] as const) {
        await frames(page, { user: other, what: 'camera' })
        await voices(page, 1)
      }
      expect([...ada.troubles, ...bo.troubles].filter((words) => !/favicon/.test(words))).toEqual([])
    })

    it('[TEST-31] with another address the call goes on within seconds, in the same peer connection', async () => {
      const [ada] = visitors
      if (!ada) throw new Error('nobody is there')
      const before = await peersOf(ada.page)
      networks.ip('pages', 'address', 'delete', '10.78.0.2/24', 'dev', 'lan0')
      let [last, stands] = [-1, 0]
      await until(
        'the call to stand still',
        async () => {
          const { bytes } = await peersOf(ada.page)
          stands = bytes === last ? stands + 1 : 0
          last = bytes
          return stands >= 3
        },
        { within: 30_000, every: 150 },
      )
      networks.ip('pages', 'address', 'add', '10.78.0.3/24', 'dev', 'lan0')
      const began = performance.now()
      const still = await peersOf(ada.page)
      let now = still
      await until(
        'sound and pictures again',
        async () => {
          now = await peersOf(ada.page)
          return now.bytes > still.bytes || now.peers > still.peers
        },
        { within: 30_000, every: 50, seen: () => now },
      )
      judge('another address to received again', performance.now() - began, 15_000)
      for (const [{ page }, other] of visitors.map((one, at) => [one, at === 0 ? 'Bo' : 'Ada'] as const)) {
        await frames(page, { user: other, what: 'camera' })
        await voices(page, 1)
      }
      expect((await peersOf(ada.page)).peers).toBe(before.peers)
    })
  })
}

/** What has no place among the buttons of a window of middle width. */
async function choose(page: Page, name: string): Promise<void> {
  await press(page, 'More')
  await page.getByRole('menuitem', { name }).click()
}

/** What the page says of its call, and how it stands with its connections: for whoever waits in vain. */
const standing = async (page: Page): Promise<string> => {
  const [{ peers, state }, last, says] = await Promise.all([
    peersOf(page),
    inbound(page, 'last'),
    page.evaluate(() => {
      const call = document.querySelector<HTMLElement>('main[data-phase]')
      const words = [...document.querySelectorAll('[role=status], [role=alert]')].map(({ textContent }) => textContent)
      return `${call?.dataset['phase'] ?? 'out of the call'}; ${words.join(' | ')}`
    }),
  ])
  return `${peers} connections, the last ${state}, ${JSON.stringify(last)}; ${says}`
}

/** How many peer connections the page ever had, and what came in at the last one. */
const peersOf = (page: Page): Promise<{ readonly peers: number; readonly bytes: number; readonly state: string }> =>
  page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] }
    let bytes = 0
    for (const [, entry] of (await peers.at(-1)?.getStats()) ?? []) if (entry.type === 'inbound-rtp') bytes += entry.bytesReceived
    return { peers: peers.length, bytes, state: `${peers.at(-1)?.connectionState} ${navigator.onLine}` }
  })

// With --deep: calls in every kind of room and on a phone. One page is wide, the other a phone in portrait, in the dark; whoever else is needed
// speaks the bare protocol, or an older program's.
import type { UserId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person, password } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { openSocket } from '../harness/socket.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import {
  call,
  devices,
  expectTiles,
  frames,
  hide,
  joinCall,
  leave,
  leaveUnlessOver,
  press,
  ring,
  tiles,
  toolbar,
  voices,
  watchPeers,
  withNotes,
  withoutDevices,
  withVoice,
} from './callers.ts'
import { makeRoom, openRoom, signIn, writeTo } from './hands.ts'

/** On a machine of two cores: few pictures, and few points to a length. */
const small = { deviceScaleFactor: 0.5 } as const

export function places(): void {
  describe('calls in every kind of room, and on a phone', { timeout: 300_000 }, () => {
    let server: Server
    let browser: Browser
    let ada: Visitor
    let bo: Visitor
    let cy: Person

    beforeAll(async () => {
      server = await startServer({ flags: ['--gateway', 'prmp=0'] })
      browser = await openBrowser(() => server, { more: devices(5), worker: true })
      for (const name of ['ada', 'bo']) await (await join(server, name)).wire.close()
      cy = await join(server, 'cy')
      ada = await arrive('ada', small)
      bo = await arrive('bo', { viewport: phone, colorScheme: 'dark', hasTouch: true, deviceScaleFactor: 1 })
    }, 240_000)
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
    })

    async function arrive(name: string, options: NonNullable<Parameters<Browser['visit']>[1]>): Promise<Visitor> {
      const visitor = await browser.visit('/', { permissions: ['notifications', 'microphone', 'camera'], ...options })
      visitor.context.setDefaultTimeout(60_000)
      for (const prepare of [watchPeers, withVoice, withNotes, withoutDevices]) await prepare(visitor.page)
      await visitor.page.reload()
      await signIn(visitor, name)
      return visitor
    }

    /** Nothing is cut off at the side, and axe finds nothing. */
    async function looksRight(name: string): Promise<void> {
      await picture(bo.page, `phone-${name}`)
      expect(await wider(bo.page)).toBe(0)
      expect(await faults(bo.page)).toEqual([])
    }

    /** Into a place to talk: by one press, past no mirror. */
    async function goIn({ page }: Visitor): Promise<void> {
      await page.getByRole('group', { name: 'Call', exact: true }).getByRole('button', { name: 'Join' }).click()
      await toolbar(page).waitFor()
    }

    it('[TEST-31] on a phone in portrait a call rings, is answered with the camera, and has all its buttons', async () => {
      await writeTo(ada.page, 'bo')
      await call(ada.page, 'video')
      await ring(bo.page, 'ada').waitFor()
      await looksRight('ring')
      await ring(bo.page, 'ada').getByRole('button', { name: 'With camera' }).click()
      await toolbar(bo.page).waitFor()
      await expectTiles(bo.page, 2)
      expect((await frames(bo.page, { user: 'ada', what: 'camera' })).height).toBeGreaterThanOrEqual(90)
      await frames(ada.page, { user: 'bo', what: 'camera' })
      for (const { page } of [bo, ada]) await voices(page, 1)
      await looksRight('call')
      await press(bo.page, 'More')
      await bo.page.getByRole('menuitem', { name: 'People' }).waitFor()
      await looksRight('more')
      await bo.page.getByRole('menuitem', { name: 'People' }).click()
      await bo.page.getByRole('complementary', { name: 'People in this call' }).waitFor()
      await looksRight('people')
      await bo.page.getByRole('complementary', { name: 'People in this call' }).getByRole('button', { name: 'Close' }).click()
    })

    it('[TEST-31] nothing is sent to a page that nobody sees, and all of it again when it is looked at', async () => {
      const drawn = () => bo.page.locator('li[data-user=ada] video').count()
      await until('a picture of ada', async () => (await drawn()) === 1)
      await hide(bo.page, true)
      await until('ada to make no pictures', async () => (await layersMade(ada)) === 0, { within: 60_000 })
      await voices(bo.page, 1)
      await hide(bo.page, false)
      await until('ada to make pictures', async () => (await layersMade(ada)) > 0, { within: 60_000 })
      await frames(bo.page, { user: 'ada', what: 'camera' })
      await leave(bo.page)
      await leaveUnlessOver(ada.page)
    })

    it('[TEST-31] in a channel hands are raised, and who leads lets somebody speak', async () => {
      await makeRoom(ada.page, 'channel', 'Office', ['bo'])
      await call(ada.page, 'audio')
      await openRoom(bo.page, 'Office')
      await joinCall(bo.page)
      await looksRight('audience')
      await press(bo.page, 'Raise a hand')
      await press(ada.page, 'People, 1 hand is up')
      await ada.page.getByRole('button', { name: 'Let speak: bo' }).click()
      await toolbar(bo.page).getByRole('button', { name: 'Unmute' }).waitFor()
      await press(bo.page, 'Unmute')
      await voices(ada.page, 1)
      await ada.page.getByRole('button', { name: 'Let bo only listen' }).click()
      await toolbar(bo.page).getByRole('button', { name: 'Raise a hand' }).waitFor()
      await leave(bo.page)
      await leave(ada.page, 'End the call for all')
    })

    it('[TEST-31] a place to talk is there before anybody is in it, and after; who is in is seen before one goes in', async () => {
      await cy.wire.ask('room.create', { kind: 'group', name: 'Kitchen', voice: true, members: await idsOf(cy, 'ada', 'bo') })
      await openRoom(ada.page, 'Kitchen')
      await ada.page.getByText('A place to talk. Nobody is in it just now.').waitFor()
      await goIn(ada)
      await openRoom(bo.page, 'Kitchen')
      await bo.page.getByText('ada is here to talk').waitFor()
      await looksRight('voice-room')
      await goIn(bo)
      for (const { page } of [bo, ada]) await voices(page, 1)
      await leave(bo.page)
      await expectTiles(ada.page, 1)
      await leave(ada.page)
      await ada.page.getByText('A place to talk. Nobody is in it just now.').waitFor()
      expect(
        await ada.page
          .getByText(/call/i)
          .and(ada.page.getByRole('log').getByText(/began|Missed|ended/))
          .count(),
      ).toBe(0)
    })

    it.each([
      ['no microphone at all', 'NotFoundError'],
      ['no permission', 'NotAllowedError'],
    ])('[TEST-31] with %s one listens, and is told what to do', async (_what, failure) => {
      await openRoom(ada.page, 'Lobby')
      await call(ada.page, 'audio')
      if ((await toolbar(ada.page).getByRole('button', { name: 'Unmute' }).count()) > 0) await press(ada.page, 'Unmute')
      await bo.page.evaluate((name) => Object.assign(globalThis, { failsDevices: name }), failure)
      await openRoom(bo.page, 'Lobby')
      await bo.page.getByRole('group', { name: 'Call', exact: true }).getByRole('button', { name: 'Join' }).click()
      const mirror = bo.page.getByRole('dialog', { name: /call/i })
      await mirror.getByText('No microphone', { exact: true }).waitFor()
      await looksRight(`mirror-${failure}`)
      await mirror.getByRole('button', { name: 'Just listen' }).click()
      await expectTiles(bo.page, 2)
      await voices(bo.page, 1)
      await bo.page.evaluate(() => Object.assign(globalThis, { failsDevices: undefined }))
      await leave(bo.page)
      await leave(ada.page, 'Leave; the others go on')
    })

    it('[TEST-31] in a group it rings softly where one reads elsewhere, and is joined or sent away there', async () => {
      await cy.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: await idsOf(cy, 'ada', 'bo') })
      const soft = bo.page.getByRole('group', { name: 'A call in Workshop' })
      await openRoom(ada.page, 'Workshop')
      for (const how of ['Not now', 'Join'] as const) {
        await call(ada.page, 'audio')
        await soft.waitFor()
        await looksRight('soft-ring')
        await soft.getByRole('button', { name: how }).click()
        await soft.waitFor({ state: 'detached' })
        if (how === 'Join') {
          const mirror = bo.page.getByRole('dialog', { name: /call/i })
          await mirror.getByRole('button', { name: 'Just listen' }).click()
          await expectTiles(bo.page, 2)
          await leave(bo.page)
        }
        await leave(ada.page, 'End the call for all')
        await toolbar(ada.page).waitFor({ state: 'detached' })
      }
    })

    it('[TEST-31] a program of an older protocol rings the page, and takes its call back', async () => {
      await using old = await openSocket(server.run.gateways['prmp'] ?? 0)
      const say = async (tag: Readonly<Record<string, string>>): Promise<void> => {
        const before = old.text().length
        old.write(JSON.stringify(tag))
        await until(`an answer to ${tag['action']}`, () => old.text().length > before)
      }
      await say({ action: 'signup', id: 'lovelace', name: 'lovelace', key: password })
      await say({ action: 'login', id: 'lovelace', key: password })
      await say({ action: 'start_audio', sender: 'lovelace', recipient: 'bo' })
      await ring(bo.page, 'lovelace').waitFor()
      await looksRight('ring-of-a-program')
      await say({ action: 'end_audio', sender: 'lovelace', recipient: 'bo' })
      await ring(bo.page, 'lovelace').waitFor({ state: 'detached' })
    })

    it('[TEST-31] a phone whose page lies in the background is rung by the system, and answers from there', async () => {
      await showNothingItself(bo)
      await hide(bo.page, true)
      await writeTo(ada.page, 'bo')
      await call(ada.page, 'audio')
      await until('the system to tell', async () => (await standing(bo)).includes('ada is calling'), {
        within: 60_000,
        seen: () => standing(bo),
      })
      await answerInTheSystem(bo)
      await toolbar(bo.page).waitFor()
      await hide(bo.page, false)
      await expectTiles(bo.page, 2)
      await voices(bo.page, 1)
      expect(await standing(bo)).toEqual([])
      await leave(bo.page)
      expect(await tiles(ada.page).count()).toBeLessThan(2)
      await leaveUnlessOver(ada.page)
    })

    it('[TEST-31] what a phone still shows of a call whose page it killed stands while it rings, and is gone when the page is opened anew after', async () => {
      for (const isOver of [false, true]) bo = await outlived(ada, bo, isOver)
    })
  })
}

/** Ada's ring on a phone that kills its page: gives the page that was opened then. @param isOver she gives up before */
async function outlived(ada: Visitor, bo: Visitor, isOver: boolean): Promise<Visitor> {
  await showNothingItself(bo)
  await hide(bo.page, true)
  await writeTo(ada.page, 'bo')
  await call(ada.page, 'audio')
  await until('the system to tell', async () => (await standing(bo)).includes('ada is calling'), { within: 60_000 })
  const address = bo.page.url()
  await kill(bo)
  if (isOver) await leave(ada.page)
  const page = await bo.context.newPage()
  await page.goto(address)
  const now = { ...bo, page }
  if (isOver) await page.getByText('Missed call from ada').first().waitFor()
  else {
    await ring(page, 'ada').waitFor()
    expect(await standing(now)).toEqual(['ada is calling'])
    await leave(ada.page)
  }
  await until('nothing to be shown any more', async () => (await standing(now)).length === 0, { seen: () => standing(now) })
  await bo.page.close()
  await withNotes(page)
  await page.reload()
  return now
}

/** As a phone does that needs the memory: the page is told nothing. */
async function kill({ context, page }: Visitor): Promise<void> {
  const session = await context.newCDPSession(page)
  const killed = page.waitForEvent('crash')
  session.send('Page.crash').catch(() => undefined)
  await killed
}

/** As somebody finds them. */
const idsOf = (person: Person, ...names: readonly string[]): Promise<UserId[]> =>
  Promise.all(
    names.map(async (text) => {
      const found = (await person.wire.ask('people.search', { text })).people.find(({ name }) => name === text)
      if (!found) throw new Error(`${text} is not there`)
      return found.id
    }),
  )

/** How many layers of the camera a page makes just now. */
const layersMade = ({ page }: Visitor): Promise<number> =>
  page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] }
    let many = 0
    for (const [, entry] of (await peers.at(-1)?.getStats()) ?? [])
      if (entry.type === 'outbound-rtp' && entry.mid === '1' && entry.active) many++
    return many
  })

/** As on phones: a page may show no notification itself, its worker may. */
async function showNothingItself({ page }: Visitor): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.evaluate(() => {
    const denied = class {
      static permission = 'granted'
      constructor() {
        throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.')
      }
    }
    Object.assign(globalThis, { Notification: denied })
  })
}

/** What the system shows of the page just now. */
const standing = ({ page }: Visitor): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const all = await (await navigator.serviceWorker.getRegistration())?.getNotifications()
    return (all ?? []).map(({ title }) => title)
  })

/** What the system does when its button is pressed. The page comes to the front only once it was told: until then it is not seen. */
async function answerInTheSystem({ context }: Visitor): Promise<void> {
  const [worker] = context.serviceWorkers()
  if (!worker) throw new Error('the page has no worker')
  await worker.evaluate(async () => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
    const [notification] = await registration.getNotifications()
    const Pressed = (globalThis as unknown as { NotificationEvent: new (name: string, about: object) => Event }).NotificationEvent
    dispatchEvent(new Pressed('notificationclick', { notification, action: 'answer' }))
  })
}

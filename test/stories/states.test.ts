// What goes wrong, as a person sees it: refused words, a sign-in that was ended, a ban. Each says what happened and what to do.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, desktop, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person, password } from '../harness/cast.ts'
import { hearth, type Server, startServer } from '../harness/server.ts'
import { connect } from '../harness/wire.ts'
import { faults, wider } from './axe.ts'
import { article, composer, openRoom, register, say, signIn } from './hands.ts'

let server: Server
let browser: Browser
let bo: Person
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server)
  bo = await join(server, 'bo')
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** On a phone, in the dark, with --deep. */
const deep = process.env['HEARTH_TEST_DEEP'] === '1'
const small = { viewport: phone, hasTouch: true, isMobile: true, colorScheme: 'dark' } as const

/** Kept to be looked at; nothing for axe to find, nothing wider than the screen, in either theme. */
async function looksRight({ page }: Visitor, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))))
    const size = (page.viewportSize()?.width ?? 0) < desktop.width ? 'phone' : 'desktop'
    await picture(page, `${name}-${size}-${colorScheme}`)
    expect(await faults(page)).toEqual([])
    expect(await wider(page)).toBe(0)
  }
}

it.each([['Ada', {}] as const, ...(deep ? [['Dee', small] as const] : [])])(
  '[TEST-12] words that the server refuses stay, say why, and can be changed: %s',
  async (name, options) => {
    await using visitor = await browser.visit('/', options)
    const { page, context } = visitor
    await register(visitor, name)
    const user = (await bo.wire.ask('people.search', { text: name })).people[0]?.id ?? bo.user.id
    const { room } = await bo.wire.ask('room.create', { kind: 'channel', name: `News for ${name}`, members: [user] })
    await bo.wire.ask('room.role', { room: room.id, user, role: 'admin' })
    await openRoom(page, `News for ${name}`)
    await composer(page).waitFor()
    await context.setOffline(true)
    await page.getByText('No connection.').waitFor()
    await say(page, 'The kettle is new.')
    await article(page, 'The kettle is new.').getByText('Will be sent when').waitFor()
    await looksRight(visitor, 'offline-room')
    await bo.wire.ask('room.role', { room: room.id, user, role: 'member' })
    await context.setOffline(false)
    const failed = article(page, 'The kettle is new.')
    await failed.getByText(/^Not sent\./).waitFor()
    await looksRight(visitor, 'failed')
    await bo.wire.ask('room.role', { room: room.id, user, role: 'admin' })
    await failed.getByRole('button', { name: 'Retry' }).click()
    await failed.and(page.locator('[data-seq]')).waitFor()
  },
)

it.each([['Cy', {}] as const, ...(deep ? [['Eve', small] as const] : [])])(
  '[TEST-12] a sign-in that was ended elsewhere leads to the door, which says so; then a ban: %s',
  async (name, options) => {
    await using visitor = await browser.visit('/', options)
    const { page } = visitor
    await register(visitor, name)
    const wire = await connect(server)
    await wire.ask('session.open', { name, password })
    const { sessions } = await wire.ask('session.list', {})
    for (const { id, current } of sessions) if (!current) await wire.ask('session.revoke', { session: id })
    await wire.close()
    await page.getByText('You were signed out').waitFor()
    await looksRight(visitor, 'ended')

    await signIn(visitor, name)
    expect(await page.getByText('You were signed out').count()).toBe(0)
    const { code, stderr } = await hearth(['ban', 'add', name, '--data', server.data])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    await page.getByRole('heading', { name: 'The server does not let this page in' }).waitFor()
    await looksRight(visitor, 'banned')
  },
)

// Looking after a server, by those who do: every part of the admin page, on a desktop and a phone, and what is done there.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, desktop, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person, password, say } from '../harness/cast.ts'
import { hearth, type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { connect, refusal } from '../harness/wire.ts'
import { faults, wider } from './axe.ts'
import { act, article, openRoom, signIn } from './hands.ts'

let server: Server
let browser: Browser
let bo: Person
let cy: Person
let ada: Person

beforeAll(async () => {
  server = await startServer({ flags: ['--gateway', 'pychat=0'], within: 60_000 })
  ada = await join(server, 'ada')
  bo = await join(server, 'bo')
  cy = await join(server, 'cy')
  const made = await hearth(['role', 'ada', 'owner', '--data', server.data], { within: 60_000 })
  if (made.code !== 0) throw new Error(made.stderr)
  const [dee, eli] = [await join(server, 'dee'), await join(server, 'eli')]
  await ada.wire.ask('moderation.mute', { user: dee.user.id, minutes: 600, reason: 'shouting' })
  await ada.wire.ask('moderation.ban', { user: eli.user.id, reason: 'threats, again and again' })
  browser = await openBrowser(() => server)
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const parts = [
  ['now', 'Messages a second'],
  ['reports', 'Reports'],
  ['people', '@bo ·'],
  ['bans', 'Muted'],
  ['doors', 'Who may make an account?'],
  ['kept', 'The biggest ones.'],
  ['limits', 'How much there may be'],
  ['machine', 'Fingerprint of the authority'],
  ['gateways', 'pychat'],
  ['log', 'has another role'],
  ['lines', 'Since the server started'],
] as const

const go = (page: Page, part: string): Promise<void> => page.evaluate((where) => void (location.hash = `#/admin/${where}`), part)

describe.each([
  { name: 'desktop-light', options: { viewport: desktop, colorScheme: 'light' } },
  { name: 'phone-dark', options: { viewport: phone, colorScheme: 'dark', hasTouch: true, isMobile: true } },
] as const)('$name', ({ name, options }) => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await browser.visit('/', options)
    await signIn(visitor, 'ada')
  })
  afterAll(() => visitor[Symbol.asyncDispose]())

  it.each(parts)('[TEST-41] %s shows what it is about, fits, and axe finds nothing', async (part, words) => {
    const { page } = visitor
    const { id } = await say(bo, bo.lobby, `Quack from ${part}`)
    if (part === 'reports')
      await cy.wire.ask('report.make', { user: bo.user.id, room: bo.lobby, message: id, why: 'rude', words: 'All day long.' })
    await go(page, part)
    await page.getByRole('main').getByText(words).first().waitFor()
    await until('the part to rest', async () => (await page.getByRole('status', { name: 'Loading' }).count()) === 0)
    await picture(page, `admin-${part}-${name}`)
    expect(await faults(page)).toEqual([])
    expect(await wider(page)).toBe(0)
  })
})

it('[TEST-41] somebody reports a message, a moderator deletes it, and the log says so without its words', async () => {
  await using reader = await browser.visit()
  await signIn(reader, 'cy')
  await say(bo, bo.lobby, 'Something hurtful')
  await openRoom(reader.page, 'Lobby')
  await act(reader.page, 'Something hurtful', 'More actions')
  await reader.page.getByRole('menuitem', { name: 'Report…' }).click()
  const dialog = reader.page.getByRole('dialog', { name: 'Report a message of bo' })
  await dialog.getByText('It is a threat, or dangerous').click()
  await dialog.getByRole('button', { name: 'Report', exact: true }).click()
  await reader.page.getByText('The moderators are told.').waitFor()

  await using keeper = await browser.visit()
  await signIn(keeper, 'ada')
  await go(keeper.page, 'reports')
  const report = keeper.page.getByRole('listitem').filter({ hasText: 'Something hurtful' })
  await report.getByRole('button', { name: 'Delete the message' }).click()
  await until('the report to be settled', async () => (await report.count()) === 0)
  await until('the message to be gone', async () => (await article(reader.page, 'Something hurtful').count()) === 0)
  await go(keeper.page, 'log')
  await keeper.page.getByText('was settled').first().waitFor()
  expect(await keeper.page.getByRole('main').textContent()).not.toContain('hurtful')
})

it('[TEST-41] an admin makes an account; its link leads somebody in, and registration that is closed is closed at the door', async () => {
  await using keeper = await browser.visit()
  await signIn(keeper, 'ada')
  await go(keeper.page, 'people')
  await keeper.page.getByRole('textbox', { name: 'Name' }).fill('eve')
  await keeper.page.getByRole('button', { name: 'Make the account' }).click()
  const link = keeper.page.getByRole('status').filter({ hasText: '#reset=' })
  await link.waitFor()
  await using newcomer = await browser.visit(`/${/#reset=.*/.exec((await link.textContent()) ?? '')?.[0] ?? ''}`)
  await newcomer.page.getByLabel('A new password', { exact: true }).fill('six stones and a spark')
  await newcomer.page.getByRole('button', { name: 'Keep it, and go in' }).click()
  await newcomer.page.getByRole('heading', { name: /, eve$/ }).waitFor()
  await go(keeper.page, 'doors')
  await keeper.page.getByText('Nobody: admins make accounts').click()
  await keeper.page.getByText('This holds from now on.').first().waitFor()
  await using stranger = await browser.visit()
  await stranger.page.getByRole('button', { name: 'Just look around' }).waitFor()
  expect(await stranger.page.getByRole('button', { name: 'Make an account' }).count()).toBe(0)
})

it('[TEST-41] limits, gateways and the sign-ins of others are changed while the server runs, and the log says so', async () => {
  await using keeper = await browser.visit()
  const { page } = keeper
  await signIn(keeper, 'ada')
  await go(page, 'limits')
  const limit = page.getByRole('form', { name: 'textChars' })
  await limit.getByRole('textbox').fill('12')
  await limit.getByRole('button', { name: 'Set' }).click()
  await page.getByText('This holds from now on.').first().waitFor()
  expect(await refusal(say(bo, bo.lobby, 'More than twelve signs'))).toBe('text_too_long')
  await limit.getByRole('button', { name: 'Back to 8,000' }).click()
  await until('long words to be taken again', () => say(bo, bo.lobby, 'More than twelve signs').then(Boolean, () => false))

  await go(page, 'gateways')
  const gateway = page.getByRole('listitem').filter({ hasText: 'pychat' })
  await gateway.getByText(/open at/).waitFor()
  await gateway.locator('label').click()
  await page.getByText('They are let in no more.').first().waitFor()
  await until('its port to be closed', async () => (await gateway.getByText(/open at/).count()) === 0)

  await go(page, 'people')
  const row = page.getByRole('listitem').filter({ hasText: '@cy ·' })
  await row.getByRole('button', { name: 'More about cy' }).click()
  await picture(page, 'admin-sign-ins-desktop-light')
  await row.getByRole('button', { name: 'Sign out there' }).last().click()
  await page.getByText('Signed out there').first().waitFor()
  await until('Cy to be out', () => cy.wire.socket.readyState === cy.wire.socket.CLOSED)
  await go(page, 'log')
  for (const words of ['limits.textChars 12', 'gateway pychat off']) await page.getByText(words).first().waitFor()
})

describe('at the door', () => {
  it('[TEST-41] who makes an account waits until a moderator lets them in, and comes in by itself; who is refused is told', async () => {
    await using staff = await browser.visit('/', { viewport: desktop, colorScheme: 'dark' })
    await signIn(staff, 'ada')
    await staff.page.evaluate(() => (location.hash = '#/admin/doors'))
    await staff.page.getByText('Whoever has an invitation').waitFor()
    await ada.wire.ask('admin.doors', { registration: 'approval' })
    const knock = async (name: string): Promise<Visitor> => {
      const visitor = await browser.visit('/', { viewport: phone })
      const { page } = visitor
      await page.getByRole('button', { name: 'Make an account' }).click()
      await page.getByText('Then somebody who looks after this server lets you in.').waitFor()
      await page.getByLabel('Your name').fill(name)
      await page.getByLabel('Password', { exact: true }).fill(password)
      await page.getByRole('button', { name: 'Make my account' }).click()
      await page.getByRole('heading', { name: /^You are at the door/ }).waitFor()
      return visitor
    }
    await using fay = await knock('Fay')
    await picture(fay.page, 'at-the-door')
    expect(await faults(fay.page), 'at the door').toEqual([])
    await using gus = await knock('Gus')
    await gus.page.reload()
    await gus.page.getByRole('heading', { name: /^You are at the door/ }).waitFor()

    await staff.page.evaluate(() => (location.hash = '#/'))
    const queue = staff.page.getByRole('region', { name: 'At the door' })
    await queue.getByText('@Fay').waitFor()
    await picture(staff.page, 'door-queue')
    expect(await faults(staff.page), 'queue').toEqual([])
    await queue.getByRole('button', { name: 'Let in Fay' }).click()
    await fay.page.getByRole('heading', { name: /, Fay$/ }).waitFor()
    await queue.getByRole('button', { name: 'Refuse Gus' }).click()
    await gus.page.getByText('You were not let in. Nothing of you is kept here.').waitFor()
    await queue.waitFor({ state: 'detached' })
    await ada.wire.ask('admin.doors', { registration: null })
    expect([...fay.troubles, ...staff.troubles].filter((trouble) => !trouble.includes('403'))).toEqual([])
  })

  it.each([
    { name: 'desktop-light', options: { viewport: desktop, colorScheme: 'light' } },
    { name: 'phone-dark', options: { viewport: phone, colorScheme: 'dark', hasTouch: true, isMobile: true } },
  ] as const)('[TEST-41] junk that knocks is refused all at once, when one says so twice ($name)', async ({ name, options }) => {
    await using staff = await browser.visit('/', options)
    const { page } = staff
    await signIn(staff, 'ada')
    await ada.wire.ask('admin.doors', { registration: 'approval' })
    const junk = ['Quick money', 'Free gold', 'a name that goes on and on until it is as long as any may be here'.slice(0, 60)]
    for (const [at, junkName] of junk.entries()) {
      await using wire = await connect(server)
      await wire.ask('account.register', { name: `junk-${name}-${at}`, displayName: junkName, password })
    }
    const queue = page.getByRole('region', { name: 'At the door' })
    await queue.getByText(`@junk-${name}-2`).waitFor()
    await picture(page, `door-junk-${name}`)
    expect(await wider(page)).toBe(0)
    await queue.getByRole('button', { name: 'Refuse all' }).click()
    const question = page.getByRole('alertdialog').or(page.getByRole('dialog'))
    await question.getByText('Refuse all of them?').waitFor()
    await picture(page, `door-junk-sure-${name}`)
    expect(await faults(page), 'the question').toEqual([])
    await question.getByRole('button', { name: 'Refuse all' }).click()
    await queue.waitFor({ state: 'detached' })
    expect(await ada.wire.ask('pending.list', {})).toEqual({ people: [], waiting: 0 })
    await ada.wire.ask('admin.doors', { registration: null })
  })
})

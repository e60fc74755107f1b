// Signing in with more than a password: codes, passkeys, app passwords, by hand in a real browser.
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { startIssuer } from '@hearth/server/src/outside/testing/issuer.ts'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { password } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { openSocket } from '../harness/socket.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import { register } from './hands.ts'

let server: Server
let browser: Browser
beforeAll(async () => {
  server = await startServer({ within: 60_000, flags: ['--gateway', 'pychat=0'] })
  // Passkeys belong to a name.
  browser = await openBrowser(() => server, { host: 'localhost' })
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** What an authenticator app shows: RFC 6238, made anew here from the secret that the page shows. */
function codeOf(secret: string, at: number): string {
  const bits = Array.from(secret.replace(/\s/g, ''), (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
  const counter = Buffer.alloc(8)
  counter.writeUInt32BE(Math.floor(at / 30_000), 4)
  const digest = createHmac('sha1', key).update(counter).digest()
  return String((digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const goSettings = ({ page }: Visitor): Promise<unknown> => page.evaluate(() => (location.hash = '#/settings'))

async function signOut(visitor: Visitor): Promise<void> {
  await goSettings(visitor)
  const out = visitor.page.getByRole('region', { name: 'Ways out' }).getByRole('button', { name: 'Sign out' })
  await out.click()
  await visitor.page.getByRole('form', { name: 'Sign in', exact: true }).waitFor()
}

/** After a sign-out the door is drawn anew with the connection: what was pressed on the old one is pressed again. */
async function showPasskey({ page }: Visitor, then: Locator): Promise<void> {
  const button = page.getByRole('button', { name: 'Sign in with a passkey' })
  const press = async (): Promise<boolean> => {
    if ((await then.count()) > 0) return true
    if (await button.isEnabled({ timeout: 500 }).catch(() => false)) await button.click({ timeout: 1000 }).catch(() => undefined)
    return (await then.count()) > 0
  }
  await until('the passkey is asked for and answered', press, { within: 30_000 })
}

async function typePassword({ page }: Visitor, name: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

it('[TEST-80] codes are set up with a picture, asked for after the password, and a recovery code stands in', {
  timeout: 120_000,
}, async () => {
  await using visitor = await browser.visit('/', { viewport: phone, isMobile: true, hasTouch: true })
  const { page } = visitor
  await register(visitor, 'Ada')
  await goSettings(visitor)
  const part = page.getByRole('region', { name: 'Second step' })
  await part.getByRole('button', { name: 'Set it up' }).click()
  await part.getByLabel('Your password, to be sure').fill(password)
  await part.getByRole('button', { name: 'Go on' }).click()
  await part.getByRole('img', { name: 'Code for your authenticator app' }).waitFor()
  const secret = (await part.locator('code').textContent()) ?? ''
  await picture(page, 'second-step-phone')
  expect(await faults(page)).toEqual([])
  expect(await wider(page)).toBe(0)
  await part.getByLabel('The code it shows now').fill(codeOf(secret, Date.now()))
  await part.getByRole('button', { name: 'Switch it on' }).click()
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  const recovery = await part.locator('code').allTextContents()
  expect(recovery).toHaveLength(10)
  await picture(page, 'recovery-codes-phone')
  await part.getByRole('button', { name: 'I have kept them' }).click()
  await part.getByText('On. 10 recovery codes are left.').waitFor()

  await signOut(visitor)
  await typePassword(visitor, 'Ada')
  const step = page.getByRole('form', { name: 'Second step' })
  await step.getByLabel('Code').fill('000000')
  await step.getByRole('button', { name: 'Sign in' }).click()
  await step.getByText('This code is wrong').waitFor()
  await step.getByLabel('Code').fill(recovery[3] ?? '')
  await step.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: /, Ada$/ }).waitFor()

  await goSettings(visitor)
  const apps = page.getByRole('region', { name: 'App passwords' })
  await apps.getByRole('button', { name: 'Make an app password' }).click()
  await apps.getByLabel('What it is for').fill('the old laptop')
  await apps.getByLabel('Your password, to be sure').fill(password)
  await apps.getByRole('button', { name: 'Make it' }).click()
  await expect.poll(async () => apps.locator('code').textContent(), { timeout: 10_000 }).toMatch(/^[0-9a-z]{26}$/)
  await apps.getByText('the old laptop').waitFor()
  const secret26 = (await apps.locator('code').textContent()) ?? ''
  // The older program: the password opens nothing any more, the app password does, and is cut off with it.
  await using old = await openSocket(server.run.gateways['pychat'] ?? 0)
  old.write(`AUTH-LOGIN Ada ${password.replaceAll(' ', '-')}\n`)
  await old.sees('failed')
  old.write(`AUTH-LOGIN Ada ${secret26}\n`)
  await old.sees('success logged in')
  await apps.getByRole('button', { name: 'Remove the old laptop' }).click()
  await old.closed
  expect(await wider(page)).toBe(0)
  // What was on its way when the sign-in ended was said into a closing socket, and is said again.
  expect(visitor.troubles.filter((trouble) => !/401|CLOSING or CLOSED/.test(trouble))).toEqual([])
})

it('[TEST-80] a passkey is made, signs in alone, and comes after the password', { timeout: 120_000 }, async () => {
  await using visitor = await browser.visit('/')
  const { page, context } = visitor
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  const inside = page.getByRole('heading', { name: /, Bo$/ })
  await register(visitor, 'Bo')
  await goSettings(visitor)
  const part = page.getByRole('region', { name: 'Passkeys' })
  await part.getByRole('button', { name: 'Add a passkey' }).click()
  await part.getByLabel('What you call it').fill('the virtual one')
  await part.getByLabel('Your password, to be sure').fill(password)
  await part.getByRole('button', { name: 'Go on' }).click()
  await part.getByText('the virtual one').waitFor()

  await signOut(visitor)
  await showPasskey(visitor, inside)

  await signOut(visitor)
  await typePassword(visitor, 'Bo')
  await page.getByRole('button', { name: 'Begin anew' }).waitFor()
  await showPasskey(visitor, inside)

  // Who cannot show that it is them does not come in by it alone.
  await signOut(visitor)
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await showPasskey(visitor, page.getByText('This passkey does not let you in here'))

  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await showPasskey(visitor, inside)
  await goSettings(visitor)
  await part.getByText('the virtual one').waitFor()
  await picture(page, 'passkeys-desktop')
  // The password, and the passkey itself: without it nobody takes it away.
  await part.getByRole('button', { name: 'Remove the virtual one' }).click()
  await part.getByLabel('Your password, to be sure').fill(password)
  await part.getByRole('form').getByRole('button', { name: 'Remove the virtual one' }).click()
  await until('it is gone', async () => (await part.getByText('the virtual one').count()) === 0)
  // Last: what looks over the page opens another, and then no key is shown here any more.
  expect(await faults(page)).toEqual([])
})

it('[TEST-80] somebody comes in by way of another server, and out of both', { timeout: 150_000 }, async () => {
  const port = await freePort()
  const home = `https://localhost:${port}`
  await using issuer = await startIssuer([`${home}/oidc/back`], [`${home}/`])
  await using house = await startServer({
    within: 60_000,
    flags: ['--port', String(port)],
    env: { HEARTH_OIDC_ISSUER: issuer.address, HEARTH_OIDC_CLIENT_ID: 'hearth', HEARTH_OIDC_CLIENT_SECRET: 'a secret between servers' },
  })
  await using window = await openBrowser(() => house, { host: 'localhost' })
  await using visitor = await window.visit('/')
  const { page } = visitor
  await page.getByRole('button', { name: 'Sign in with OpenID' }).click()
  await page.getByPlaceholder('Enter any login').fill('harry')
  await page.getByPlaceholder('and password').fill('anything')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: /, harry from elsewhere$/ }).waitFor()
  await picture(page, 'by-another-server')

  await goSettings(visitor)
  await page.getByText('Connected, as harry').waitFor()
  // Without a password here it is the other server that says it is still him.
  const step = page.getByRole('region', { name: 'Second step' })
  await step.getByRole('button', { name: 'Set it up' }).click()
  await step.getByRole('button', { name: 'Go on' }).click()
  await step.getByText('Show first that it is you').waitFor()
  await picture(page, 'sign-in-anew')
  await step.getByRole('button', { name: 'Sign in with OpenID again' }).click()
  await page.getByPlaceholder('Enter any login').fill('harry')
  await page.getByPlaceholder('and password').fill('anything')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await step.getByRole('button', { name: 'Set it up' }).click()
  await step.getByRole('button', { name: 'Go on' }).click()
  await step.getByText('type this into it').waitFor()
  await page.getByRole('region', { name: 'Ways out' }).getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL((url) => url.origin === issuer.address)
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const at = probe.address()
      probe.close(() => resolve(typeof at === 'object' && at !== null ? at.port : 0))
    })
  })
}

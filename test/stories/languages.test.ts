// The page in other languages, and from right to left.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person, password, say as sayTo } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { faults, wider } from './axe.ts'
import { register } from './hands.ts'

let server: Server
let browser: Browser
let bo: Person
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server)
  bo = await join(server, 'bo')
  for (const text of ['Bonjour !', 'Halo semua', 'مرحبا بكم', 'Hello']) await sayTo(bo, bo.lobby, text)
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const small = { viewport: phone, hasTouch: true, isMobile: true, colorScheme: 'dark' } as const

async function looksRight({ page, troubles }: Visitor, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await picture(page, name)
  expect(await faults(page)).toEqual([])
  expect(await wider(page)).toBe(0)
  expect(troubles).toEqual([])
}

const go = (page: Page, hash: string): Promise<unknown> => page.evaluate((to) => (location.hash = to), hash)
const lobby = (): string => `#/room/${bo.lobby}`

const words = {
  fr: {
    ...{ locale: 'fr-FR', make: 'Créer un compte', name: 'Votre nom', secret: 'Mot de passe', act: 'Créer mon compte' },
    ...{
      greeting: /^(Bonjour|Bon après-midi|Bonsoir|Bonne nuit), Zoé$/,
      write: 'Écrire un message',
      wrong: 'Le nom ou le mot de passe est faux.',
    },
    ...{ signIn: 'Se connecter', signName: 'Nom', settings: 'Réglages', person: 'Zoé' },
  },
  id: {
    ...{ locale: 'id-ID', make: 'Buat akun', name: 'Namamu', secret: 'Kata sandi', act: 'Buat akunku' },
    ...{ greeting: /^Selamat (pagi|siang|malam), Sari$/, write: 'Tulis pesan', wrong: 'Nama atau kata sandi salah.' },
    ...{ signIn: 'Masuk', signName: 'Nama', settings: 'Pengaturan', person: 'Sari' },
  },
} as const

it.each(['fr', 'id'] as const)(
  '[WEB-TEXT-4] somebody whose browser speaks %s comes in, reads, writes and fails in it',
  async (language) => {
    const say = words[language]
    await using visitor = await browser.visit('/', { locale: say.locale, ...(language === 'id' ? small : {}) })
    const { page } = visitor
    await page.getByLabel(say.signName, { exact: true }).fill('nobody')
    await page.getByLabel(say.secret, { exact: true }).fill('not the password')
    await page.getByRole('button', { name: say.signIn, exact: true }).click()
    await page.getByText(say.wrong).waitFor()
    visitor.troubles.length = 0
    await looksRight(visitor, `${language}-door`)
    await page.getByRole('button', { name: say.make }).click()
    await page.getByLabel(say.name).fill(say.person)
    await page.getByLabel(say.secret, { exact: true }).fill(password)
    await page.getByRole('button', { name: say.act }).click()
    await page.getByRole('heading', { name: say.greeting }).waitFor()
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([language, 'ltr'])
    await looksRight(visitor, `${language}-home`)
    await go(page, lobby())
    await page.getByRole('group', { name: say.write }).getByRole('textbox').fill('…')
    await looksRight(visitor, `${language}-room`)
    await go(page, '#/settings')
    await page.getByRole('heading', { name: say.settings, exact: true }).waitFor()
    await looksRight(visitor, `${language}-settings`)
  },
)

it('[WEB-TEXT-4] another language is chosen without loading the page again, stays, and keeps the focus where it was', async () => {
  await using visitor = await browser.visit()
  const { page } = visitor
  await register(visitor, 'Ada')
  await page.evaluate(() => Object.assign(window, { neverLoadedAgain: true }))
  await go(page, '#/settings')
  await page.getByLabel('Language').selectOption('fr')
  await page.getByRole('heading', { name: 'Réglages', exact: true }).waitFor()
  expect(await page.getByLabel('Langue').evaluate((box) => box === document.activeElement)).toBe(true)
  expect(await page.evaluate(() => 'neverLoadedAgain' in window)).toBe(true)
  await page.reload()
  await page.getByRole('heading', { name: 'Réglages', exact: true }).waitFor()
  await page.getByLabel('Langue').selectOption('id')
  await page.getByRole('heading', { name: 'Pengaturan', exact: true }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('id')
})

it.each([['a phone', small] as const, ...(process.env['HEARTH_TEST_DEEP'] === '1' ? [['a wide screen', {}] as const] : [])])(
  '[WEB-TEXT-5] from right to left nothing is lost, cut off or turned the wrong way: %s',
  async (name, options) => {
    await using visitor = await browser.visit('/', options)
    const { page } = visitor
    const isPhone = name === 'a phone'
    await register(visitor, isPhone ? 'Dee' : 'Cy')
    await page.goto(`${new URL(page.url()).origin}/?language=rtl`)
    const main = page.getByRole('main')
    await main.getByRole('button').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl')
    await looksRight(visitor, `rtl-home-${isPhone ? 'phone' : 'wide'}`)
    await go(page, lobby())
    await page.getByRole('log').waitFor()
    await looksRight(visitor, `rtl-room-${isPhone ? 'phone' : 'wide'}`)
    // English runs from left to right in its own line; what is Arabic from right to left.
    const directions = await page
      .getByRole('article')
      .locator('[dir=auto]')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).direction))
    expect(directions).toEqual(['ltr', 'ltr', 'rtl', 'ltr'])
    if (!isPhone) {
      const [list, room] = await Promise.all([page.getByRole('navigation').first().boundingBox(), main.boundingBox()])
      expect(list?.x).toBeGreaterThan(room?.x ?? Number.POSITIVE_INFINITY)
    }
    await go(page, '#/settings')
    await main.locator('select').waitFor()
    await looksRight(visitor, `rtl-settings-${isPhone ? 'phone' : 'wide'}`)
  },
)

// What a person does with the page, by the words that stand on it.
import type { CDPSession, Locator, Page } from 'playwright-core'
import type { Visitor } from '../harness/browser.ts'
import { password } from '../harness/cast.ts'
import { until } from '../harness/until.ts'

export const article = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text })
export const composer = (page: Page): Locator => page.getByRole('group', { name: 'Write a message' }).getByRole('textbox')
export const isPhone = (page: Page): boolean => (page.viewportSize()?.width ?? 1000) < 700

/** From the door to the house. */
export async function register({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Make an account' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByRole('heading', { name: new RegExp(`, ${name}$`) }).waitFor()
}

export async function signIn({ page }: Visitor, name: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: new RegExp(`, ${name}$`, 'i') }).waitFor()
}

export async function comeAsGuest({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Just look around' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('heading', { name: new RegExp(`, ${name}$`) }).waitFor()
}

/** Opens a room from the list; on a phone the list is a place of its own. */
export async function openRoom(page: Page, name: string): Promise<void> {
  if (isPhone(page)) await page.evaluate(() => (location.hash = '#/chats'))
  await page
    .getByRole('navigation', { name: 'Rooms and people' })
    .getByRole('link', { name: new RegExp(`(^|, |\\s)${name}`) })
    .first()
    .click()
  await page.getByRole('main', { name }).getByRole('log').waitFor()
}

/** Types into the composer of the open room and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

/** Finds somebody and opens the talk of the two. */
export async function writeTo(page: Page, name: string): Promise<void> {
  await goHome(page)
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Find people/ })
    .click()
  await page.getByRole('combobox').fill(name)
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click()
  await page.getByRole('main', { name }).getByRole('log').waitFor()
}

export async function makeRoom(page: Page, kind: 'group' | 'channel', name: string, people: readonly string[]): Promise<void> {
  await goHome(page)
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Make a group/ })
    .click()
  const dialog = page.getByRole('dialog', { name: 'New room' })
  await dialog.getByText(kind === 'group' ? 'Group' : 'Channel', { exact: true }).click()
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  for (const person of people) {
    await dialog.getByRole('combobox').fill(person)
    await dialog
      .getByRole('option', { name: new RegExp(person) })
      .first()
      .click()
  }
  await dialog.getByRole('button', { name: `Make the ${kind}` }).click()
  await page.getByRole('main', { name }).getByRole('log').waitFor()
}

export async function goHome(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = '#/'))
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Find people/ })
    .waitFor()
}

/** An action of a message, by its toolbar. */
export async function act(page: Page, text: string, label: string): Promise<void> {
  // A reply holds the words it answers; the first is the message itself.
  const row = article(page, text).first()
  await row.hover()
  await row.getByRole('toolbar').getByRole('button', { name: label, exact: true }).click()
}

type Chosen = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer } | string

/** Chooses files with the paper clip of the open room: bytes, or paths. */
export async function attach(page: Page, ...files: readonly Chosen[]): Promise<void> {
  const input = page.locator('[data-attach=files]')
  const paths = files.filter((file) => typeof file === 'string')
  await input.setInputFiles(paths.length > 0 ? paths : files.filter((file) => typeof file !== 'string'), { timeout: 30_000 })
}

export const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Send', exact: true }).click()

const reins = new WeakMap<Page, Promise<CDPSession>>()

/** So many bytes in a second leave the page at most; null: as many as can. Held by one session: each would have a limit of its own. */
export async function pace(page: Page, bytes: number | null): Promise<void> {
  const rein = reins.get(page) ?? page.context().newCDPSession(page)
  reins.set(page, rein)
  const how = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes ?? -1 }
  await (await rein).send('Network.emulateNetworkConditions', how)
}

export const chosen = (name: string, mimeType: string, buffer: Buffer): Chosen => ({ name, mimeType, buffer })

/** Files that lie where one writes, or wait in a message. */
export const pieces = (page: Page): Locator => page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')

/** An image of a message has come. */
export const drawn = (page: Page, name: string): Promise<unknown> =>
  until(`${name} to be drawn`, () =>
    page
      .getByRole('button', { name: `Open ${name}` })
      .last()
      .locator('img')
      .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
  )

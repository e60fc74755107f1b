import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { noise, png } from '../harness/images.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { faults } from './axe.ts'
import { article, attach, composer, makeRoom, openRoom, pace, register, say, send } from './hands.ts'

const MB = 1_048_576
const folder = temporary('files')
let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
beforeAll(async () => {
  server = await startServer({ data: folder.path })
  browser = await openBrowser(() => server, { more: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
  ada = await browser.visit('/', { permissions: ['microphone'] })
  bo = await browser.visit()
  await register(bo, 'Bo')
  await register(ada, 'Ada')
  await makeRoom(ada.page, 'group', 'Workshop', ['Bo'])
  await openRoom(bo.page, 'Workshop')
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  folder.drop()
})

async function restart(env: Record<string, string> = {}): Promise<void> {
  server = await startServer({ data: folder.path, flags: ['--port', String(server.run.httpsPort)], env })
}

const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer })
const pieces = (page: Page) => page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')
/** The hash of what a link of the page leads to, fetched by the page itself. */
const hashOf = (page: Page, name: string): Promise<string> =>
  page
    .getByRole('link', { name: `Download ${name}` })
    .last()
    .evaluate(async (link: HTMLAnchorElement) => {
      const bytes = await (await fetch(link.href)).arrayBuffer()
      return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    })
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const drawn = (page: Page, name: string): Promise<unknown> =>
  until(`${name} to be drawn`, () =>
    page
      .getByRole('button', { name: `Open ${name}` })
      .last()
      .locator('img')
      .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
  )

it('[TEST-21] an image with a caption: seen while it waits, sent with its words, its place kept before it comes', async () => {
  const { page } = ada
  await attach(page, file('plan.png', 'image/png', png(900, 600)))
  await pieces(page).filter({ hasText: 'plan.png' }).getByRole('button', { name: 'Remove plan.png' }).waitFor()
  await picture(page, 'files-tray')
  expect(await faults(page)).toEqual([])
  await composer(page).fill('The new plan')
  await send(page)
  await article(bo.page, 'The new plan').waitFor()
  for (const one of [page, bo.page]) await drawn(one, 'plan.png')
  const place = await article(bo.page, 'The new plan').locator('img').last().boundingBox()
  expect([place?.width, place?.height]).toEqual([420, 280])
  expect(await pieces(page).count()).toBe(0)
})

it('[TEST-21] 30 MB while the server is killed: words do not wait, the other has the same bytes, and one message', async () => {
  const { page } = ada
  const bytes = noise(30 * MB)
  await pace(page, 6 * MB)
  await attach(page, file('model.bin', 'application/octet-stream', bytes))
  await composer(page).fill('The whole model')
  await send(page)
  const row = article(page, 'The whole model')
  await row.getByText(/ left$/).waitFor()
  await say(page, 'words in between')
  await article(bo.page, 'words in between').waitFor()
  expect(await article(bo.page, 'The whole model').count()).toBe(0)
  await picture(page, 'files-sending')

  await server.kill('SIGKILL')
  await row.getByText('waiting for the connection').waitFor()
  await restart()
  await pace(page, null)
  await article(bo.page, 'The whole model').waitFor({ timeout: 40_000 })
  expect(await hashOf(bo.page, 'model.bin')).toBe(sha256(bytes))
  expect(await article(bo.page, 'The whole model').count()).toBe(1)
  expect(await article(page, 'The whole model').count()).toBe(1)
})

it('[TEST-21] what is on its way survives a reload and goes on by itself', async () => {
  const { page } = ada
  const bytes = noise(12 * MB, 7)
  await pace(page, 2 * MB)
  await attach(page, file('long.bin', 'application/octet-stream', bytes))
  await composer(page).fill('Through a reload')
  await send(page)
  await article(page, 'Through a reload')
    .getByText(/ left$/)
    .waitFor()
  await until('the bytes to be kept', () => kept(page, 'long.bin'))
  await page.reload()
  await pace(page, null)
  await article(bo.page, 'Through a reload').waitFor({ timeout: 30_000 })
  expect(await hashOf(bo.page, 'long.bin')).toBe(sha256(bytes))
  await until('nothing to be kept any more', async () => !(await kept(page, 'long.bin')))
})

/** Does the browser hold a file of this name, with its bytes, for the next run? */
const kept = (page: Page, name: string): Promise<boolean> =>
  page.evaluate(async (wanted) => {
    const asked = indexedDB.open('hearth')
    await new Promise((resolve) => asked.addEventListener('success', resolve))
    const all = (store: string): Promise<unknown[]> =>
      new Promise((resolve) => {
        const request = asked.result.transaction(store).objectStore(store).getAll()
        request.onsuccess = () => resolve(request.result)
      })
    const [parcels, bytes] = [await all('parcels'), await all('bytes')]
    asked.result.close()
    return JSON.stringify(parcels).includes(wanted) && bytes.length > 0
  }, name)

it('[TEST-21] pasted and dropped files are taken, a folder as one zip, and what is cancelled is gone on both sides', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  const image = png(64, 64, 0.3).toString('base64')
  await hand(page, 'paste', [{ name: 'image.png', type: 'image/png', base64: image }])
  await pieces(page)
    .filter({ hasText: /^pasted .*\.png/ })
    .waitFor()
  await hand(page, 'dragenter', [{ name: 'notes.txt', type: 'text/plain', base64: btoa('<script>document.title = 1</script>\nsecond') }])
  await page.getByText('Drop to add to Workshop').waitFor()
  await picture(page, 'files-drop')
  await hand(page, 'drop', [{ name: 'notes.txt', type: 'text/plain', base64: btoa('<script>document.title = 1</script>\nsecond') }])
  await page.getByText('Drop to add to Workshop').waitFor({ state: 'hidden' })
  await pieces(page).filter({ hasText: 'notes.txt' }).waitFor()
  await page.getByRole('button', { name: /^(Cancel|Remove) pasted/ }).click()
  await until('one file to be left', async () => (await pieces(page).count()) === 1)
  await pieces(page).getByRole('button', { name: 'Remove notes.txt' }).waitFor()
  await send(page)
  const card = bo.page.getByRole('group', { name: 'notes.txt' })
  await card.getByRole('button', { name: 'Look into notes.txt' }).click()
  const preview = bo.page.getByRole('dialog', { name: 'notes.txt' })
  await preview.getByText('<script>document.title = 1</script>').waitFor()
  await picture(bo.page, 'files-preview')
  expect(await faults(bo.page)).toEqual([])
  await bo.page.keyboard.press('Escape')
  await preview.waitFor({ state: 'hidden' })
  expect(await bo.page.title()).not.toBe('1')
})

type Handed = { readonly name: string; readonly type: string; readonly base64: string }
/** As the browser hands files to the page when somebody pastes or drops. */
const hand = (page: Page, as: 'paste' | 'dragenter' | 'drop', files: readonly Handed[]): Promise<void> =>
  composer(page).evaluate(
    (area, { kind, given }) => {
      const data = new DataTransfer()
      for (const { name, type, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }))
      const how = { bubbles: true, cancelable: true }
      area.dispatchEvent(
        kind === 'paste' ? new ClipboardEvent(kind, { ...how, clipboardData: data }) : new DragEvent(kind, { ...how, dataTransfer: data }),
      )
    },
    { kind: as, given: files },
  )

it('[TEST-22] markup is never shown: HTML and SVG are cards, and by their address they are saved, not opened', async () => {
  const { page } = ada
  const script = '<script>parent.hit = window.hit = 1; document.title = "hit"</script>'
  await attach(
    page,
    file('page.html', 'text/html', Buffer.from(`<!doctype html><body>${script}`)),
    file('drawing.svg', 'image/svg+xml', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${script}</svg>`)),
  )
  await composer(page).fill('Open these')
  await until(
    'both to be whole',
    async () =>
      (await pieces(page)
        .getByRole('button', { name: /^Remove/ })
        .count()) === 2,
  )
  await send(page)
  const row = article(bo.page, 'Open these')
  for (const name of ['page.html', 'drawing.svg']) {
    const link = row.getByRole('link', { name: `Download ${name}` })
    await link.waitFor()
    const said = await link.evaluate(async (one: HTMLAnchorElement) => {
      const { headers } = await fetch(one.href)
      return ['content-disposition', 'content-type', 'content-security-policy', 'x-content-type-options'].map((header) =>
        headers.get(header),
      )
    })
    expect(said[0]).toMatch(/^attachment/)
    expect(said[1]).toBe('application/octet-stream')
    expect(said[2]).toContain('sandbox')
    expect(said[3]).toBe('nosniff')
    const saved = bo.page.waitForEvent('download')
    await link.click()
    expect((await saved).suggestedFilename()).toBe(name)
  }
  expect(await row.locator('img, iframe, object, embed').count()).toBe(0)
  expect(await bo.page.evaluate(() => 'hit' in window)).toBe(false)
  expect(bo.troubles).toEqual([])
})

it('[TEST-23] the lightbox by keyboard: opens, goes on with arrows, ends with Escape where it began', async () => {
  const { page } = bo
  await attach(ada.page, ...[0.1, 0.5, 0.8].map((turn, index) => file(`shade-${index}.png`, 'image/png', png(700, 900, turn))))
  await until(
    'all to be whole',
    async () =>
      (await pieces(ada.page)
        .getByRole('button', { name: /^Remove/ })
        .count()) === 3,
  )
  await composer(ada.page).fill('Which colour?')
  await send(ada.page)
  for (let index = 0; index < 3; index++) await drawn(page, `shade-${index}.png`)
  await picture(page, 'files-grid')
  await page.getByRole('button', { name: 'Open shade-0.png' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Picture: shade-0.png' }).waitFor()
  await page.getByText('2 of 4').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('dialog', { name: 'Picture: shade-1.png' }).getByText('Which colour?').waitFor()
  await until('it to be drawn', () =>
    page.getByRole('img', { name: 'shade-1.png' }).evaluate((one: HTMLImageElement) => one.naturalWidth > 0),
  )
  await picture(page, 'files-lightbox')
  expect(await faults(page)).toEqual([])
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await page.getByText('4 of 4').waitFor()
  await page.keyboard.press('Home')
  await page.getByRole('dialog', { name: 'Picture: plan.png' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await until('the focus to be back', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Open shade-0.png'))
})

it('[TEST-23] a voice message is recorded, drawn as bars, and heard at three speeds', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'Record a voice message' }).click()
  const recording = page.getByRole('group', { name: 'Recording' })
  await recording.getByText('0:02').waitFor()
  await picture(page, 'files-recording')
  await recording.getByRole('button', { name: 'Send the recording' }).click()
  const voice = bo.page.getByRole('group', { name: /^Voice message/ })
  await voice.getByRole('button', { name: 'Play' }).waitFor()
  await until('it to be decoded', () =>
    voice.locator('rect').evaluateAll((bars) => new Set(bars.map((bar) => bar.getAttribute('height'))).size > 2),
  )
  await picture(bo.page, 'files-voice')
  await voice.getByRole('button', { name: 'Speed: 1×' }).click()
  await voice.getByRole('button', { name: 'Speed: 1.5×' }).click()
  await voice.getByRole('button', { name: 'Play' }).click()
  await until('it to be heard', () =>
    voice.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime > 0.3 && audio.playbackRate === 2),
  )
  expect(await faults(bo.page)).toEqual([])
})

it('[TEST-23] a picture of oneself is cut out, seen by others, and taken away again', async () => {
  const { page } = ada
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByRole('heading', { name: 'Your files' }).waitFor()
  await page.locator('form [data-picture]').setInputFiles(file('me.png', 'image/png', png(500, 300, 0.6)))
  const dialog = page.getByRole('dialog', { name: 'Your picture' })
  await dialog.getByRole('group', { name: /^Part of the picture/ }).press('ArrowLeft')
  await picture(page, 'files-crop')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Use this picture' }).click()
  await page.getByText('Picture saved').waitFor()
  const face = article(bo.page, 'Which colour?').locator('[aria-hidden] img').first()
  await until('the other to see it', () => face.evaluate((one: HTMLImageElement) => one.naturalWidth > 0).catch(() => false))
  await picture(page, 'files-settings')
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove picture' }).click()
  await face.waitFor({ state: 'detached' })
})

it('[TEST-23] the owner sees what the room’s files take up and says how long they are kept; then cards say that they are gone', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menuitem', { name: 'Files and storage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Files of Workshop' })
  await dialog.getByText('Images').waitFor()
  await dialog.getByText('7 days', { exact: true }).click()
  await picture(page, 'files-storage')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Files are kept for 7 days').waitFor()

  // Eight days later.
  await server.kill('SIGKILL')
  const later = 'const now = Date.now; Date.now = () => now() + 8 * 86_400_000'
  await restart({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(later)}` })
  const gone = bo.page.getByRole('group', { name: 'plan.png' })
  await gone.getByText('Its time was over').waitFor({ timeout: 30_000 })
  expect(await gone.getByRole('link').count()).toBe(0)
  await gone.scrollIntoViewIfNeeded()
  await picture(bo.page, 'files-gone')
  expect(await faults(bo.page)).toEqual([])
})

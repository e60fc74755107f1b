import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { png } from '../harness/images.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import { article, attach, chosen, composer, drawn, makeRoom, openRoom, pieces, register, send, signIn } from './hands.ts'

const folder = temporary('shown')
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
  await attach(ada.page, chosen('plan.png', 'image/png', png(900, 600)))
  await send(ada.page)
  await drawn(bo.page, 'plan.png')
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  folder.drop()
})

async function restart(env: Record<string, string>): Promise<void> {
  server = await startServer({ data: folder.path, flags: ['--port', String(server.run.httpsPort)], env })
}

it('[TEST-24] markup is never shown: HTML and SVG are cards, and by their address they are saved, not opened', async () => {
  const { page } = ada
  const script = '<script>parent.hit = window.hit = 1; document.title = "hit"</script>'
  await attach(
    page,
    chosen('page.html', 'text/html', Buffer.from(`<!doctype html><body>${script}`)),
    chosen('drawing.svg', 'image/svg+xml', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${script}</svg>`)),
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
    expect(said[1]).toMatch(/^(text\/plain|application\/octet-stream)/)
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

it('[TEST-25] the lightbox by keyboard: opens, goes on with arrows, ends with Escape where it began', async () => {
  const { page } = bo
  await attach(ada.page, ...[0.1, 0.5, 0.8].map((turn, index) => chosen(`shade-${index}.png`, 'image/png', png(700, 900, turn))))
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

it('[TEST-25] a voice message is recorded, drawn as bars, and heard at three speeds', async () => {
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

it('[TEST-25] a picture of oneself is cut out, seen by others, and taken away again', async () => {
  const { page } = ada
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByRole('heading', { name: 'Your files' }).waitFor()
  await page.locator('form [data-picture]').setInputFiles(chosen('me.png', 'image/png', png(500, 300, 0.6)))
  const dialog = page.getByRole('dialog', { name: 'Your picture' })
  await dialog.getByRole('group', { name: /^Part of the picture/ }).press('ArrowLeft')
  await picture(page, 'files-crop')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Use this picture' }).click()
  await page.getByText('Picture saved').waitFor()
  const face = bo.page.getByRole('log').locator('[aria-hidden] img').first()
  await face.waitFor({ state: 'attached' })
  await face.scrollIntoViewIfNeeded()
  await until('the other to see it', () => face.evaluate((one: HTMLImageElement) => one.naturalWidth > 0).catch(() => false))
  await picture(page, 'files-settings')
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove picture' }).click()
  await face.waitFor({ state: 'detached' })
})

it('[TEST-25] on a phone, in the dark, nothing is wider than the screen and axe finds nothing', async () => {
  await using visitor = await browser.visit('/', { viewport: phone, colorScheme: 'dark', hasTouch: true, isMobile: true })
  const { page } = visitor
  await signIn(visitor, 'bo')
  await openRoom(page, 'Workshop')
  await drawn(page, 'shade-2.png')
  await attach(page, chosen('a photograph with a rather long name.png', 'image/png', png(300, 200, 0.9)))
  await pieces(page)
    .getByRole('button', { name: /^Remove/ })
    .waitFor()
  await picture(page, 'files-phone')
  expect(await faults(page)).toEqual([])
  expect(await wider(page)).toBe(0)
  await pieces(page)
    .getByRole('button', { name: /^Remove/ })
    .click()
  await page.getByRole('button', { name: 'Open shade-1.png' }).tap()
  await page.getByRole('dialog', { name: 'Picture: shade-1.png' }).waitFor()
  await picture(page, 'files-phone-lightbox')
  expect(await faults(page)).toEqual([])
  expect(await wider(page)).toBe(0)
  expect(visitor.troubles).toEqual([])
})

it('[TEST-25] the owner sees what the room’s files take up and says how long they are kept; then cards say that they are gone', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menuitem', { name: 'Files and storage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Files of Workshop' })
  await dialog.getByText('Images').waitFor()
  await dialog.getByText('7 days', { exact: true }).click()
  await dialog.getByRole('group', { name: 'When old messages are compressed' }).getByText('90 days').click()
  await picture(page, 'files-storage')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Files are kept for 7 days; Messages are compressed after 90 days').waitFor()

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

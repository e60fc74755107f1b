import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { pdf, png } from '../harness/images.ts'
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

it('[TEST-25] a film and a sound play where they stand, and can be wound on', async () => {
  const { page } = ada
  const film = Buffer.from(await page.evaluate(recordFilm), 'base64')
  await attach(page, chosen('film.webm', 'video/webm', film), chosen('bell.wav', 'audio/wav', bell(3)))
  await until(
    'both to be whole',
    async () =>
      (await pieces(page)
        .getByRole('button', { name: /^Remove/ })
        .count()) === 2,
  )
  await composer(page).fill('Listen')
  await send(page)
  const row = article(bo.page, 'Listen')
  for (const [name, element] of [
    ['film.webm', 'video'],
    ['bell.wav', 'audio'],
  ] as const) {
    const player = row.locator(`${element}[aria-label="${name}"]`)
    await player.waitFor()
    await player.evaluate((one: HTMLMediaElement) => ((one.muted = true), one.play()))
    await until(`${name} to play`, () => player.evaluate((one: HTMLMediaElement) => one.currentTime > 0.05))
  }
  await row.getByText('0:03').waitFor()
  const sound = row.locator('audio')
  await sound.evaluate((one: HTMLMediaElement) => (one.pause(), (one.currentTime = 2)))
  await until('it to be wound on', () =>
    sound.evaluate((one: HTMLMediaElement) => one.currentTime === 2 && !one.seeking && one.readyState > 1),
  )
  await picture(bo.page, 'files-film')
  expect(await faults(bo.page)).toEqual([])
})

it('[TEST-24] a PDF is drawn sheet by sheet, its words are there to be heard, and nothing in it runs', async () => {
  const { page } = ada
  await attach(page, chosen('paper.pdf', 'application/pdf', pdf(['First sheet of paper', 'Second sheet'], 'app.alert(1)')))
  await pieces(page).getByRole('button', { name: 'Remove paper.pdf' }).waitFor()
  await send(page)
  await bo.page.getByRole('button', { name: 'Look into paper.pdf' }).click()
  const preview = bo.page.getByRole('dialog', { name: 'paper.pdf' })
  await preview.getByRole('region', { name: 'Contents, 2 pages' }).waitFor()
  await preview.getByRole('img', { name: 'Page 1. First sheet of paper' }).waitFor()
  await preview.locator('canvas[data-drawn]').first().waitFor()
  const inks = await preview
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
      return data.filter((point, at) => at % 4 === 0 && point < 128).length
    })
  expect(inks).toBeGreaterThan(50)
  expect(await bo.page.locator('iframe, object, embed').count()).toBe(0)
  await picture(bo.page, 'files-paper')
  expect(await faults(bo.page)).toEqual([])
  expect(bo.troubles).toEqual([])
  await bo.page.keyboard.press('Escape')
  await preview.waitFor({ state: 'hidden' })

  await attach(page, chosen('broken.pdf', 'application/pdf', Buffer.from('%PDF-1.7\nnothing of that kind')))
  await pieces(page).getByRole('button', { name: 'Remove broken.pdf' }).waitFor()
  await send(page)
  await bo.page.getByRole('button', { name: 'Look into broken.pdf' }).click()
  await bo.page.getByRole('dialog', { name: 'broken.pdf' }).getByRole('alert').waitFor()
  await bo.page.keyboard.press('Escape')
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

it('[TEST-25] a room is given a picture, which its people see', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menuitem', { name: 'Name, topic, picture' }).click()
  await page.locator('[data-picture]').setInputFiles(chosen('room.png', 'image/png', png(400, 400, 0.2)))
  await page.getByRole('button', { name: 'Use this picture' }).click()
  const mark = bo.page.getByRole('main', { name: 'Workshop' }).locator('header img').first()
  await mark.waitFor({ state: 'attached' })
  await until('the others to see it', () => mark.evaluate((one: HTMLImageElement) => one.naturalWidth > 0).catch(() => false))
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
  // The voice and the bell: a recorder's format takes film as well, but by its bytes it is a sound.
  await dialog.getByRole('listitem').filter({ hasText: 'Sounds' }).getByText('2 files').waitFor()
  await dialog.getByText('7 days', { exact: true }).click()
  await dialog.getByLabel('How many files there may be').fill('many')
  await dialog.getByText('A whole number, such as 500.').waitFor()
  await dialog.getByLabel('How many files there may be').fill('500')
  await dialog.getByLabel('How much all files may have, in GB').fill('0.5')
  await dialog.getByRole('group', { name: 'When old messages are compressed' }).getByText('90 days').click()
  await picture(page, 'files-storage')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page
    .getByText('Files may have 512 MB in all; There may be 500 files; Files are kept for 7 days; Messages are compressed after 90 days')
    .waitFor()

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

/** A second of a moving square, by the browser's own recorder, as Base64. Carried out in the page. */
async function recordFilm(): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  const pen = canvas.getContext('2d')
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const done = new Promise((resolve) => (recorder.onstop = resolve))
  recorder.start()
  await new Promise<void>((resolve) => {
    let frame = 0
    const timer = setInterval(() => {
      pen?.fillRect(frame % 64, 0, 8, 64)
      if (++frame > 25) resolve(clearInterval(timer))
    }, 50)
  })
  recorder.stop()
  await done
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** A WAV of so many seconds. */
function bell(seconds: number): Buffer {
  const rate = 8000
  const wave = Buffer.alloc(44 + seconds * rate * 2)
  wave.write('RIFF')
  wave.writeUInt32LE(wave.length - 8, 4)
  wave.write('WAVEfmt ', 8)
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate * 2],
    [40, wave.length - 44],
  ] as const)
    wave.writeUInt32LE(value, at)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    wave.writeUInt16LE(value, at)
  wave.write('data', 36)
  for (let at = 0; at < seconds * rate; at++) wave.writeInt16LE(Math.round(8000 * Math.sin(at / 3)), 44 + at * 2)
  return wave
}

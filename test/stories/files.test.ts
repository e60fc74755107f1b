import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { noise, png } from '../harness/images.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { faults } from './axe.ts'
import { article, attach, chosen, composer, drawn, makeRoom, openRoom, pace, pieces, register, say, send } from './hands.ts'

const MB = 1_048_576
const folder = temporary('files')
let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
beforeAll(async () => {
  server = await startServer({ data: folder.path })
  browser = await openBrowser(() => server)
  ada = await browser.visit()
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

async function restart(): Promise<void> {
  server = await startServer({ data: folder.path, flags: ['--port', String(server.run.httpsPort)] })
}

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
/** Large ones from the disk: the browser reads them there, and they need not pass through the test. */
function onDisk(name: string, bytes: Buffer): string {
  const path = join(folder.path, name)
  writeFileSync(path, bytes)
  return path
}

it('[TEST-23] an image with a caption: seen while it waits, sent with its words, its place kept before it comes', async () => {
  const { page } = ada
  await attach(page, chosen('plan.png', 'image/png', png(900, 600)))
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

it('[TEST-23] 30 MB while the server is killed: words do not wait, the other has the same bytes, and one message', async () => {
  const { page } = ada
  const bytes = noise(30 * MB)
  await pace(page, 6 * MB)
  await attach(page, onDisk('model.bin', bytes))
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

it('[TEST-23] what is on its way survives a reload and goes on by itself', async () => {
  const { page } = ada
  const bytes = noise(12 * MB, 7)
  await pace(page, 2 * MB)
  await attach(page, onDisk('long.bin', bytes))
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

it('[TEST-23] pasted and dropped files are taken, and what is cancelled is gone on both sides', async () => {
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

it('[TEST-23] a folder that is dropped goes as one zip, with every file in its place', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  const root = join(folder.path, 'project')
  mkdirSync(join(root, 'inner'), { recursive: true })
  writeFileSync(join(root, 'plan.txt'), 'the plan of the project')
  writeFileSync(join(root, 'inner', 'notes.txt'), 'notes deep inside')
  const place = await composer(page).boundingBox()
  const at = { x: (place?.x ?? 0) + 20, y: (place?.y ?? 0) + 5 }
  const hands = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await hands.send('Input.dispatchDragEvent', { type, ...at, data: { items: [], files: [root], dragOperationsMask: 1 } })
  await pieces(page).getByRole('button', { name: 'Remove project.zip' }).waitFor()
  await composer(page).fill('All of the project')
  await send(page)
  const link = article(bo.page, 'All of the project').getByRole('link', { name: 'Download project.zip' })
  await link.waitFor()
  const zip = await link.evaluate(async (one: HTMLAnchorElement) => [...new Uint8Array(await (await fetch(one.href)).arrayBuffer())])
  // Not compressed: names and words stand there as they are.
  const bytes = Buffer.from(zip)
  for (const some of ['project/plan.txt', 'the plan of the project', 'project/inner/notes.txt', 'notes deep inside'])
    expect(bytes.includes(some)).toBe(true)
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

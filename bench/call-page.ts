// Two real pages in a call: from the click on Join to the first frame of the other's camera that is drawn.
import { chmodSync, writeFileSync } from 'node:fs'
import { join as inFolder } from 'node:path'
import type { Page } from 'playwright-core'
import { chromiumPath, openBrowser, type Visitor } from '#harness/browser.ts'
import { join, password } from '#harness/cast.ts'
import { startServer, temporary } from '#harness/server.ts'
import { middle, onServerCore, pinned } from './measure.ts'

export type PageMeasured = { readonly firstFrameP50Ms: number; readonly firstFrameP95Ms: number; readonly times: number }

const flags = [
  '--use-fake-device-for-media-stream=fps=15',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
]

/** Null where there is no Chromium. */
export async function measureCallPage(times: number): Promise<PageMeasured | null> {
  const folder = temporary('call-page')
  try {
    const executable = inFolder(folder.path, 'chromium')
    // This process has one core; two pages are two devices.
    writeFileSync(executable, `#!/bin/sh\nexec ${pinned ? 'taskset -c 0,1 ' : ''}${chromiumPath()} "$@"\n`)
    chmodSync(executable, 0o755)
    await using server = await startServer({ under: onServerCore })
    const bo = await join(server, 'bo')
    await bo.wire.close()
    const ada = await join(server, 'ada')
    await ada.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: [bo.user.id] })
    await ada.wire.close()
    await using browser = await openBrowser(() => server, { executable, more: flags, worker: true })
    await using host = await enter(await browser.visit(), 'ada')
    await using guest = await enter(await browser.visit(), 'bo')
    await host.page.getByRole('button', { name: 'Start a video call' }).click()
    const taken: number[] = []
    // The first time loads what calls are made of.
    for (let index = 0; index <= times; index++) {
      const took = await comeIn(guest.page)
      if (index > 0) taken.push(took)
    }
    return { firstFrameP50Ms: Math.round(middle(taken)), firstFrameP95Ms: Math.round(middle(taken, 0.95)), times }
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith('Chromium is missing')) return null
    throw cause
  } finally {
    folder.drop()
  }
}

async function enter(visitor: Visitor, name: string): Promise<Visitor> {
  const { page, context } = visitor
  context.setDefaultTimeout(60_000)
  await page.evaluate(() => localStorage.setItem('hearth.calls', JSON.stringify({ preview: false })))
  await page.reload()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await openRoom(page)
  return visitor
}

const openRoom = (page: Page): Promise<void> =>
  page
    .getByRole('navigation', { name: 'Rooms and people' })
    .getByRole('link', { name: /Workshop/ })
    .first()
    .click()

/** In the page, from the next click on. */
const untilFrame = `new Promise((resolve) => addEventListener('click', () => {
  const began = performance.now()
  const look = () => {
    const video = document.querySelector('li[data-tile=camera][data-user=ada] video')
    if (video) video.requestVideoFrameCallback(() => resolve(performance.now() - began))
    else requestAnimationFrame(look)
  }
  look()
}, { once: true, capture: true }))`

async function comeIn(page: Page): Promise<number> {
  const button = page.getByRole('group', { name: 'Call', exact: true }).getByRole('button', { name: 'Join' })
  await button.waitFor()
  const frame = page.evaluate<number>(untilFrame)
  await button.click()
  const took = await frame
  await page.getByRole('toolbar', { name: 'Call' }).getByRole('button', { name: 'Leave the call' }).click()
  await openRoom(page)
  return took
}

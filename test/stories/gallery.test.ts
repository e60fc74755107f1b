// Every state of every part, drawn by the page itself over a server of a few lines: what breaks in one of them is seen here, and axe sees it.
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { phone } from '../harness/browser.ts'
import { deep } from '../harness/deep.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import { type GalleryPage, type GalleryRun, type Look, openGallery, type Shown } from './gallery.ts'

let gallery: GalleryRun
let all: readonly Shown[]
beforeAll(async () => {
  gallery = await openGallery()
  all = await gallery.entries()
}, 300_000)
afterAll(() => gallery[Symbol.asyncDispose]())

/** In these only one part is another than in the room behind it, which is looked at on its own. */
const parts: readonly (readonly [group: string, within: string])[] = [
  ['Dialogs', '[role="dialog"], [role="alertdialog"]'],
  ['Writing', '[data-landmark="composer"]'],
]
/** These are looked at each time; the others, which stand in the same pages, in the deep run. */
const whole: ReadonlySet<string> = new Set(['Places', 'Doors'])
const partOf = (group: string): string | undefined => parts.find(([one]) => one === group)?.[1]
const isTried = (group: string): boolean => deep || whole.has(group) || partOf(group) !== undefined

/** What comes and goes with a movement is given its moment. */
const overAnEdge = (page: GalleryPage['page']): Promise<number> =>
  until('nothing to reach over an edge', async () => (await wider(page)) === 0, { within: 2000, every: 100 }).then(
    () => 0,
    () => wider(page),
  )

/** What is wrong in some of them, each with its name; `look` at what besides. */
async function wrongIn(
  some: readonly Shown[],
  on: GalleryPage,
  how: Look,
  look: (one: Shown) => Promise<readonly unknown[]>,
): Promise<string[]> {
  const wrong: string[] = []
  for (const one of some) {
    await on.show(one, how)
    const found = [...(await look(one)), ...on.troubles().filter((said) => !said.includes('on purpose'))]
    const over = await overAnEdge(on.page)
    if (over > 0) found.push(`reaches ${over} px over an edge`)
    wrong.push(...found.map((says) => `${one.name}: ${String(says)}`))
  }
  return wrong
}

it('[TEST-13] in every state nothing is thrown, nothing is cut off, and axe finds nothing; all of those in a room in the deep run', {
  timeout: 600_000,
}, async () => {
  expect(all.length).toBeGreaterThan(120)
  // Two at once, one for each core.
  const lanes = [0, 1].map(async (lane) => {
    await using on = await gallery.open({ viewport: { width: 1440, height: 900 } })
    const mine = all.filter(({ group }) => isTried(group)).filter((_, at) => at % 2 === lane)
    return await wrongIn(mine, on, {}, ({ group }) => faults(on.page, partOf(group)))
  })
  expect((await Promise.all(lanes)).flat()).toEqual([])
})

/** What is looked at in every size and colour where not everything is. */
const scenes =
  /^(home|chats|group|direct|long name, locked|settings|contacts|admin: now|sign in|members|thread|sheet of a message|new poll|call: cameras.*)$/
const narrow = { viewport: phone, hasTouch: true, isMobile: true }
type Looked = readonly [name: string, options: BrowserContextOptions, look: Look]
const looks: readonly Looked[] = [
  ['360 px, dark', narrow, { theme: 'dark' }],
  ['768 px, light', { viewport: { width: 768, height: 1024 } }, {}],
  ['1440 px, colours of the system', { viewport: { width: 1440, height: 900 }, forcedColors: 'active' }, {}],
]
const others: readonly Looked[] = [
  ['360 px, light', narrow, {}],
  ['768 px, dark', { viewport: { width: 768, height: 1024 } }, { theme: 'dark' }],
  ['1440 px, dark, compact', { viewport: { width: 1440, height: 900 } }, { theme: 'dark', density: 'compact' }],
]
describe.each(deep ? [...looks, ...others] : looks)('%s', (_name, options, look) => {
  it('[TEST-13] nothing is cut off in any size and colour', { timeout: deep ? 600_000 : 120_000 }, async () => {
    await using on = await gallery.open(options)
    const isNarrow = (options.viewport?.width ?? 0) < 720
    const some = all.filter(({ name, isWide }) => (deep || scenes.test(name)) && !(isNarrow && isWide))
    expect(some.length).toBeGreaterThan(8)
    expect(await wrongIn(some, on, look, async ({ group }) => (deep ? faults(on.page, partOf(group)) : []))).toEqual([])
  })
})

/** What somebody does there counts as done by a person. */
const inRoom: Shown = { name: 'group', group: 'Places', isBusy: false, isWide: false }
const inSettings: Shown = { ...inRoom, name: 'settings' }

describe('the switches', () => {
  let on: GalleryPage
  beforeAll(async () => {
    on = await gallery.open({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
    await on.page.addInitScript(() => {
      const badge = (count = 0): Promise<void> => Promise.resolve(void (document.documentElement.dataset['badge'] = String(count)))
      Object.assign(navigator, { setAppBadge: badge, clearAppBadge: () => badge(0) })
    })
    await on.page.reload()
  })
  afterAll(() => on[Symbol.asyncDispose]())
  const root = (): ReturnType<GalleryPage['page']['locator']> => on.page.locator('html')
  const area = (): ReturnType<GalleryPage['page']['locator']> => on.page.locator('[data-landmark="composer"] textarea')

  it('[TEST-92] theme and density are those that are chosen, and the system’s again', async () => {
    await on.show(inSettings)
    const { page } = on
    await page.getByRole('group', { name: 'Theme' }).getByText('Dark').click()
    expect(await root().getAttribute('data-theme')).toBe('dark')
    await page.getByRole('group', { name: 'Density' }).getByText('Compact').click()
    expect(await root().getAttribute('data-density')).toBe('compact')
    await page.getByRole('group', { name: 'Theme' }).getByText('System').click()
    expect(await root().getAttribute('data-theme')).toBe('light')
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-theme="${colorScheme}"]`).waitFor()
    }
    expect(await page.evaluate(() => [localStorage['hearth.theme'], localStorage['hearth.density']])).toEqual(['system', 'compact'])
  })

  it('[TEST-92] what waits stands in title, icon and badge; Esc reads it, wherever one was in the room', async () => {
    await on.show({ ...inRoom, name: 'home' })
    const { page } = on
    // Private chats, replies in a thread, what is due, and one mention in the workshop.
    await page.waitForFunction(() => /^\(\d+\) Hearth$/.test(document.title))
    const waiting = Number(/\d+/.exec(await page.title())?.[0])
    expect(waiting).toBeGreaterThanOrEqual(5)
    expect(await root().getAttribute('data-badge')).toBe(String(waiting))
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toBe('/icon-for-you.svg')
    await page.evaluate(() => (location.hash = `#/room/${'f'.repeat(26)}`))
    await area().press('Escape')
    await page.waitForFunction((left) => document.title === `(${left}) Workshop · Hearth`, waiting - 1)
    expect(await root().getAttribute('data-badge')).toBe(String(waiting - 1))
  })

  it('[TEST-92] Enter or Ctrl Enter sends, as is chosen, and what an input method still composes is never sent', async () => {
    await on.show(inSettings)
    const { page } = on
    await page.getByRole('group', { name: 'A message is sent with' }).getByText('Ctrl').click()
    await page.evaluate(() => (location.hash = `#/room/${'f'.repeat(26)}`))
    await area().fill('one')
    await area().press('Enter')
    expect(await area().inputValue()).toBe('one\n')
    await area().press('Control+Enter')
    await page.getByRole('article', { name: /one/ }).last().waitFor()
    expect(await area().inputValue()).toBe('')
    await on.show(inRoom)
    await area().fill('にほん')
    const isLeft = await area().evaluate((box) => {
      const composing = { key: 'Enter', bubbles: true, cancelable: true }
      return [{ isComposing: true }, { keyCode: 229 }].map((how) =>
        box.dispatchEvent(new KeyboardEvent('keydown', { ...composing, ...how })),
      )
    })
    expect([isLeft, await area().inputValue()]).toEqual([[true, true], 'にほん'])
    await area().press('Enter')
    await page
      .getByRole('article', { name: /にほん/ })
      .last()
      .waitFor()
  })

  it('[TEST-92] F6 goes round the parts of the page and back, keys open what they say, and the list is sized and put away', async () => {
    await on.show(inRoom)
    const { page } = on
    const at = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-landmark]')?.dataset['landmark'])
    await area().focus()
    const seen: (string | undefined)[] = []
    for (const key of ['F6', 'F6', 'F6', 'F6', 'Shift+F6']) {
      await page.keyboard.press(key)
      seen.push(await at())
    }
    expect(seen).toEqual(['sidebar', 'header', 'messages', 'composer', 'messages'])
    await page.keyboard.press('Control+.')
    await page.getByRole('complementary', { name: 'Members' }).waitFor()
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'detached' })
    const list = page.getByRole('navigation', { name: 'Rooms and people' })
    const width = async (): Promise<number> => Math.round((await list.boundingBox())?.width ?? 0)
    expect(await width()).toBe(264)
    const edge = page.getByRole('separator', { name: 'Width of the list' })
    await edge.press('ArrowRight')
    expect(await width()).toBe(280)
    await edge.press('Home')
    expect(await width()).toBe(200)
    await edge.click({ position: { x: 4, y: 300 } })
    expect(await width()).toBe(264)
    await page.keyboard.press('Control+Alt+s')
    await page.getByRole('button', { name: 'Show the list' }).click()
    expect(await page.evaluate(() => [localStorage['hearth.side'], localStorage['hearth.side.shut']])).toEqual(['264', 'no'])
  })

  it('[TEST-92] an emoji that is typed by its name is one, and one that was taken is at hand again', async () => {
    await on.show(inRoom)
    const { page } = on
    await area().pressSequentially('done :tada:')
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('[data-landmark="composer"] textarea')?.value === 'done 🎉',
    )
    await page.getByRole('button', { name: 'Emoji', exact: true }).click()
    const picker = page.getByRole('dialog', { name: 'Choose an emoji' })
    await picker.getByRole('button', { name: 'Dark', exact: true }).click()
    await picker.getByRole('searchbox').fill('waving hand')
    await picker.getByText('👋🏿').first().click()
    await page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>('[data-landmark="composer"] textarea')?.value.includes('👋🏿'),
    )
    // The tone is that of hands wherever one takes them.
    await area().pressSequentially(' :wave:')
    await page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>('[data-landmark="composer"] textarea')?.value.endsWith('👋🏿 👋🏿'),
    )
    await page.getByRole('button', { name: 'Emoji', exact: true }).click()
    await picker.getByRole('group', { name: 'Used lately' }).getByText('👋🏿').waitFor()
  })

  it('[TEST-92] the buttons of a call are not covered by its tiles when something is told above them', async () => {
    await on.show({ ...inRoom, name: 'call: voices, a grid', group: 'Calls' })
    const { page } = on
    await page.evaluate(() => {
      const stage = document.querySelector('ul[data-layout]')
      const over: number[] = []
      // Asked after the page's own, and before the frame is painted.
      const watch = new ResizeObserver(() => {
        const { top, bottom } = stage?.getBoundingClientRect() ?? { top: 0, bottom: 0 }
        for (const { y, height } of [...(stage?.children ?? [])].map((tile) => tile.getBoundingClientRect()))
          over.push(Math.round(Math.max(top - y, y + height - bottom)))
      })
      if (stage) watch.observe(stage)
      Object.assign(globalThis, { over })
    })
    const before = page.viewportSize() ?? { width: 1440, height: 900 }
    for (const less of [60, 120, 180]) await page.setViewportSize({ ...before, height: before.height - less })
    const over = await page.evaluate(() => (globalThis as unknown as { over: number[] }).over)
    await page.setViewportSize(before)
    expect(over.length).toBeGreaterThan(4)
    expect(over.filter((px) => px > 0)).toEqual([])
  })

  it('[TEST-92] a poster goes onto paper alone', async () => {
    const { page } = on
    await on.show({ ...inRoom, name: 'a poster', group: 'Dialogs' })
    await page.emulateMedia({ media: 'print' })
    const printed = await page.evaluate(() =>
      [...document.body.children].filter((one) => one.checkVisibility()).map((one) => one.textContent),
    )
    await page.emulateMedia({ media: 'screen' })
    expect(printed).toHaveLength(1)
    expect(printed[0]).toContain('k3f9-2mxq')
  })
})

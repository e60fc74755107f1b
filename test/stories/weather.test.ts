// Two real pages behind the fault proxy: their lines are slowed, cut to pieces, broken in the middle of frames, and go silent without a word.
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type Chance, createChance } from '../crash/chance.ts'
import { openBrowser, picture } from '../harness/browser.ts'
import { clientId, join } from '../harness/cast.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { type Proxy, startProxy, type Way, type Weather } from '../harness/proxy.ts'
import { startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { composer, openRoom, register } from './hands.ts'

const ROUNDS = 24
const runs = [seed].filter(() => deep)

it.each(runs)(
  '[FAULT-11] F8, F11: two pages write through a network that fails: everything written is there exactly once, in both, without a reload (seed %i)',
  { timeout: 900_000 },
  async (own) => {
    const chance = createChance(own)
    await using server = await startServer({ env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '1000' } })
    await using proxy = await startProxy(server.run.httpsPort)
    await using browser = await openBrowser(() => ({ ...server, run: { ...server.run, httpsPort: proxy.port } }))
    await using ada = await browser.visit()
    await using bo = await browser.visit()
    for (const [visitor, name] of [
      [ada, 'Ada'],
      [bo, 'Bo'],
    ] as const) {
      visitor.context.setDefaultTimeout(60_000)
      await register(visitor, name)
      await openRoom(visitor.page, 'Lobby')
      await visitor.page.evaluate(() => Object.assign(window, { neverReloaded: true }))
    }
    const cy = await join(server, 'cy')
    proxy.weather(() => weatherOf(chance))
    proxy.breakAll()
    const written: string[] = []
    const trouble = createTrouble(proxy, chance)
    for (let round = 0; round < ROUNDS; round++) {
      await trouble(round)
      for (const [page, name] of [
        [ada.page, 'Ada'],
        [bo.page, 'Bo'],
      ] as const) {
        written.push(`${name} writes ${round} in a storm`)
        await composer(page).fill(written.at(-1) ?? '')
        await composer(page).press('Enter')
        await until('it to be taken', async () => (await composer(page).inputValue()) === '', { within: 30_000 })
      }
      written.push(`Cy says ${round} on a good line`)
      await cy.wire.ask('message.send', { room: cy.lobby, text: written.at(-1) ?? '', clientId: clientId() })
    }
    await picture(ada.page, 'in-a-storm')
    proxy.weather(() => ({}))
    proxy.breakAll()
    const kept = async (): Promise<string[]> => (await history(cy)).filter((text) => written.includes(text))
    await until('everything written to be kept', async () => (await kept()).length >= written.length, {
      within: 180_000,
      every: 500,
      seen: kept,
    })
    const order = await kept()
    expect(order.toSorted()).toEqual(written.toSorted())
    for (const { page } of [ada, bo]) {
      await until('the page to show the end as it is kept', async () => same(await shown(page), order), {
        within: 120_000,
        every: 500,
        seen: () => shown(page),
      })
      expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true)
    }
    for (const name of ['Ada', 'Bo']) {
      const mine = order.filter((text) => text.startsWith(name))
      expect(mine, 'in the order in which it was written').toEqual(written.filter((text) => text.startsWith(name)))
    }
    noteFault('F8 F11', own, `two pages through ${proxy.seen} connections: ${written.length} messages, each there once`)
  },
)

/** Most lines get as far as the greeting and fail later, in the middle of whatever. */
function weatherOf(chance: Chance): Weather {
  const bytes = (): number => chance.between(4_000, 60_000)
  const ways: readonly (() => Way)[] = [
    () => ({}),
    () => ({ delayMs: chance.between(5, 150) }),
    () => ({ pieceBytes: chance.between(20, 400) }),
    () => ({ bytesPerSecond: chance.between(30_000, 200_000), pieceBytes: 1000 }),
    () => ({ after: { bytes: bytes(), then: 'break' } }),
    () => ({ after: { bytes: bytes(), then: 'swallow' } }),
  ]
  return { up: chance.pick(ways)?.() ?? {}, down: chance.pick(ways)?.() ?? {} }
}

/** Now and then everything breaks at once; three times the cable is pulled, and no side is told: the pages find out by themselves. */
function createTrouble(proxy: Proxy, chance: Chance): (round: number) => Promise<void> {
  let pulled = 0
  return async (round) => {
    if (round % 8 === 5) {
      proxy.silenceAll()
      pulled = proxy.seen
    } else if (round % 8 === 7) {
      await until('both to come back after the silence', () => proxy.seen > pulled + 1, {
        within: 120_000,
        seen: () => proxy.seen - pulled,
      })
    } else if (chance.next() < 0.3) proxy.breakAll()
  }
}

async function history(cy: Awaited<ReturnType<typeof join>>): Promise<string[]> {
  const all: string[] = []
  for (let after = 0, more = true; more; ) {
    const { messages } = await cy.wire.ask('room.history', { room: cy.lobby, after, limit: 50 })
    all.push(...messages.map(({ text }) => text ?? ''))
    after = messages.at(-1)?.seq ?? after
    more = messages.length > 0
  }
  return all
}

/** The words of every message that stands on the page, in its order. */
const shown = (page: Page): Promise<string[]> =>
  page
    .getByRole('article')
    .evaluateAll((articles) =>
      articles.flatMap(
        (article) => /(?:Ada writes|Bo writes|Cy says) \d+ (?:in a storm|on a good line)/.exec(article.textContent ?? '')?.[0] ?? [],
      ),
    )

/** What stands there is the end of what is kept: each once, none between them missing. */
const same = (there: readonly string[], order: readonly string[]): boolean =>
  there.length >= Math.min(20, order.length) && JSON.stringify(there) === JSON.stringify(order.slice(-there.length))

import { describe, expect, it } from 'vitest'
import { type Budget, estimated, isLossy, reported, type Wish, wide, within } from './budget.ts'

/** A report each second, for so many seconds from then on. */
const reports = (budget: Budget, lost: number, sent: number, from: number, seconds: number): Budget =>
  Array.from({ length: seconds }, (_, at) => from + at * 1000).reduce((now, at) => reported(now, lost, sent, at), budget)

const camera = (height: number, playing = -1): Wish => ({
  layers: [120, 450, 1500].map((kilobits, at) => ({ kilobits, height: 180 * 2 ** at, isSent: true })),
  ...{ height, playing },
})

describe('how much gets through', () => {
  it('[CALLS-11] nothing lost: all a LAN has; a little: nothing changes; much: down to what got through', () => {
    expect(reports(wide, 0, 3000, 0, 20).kilobits).toBe(wide.kilobits)
    expect(reports(wide, 0.05, 3000, 0, 20).kilobits).toBe(wide.kilobits)
    const poor = reports(wide, 0.4, 3000, 0, 10)
    expect(poor.kilobits).toBeLessThan(3000 * 0.9)
    expect(poor.kilobits).toBeGreaterThan(3000 * 0.7)
    expect(poor.loss).toBeCloseTo(0.4, 1)
  })

  it('[CALLS-11] it grows again when nothing is lost any more, later and later where that was in vain', () => {
    const poor = reports(wide, 0.5, 2000, 0, 6)
    const waits = reports(poor, 0, 500, 6000, 3)
    expect(waits.kilobits).toBe(poor.kilobits)
    const grown = reports(waits, 0, 500, 9000, 30)
    expect(grown.kilobits).toBeGreaterThan(poor.kilobits * 2)
    const again = reports(grown, 0.5, 2000, 39_000, 5)
    expect(again.holdMs).toBeGreaterThan(poor.holdMs)
    expect(again.heldUntil - again.changedAt).toBe(again.holdMs)
  })

  it('[CALLS-11] an estimate counts when it falls below what is sent; while it rises it only follows', () => {
    const idle = [190, 300, 450].reduce((now, estimate, at) => estimated(now, estimate, 1500, at * 1000), wide)
    expect(idle.kilobits).toBe(wide.kilobits)
    const full = estimated(estimated(idle, 1600, 1500, 4000), 900, 1500, 5000)
    expect(full.kilobits).toBe(900)
    expect(estimated(full, 850, 400, 6000).kilobits).toBe(900)
    expect(estimated(wide, 0, 1500, 1).kilobits).toBe(wide.kilobits)
  })

  it('[CALLS-11] an estimate alone takes nobody out of sight, for it falls with what a slow device is sent; what is lost does, until it grows again', () => {
    const falling = [400, 340, 290, 240, 200, 150, 100].reduce((now, estimate, at) => estimated(now, estimate, 450, at * 1000), wide)
    expect(falling).toMatchObject({ kilobits: 100, lostAt: 0 })
    const three = [camera(720), camera(720), camera(720)]
    expect(within(three, falling.kilobits, isLossy(falling))).toEqual([0, 0, 0])
    const lossy = reports(falling, 0.6, 300, 8000, 20)
    expect(within(three, lossy.kilobits, isLossy(lossy))).toEqual([0, -1, -1])
    expect(isLossy(reports(lossy, 0, 300, 28_000, 90))).toBe(false)
  })

  it('[CALLS-11] on a narrow way pictures come back one after another as it grows, and not all with its first step', () => {
    const nine = Array.from({ length: 9 }, () => camera(100))
    let budget = wide
    const sent: number[] = []
    // A way of 250 kilobits a second; each picture is 120.
    for (let second = 0; second < 300; second++) {
      const kilobits = within(nine, budget.kilobits, isLossy(budget)).filter((layer) => layer >= 0).length * 120
      sent.push(kilobits)
      budget = reported(budget, Math.max(0, 1 - 250 / kilobits), Math.max(300, kilobits), second * 1000)
    }
    expect(sent[0]).toBe(1080)
    expect(Math.max(...sent.slice(20))).toBeLessThanOrEqual(360)
    expect(Math.min(...sent)).toBeGreaterThan(0)
    // It got wide again.
    const healed = reports(budget, 0, 300, 400_000, 60)
    expect(within(nine, healed.kilobits, isLossy(healed))).not.toContain(-1)
  })

  it('[CALLS-11] something is always left', () => {
    expect(reports(wide, 1, 0, 0, 20).kilobits).toBeGreaterThan(50)
  })
})

describe('what fits', () => {
  const screen: Wish = { layers: [{ kilobits: 2000, height: 1080, isSent: true }], height: 1080, playing: 0 }

  it.each<[string, readonly Wish[], number, readonly number[]]>([
    ['all as large as their tiles', [camera(720), camera(100)], 20_000, [2, 0]],
    ['the first grows first', [camera(720), camera(720)], 1900, [2, 0]],
    ['all small ones before any larger', [camera(720), camera(720), camera(720)], 500, [0, 0, 0]],
    ['the last ones are left out', [camera(720), camera(720), camera(720)], 250, [0, 0, -1]],
    ['the first is sent in any case', [camera(720), camera(720)], 50, [0, -1]],
    ['a screen is sent whole, before any camera', [screen, camera(720)], 2100, [0, -1]],
    ['what is large stays without room to spare', [camera(720, 2)], 1500, [2]],
    ['what is small does not grow without', [camera(720, 0)], 1500, [1]],
    ['what is not sent is not chosen', [{ ...camera(720), layers: [] }, camera(100)], 900, [-1, 0]],
  ])('[CALLS-11] %s', (_what, wishes, kilobits, layers) => {
    expect(within(wishes, kilobits, true)).toEqual(layers)
  })
})

import { describe, expect, it } from 'vitest'
import { believed } from './clock.ts'
import { createEndings } from './endings.ts'
import { createWorld, failureOf, PASSWORD, type World } from './testing/world.ts'

const DAY = 86_400_000
const YEAR = 365 * DAY

/** A world whose clock can be set, beside one that nobody sets. */
async function settable() {
  const real = { ms: 0 }
  const world = await createWorld({ elapsed: () => real.ms })
  const pass = (ms: number): void => {
    real.ms += ms
    world.now += ms
  }
  const known = (token: string) => failureOf(() => world.chat.recognise(token, '192.168.1.7', 'a test'))
  return { world, pass, known }
}
const comesBack = (world: World, token: string) => failureOf(() => world.chat.execute(world.stranger, 'session.resume', { token }))

describe('a clock that is set', () => {
  it('[CORE-8] forward by a year and back ends no sign-in; where it stays, one that is over ends a day later', async () => {
    const { world, pass, known } = await settable()
    await using _ = world
    const ada = await world.person('Ada')
    world.now += YEAR + DAY
    expect([await known(ada.token), await comesBack(world, ada.token)]).toEqual(['no failure', 'no failure'])
    world.now -= YEAR + DAY
    expect(await known(ada.token)).toBe('no failure')
    world.now += 2 * YEAR
    expect(await known(ada.token)).toBe('no failure')
    pass(DAY + 1)
    expect(await known(ada.token)).toBe('session_unknown')
  })

  it('[CORE-8] who comes in while it says 1970 is still in when it is right, and a day later', async () => {
    const { world, pass, known } = await settable()
    await using _ = world
    const right = world.now
    const ada = await world.person('Ada')
    world.now = 1000
    const bo = await world.person('Bo')
    expect(await comesBack(world, ada.token)).toBe('no failure')
    world.now = right
    pass(2 * DAY)
    expect([await known(ada.token), await known(bo.token)]).toEqual(['no failure', 'no failure'])
    expect([believed(1000, right), believed(right - DAY, right)]).toEqual([right, right - DAY])
  })

  it('[CORE-21] a token whose time is over by a wrong clock is refused, kept, and good again when the clock is right; a ban stands', async () => {
    const { world, known } = await settable()
    await using _ = world
    const ada = await world.person('Ada')
    await world.person('Bo')
    const { token } = await world.do(ada, 'token.create', { name: 'a bot', scope: ['read'], days: 30 })
    await world.operator.operate('ban.add', { what: 'bo', reason: 'loud', minutes: 60 })
    const looks: (() => void)[] = []
    using __ = createEndings({ core: world.chat.core, publish: world.publish, wait: (_ms, then) => (looks.push(then), () => undefined) })
    world.now += YEAR
    expect(await known(token)).toBe('session_unknown')
    looks.shift()?.()
    await world.store.write(async () => {})
    world.now -= YEAR
    expect(await known(token)).toBe('no failure')
    expect(await failureOf(() => world.chat.execute(world.stranger, 'session.open', { name: 'Bo', password: PASSWORD }))).toBe('banned')
  })
})

import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import { describe, expect, test } from 'vitest'
import { ada, bo, listen, plain, setUp } from './testing/listening.ts'

describe('how somebody is here', () => {
  test('[HUB-17] somebody is here as the liveliest of their devices tells, and busy where one says so', () => {
    const { hub, pass } = setUp()
    const watcher = listen(plain(), bo)
    const [desk, phone] = [listen(plain(), ada), listen(plain(), ada)]
    for (const { listener } of [watcher, desk, phone]) hub.attach(listener, [])
    const told = (): unknown => {
      const from = watcher.heard.length
      pass(1000)
      return watcher.heard.slice(from).map((text) => JSON.parse(text).with.people)
    }
    const tells = (one: typeof desk, as: 'here' | 'away' | 'busy') => hub.publish([{ do: 'bear', user: ada, session: one.session, as }])
    told()
    tells(desk, 'away')
    expect(told()).toEqual([])
    tells(phone, 'away')
    expect(told()).toEqual([[{ user: ada, state: 'online', as: 'away', seenAt: null }]])
    expect(hub.presenceOf(ada)).toEqual({ user: ada, state: 'online', as: 'away', seenAt: null })
    tells(desk, 'busy')
    expect(told()).toMatchObject([[{ state: 'online', as: 'busy' }]])
    hub.detach(desk.listener)
    expect(told()).toMatchObject([[{ state: 'online', as: 'away' }]])
    // Away and back within a breath is no news.
    tells(phone, 'here')
    tells(phone, 'away')
    expect(told()).toEqual([])
    tells(phone, 'here')
    expect(told()).toEqual([[{ user: ada, state: 'online', seenAt: null }]])
  })

  test('[HUB-17] what somebody chose to be shown as is above what devices tell, and who is hidden has gone', () => {
    const { hub, pass, chosen, gone } = setUp()
    const watcher = listen(plain(), bo)
    const desk = listen(plain(), ada)
    for (const { listener } of [watcher, desk]) hub.attach(listener, [])
    pass(1000)
    const choose = (as: ShownAs): unknown => {
      chosen.set(ada, as)
      hub.publish([{ do: 'bear', user: ada }])
      const from = watcher.heard.length
      pass(1000)
      return watcher.heard.slice(from).map((text) => JSON.parse(text).with.people[0])
    }
    expect(choose('busy')).toMatchObject([{ state: 'online', as: 'busy' }])
    expect(choose('hidden')).toEqual([{ user: ada, state: 'offline', seenAt: 2000 }])
    expect([hub.isHere(ada), hub.presenceOf(ada), hub.online().map(({ user }) => user), gone]).toEqual([
      false,
      undefined,
      [bo],
      [[ada, 2000]],
    ])
    hub.detach(desk.listener)
    pass(5000)
    const again = listen(plain(), ada)
    hub.attach(again.listener, [])
    pass(1000)
    // Neither that they went nor that they came back was told, and nothing is written down of it.
    expect([watcher.heard.length, gone.length]).toEqual([3, 1])
    expect(choose('auto')).toEqual([{ user: ada, state: 'online', seenAt: null }])
  })
})

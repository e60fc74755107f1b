import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { NAMED_HERE } from '@hearth/protocol/limits.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import { describe, expect, test } from 'vitest'
import { createHub } from './hub.ts'
import type { Dialect, Ending, Listener } from './listener.ts'

let made = 0
const id = <T extends UserId | RoomId | SessionId>() => makeId<T>(++made, new Uint8Array(16))
const [ada, bo, cy] = [id<UserId>(), id<UserId>(), id<UserId>()]
const [lobby, workshop] = [id<RoomId>(), id<RoomId>()]

function setUp() {
  let time = 0
  let waiting: { at: number; then: () => void }[] = []
  const logged: string[] = []
  const gone: [UserId, number][] = []
  const chosen = new Map<UserId, ShownAs>()
  const hub = createHub({
    now: () => time,
    wait: (ms, then) => {
      const timer = { at: time + ms, then }
      waiting.push(timer)
      return () => void (waiting = waiting.filter((other) => other !== timer))
    },
    log: { error: (_about, says) => void logged.push(says) },
    onGone: (user, at) => void gone.push([user, at]),
    isSeen: (user) => user !== cy,
    shownAs: (user) => chosen.get(user) ?? 'auto',
  })
  const pass = (ms: number) => {
    const until = time + ms
    for (;;) {
      const next = waiting.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      waiting = waiting.filter((timer) => timer !== next)
      time = next.at
      next.then()
    }
    time = until
  }
  return { hub, pass, logged, gone, chosen, timers: () => waiting.length }
}

const plain = (): Dialect & { encoded: number } => ({
  name: 'plain',
  encoded: 0,
  say(event) {
    this.encoded++
    return Buffer.from(event.event === 'typing' ? `typing ${event.room}` : JSON.stringify(event))
  },
})

function listen(dialect: Dialect, user: UserId, { session = id<SessionId>(), address = '10.0.0.1', onHeard = () => {} } = {}) {
  const heard: string[] = []
  const ended: Ending[] = []
  const listener: Listener = {
    user,
    session,
    address,
    dialect,
    out: {
      push: (bytes) => {
        heard.push(bytes.toString())
        onHeard()
      },
      end: (why, last) => {
        if (last) heard.push(last.toString())
        ended.push(why)
      },
    },
  }
  return { ...listener, listener, heard, ended }
}

const typing = (room: RoomId): ChatEvent => ({ event: 'typing', room, with: { user: ada, on: true } })
const inRoom = (room: RoomId) => ({ do: 'tell', event: typing(room), audience: { to: 'room', room } }) as const

describe('hub', () => {
  test('[HUB-1] tellings are carried out in order', () => {
    const { hub } = setUp()
    const one = listen(plain(), ada)
    hub.attach(one.listener, [lobby, workshop])
    hub.publish([inRoom(lobby), inRoom(workshop)])
    hub.publish([inRoom(workshop), { do: 'unfollow', room: lobby, user: ada }, inRoom(lobby)])
    expect(one.heard).toEqual([`typing ${lobby}`, `typing ${workshop}`, `typing ${workshop}`])
  })

  test('[HUB-2] an event reaches exactly its audience', () => {
    const { hub } = setUp()
    const [a, b, c] = [listen(plain(), ada), listen(plain(), bo), listen(plain(), cy)]
    hub.attach(a.listener, [lobby])
    hub.attach(b.listener, [lobby])
    hub.attach(c.listener, [])
    hub.publish([inRoom(lobby)])
    expect([a, b, c].map((one) => one.heard.length)).toEqual([1, 1, 0])
    hub.publish([{ do: 'tell', event: typing(lobby), audience: { to: 'users', users: [cy, id()] } }])
    expect([a, b, c].map((one) => one.heard.length)).toEqual([1, 1, 1])
    hub.publish([{ do: 'tell', event: typing(lobby), audience: { to: 'everybody' } }])
    expect([a, b, c].map((one) => one.heard.length)).toEqual([2, 2, 2])
  })

  test('[HUB-3] follow, unfollow and dissolve count from the next telling on, for all connections of the person', () => {
    const { hub } = setUp()
    const [phone, laptop] = [listen(plain(), ada), listen(plain(), ada)]
    hub.attach(phone.listener, [])
    hub.attach(laptop.listener, [])
    hub.publish([
      inRoom(lobby),
      { do: 'follow', room: lobby, user: ada },
      inRoom(lobby),
      { do: 'unfollow', room: lobby, user: ada },
      inRoom(lobby),
    ])
    expect([phone.heard.length, laptop.heard.length]).toEqual([1, 1])
    hub.publish([{ do: 'follow', room: workshop, user: ada }, { do: 'dissolve', room: workshop }, inRoom(workshop)])
    expect([phone.heard.length, laptop.heard.length]).toEqual([1, 1])
  })

  test('[HUB-4] a listener that leaves while an event is told takes nothing from the others', () => {
    const { hub } = setUp()
    const others = [listen(plain(), ada), listen(plain(), bo), listen(plain(), cy)]
    const leaver = listen(plain(), ada, { onHeard: () => hub.detach(leaver.listener) })
    for (const one of [leaver, ...others]) hub.attach(one.listener, [lobby])
    const leaver2 = listen(plain(), bo, { onHeard: () => hub.detach(leaver2.listener) })
    hub.attach(leaver2.listener, [lobby])
    hub.publish([inRoom(lobby)])
    hub.publish([inRoom(lobby)])
    expect(others.map((one) => one.heard.length)).toEqual([2, 2, 2])
    expect([leaver.heard.length, leaver2.heard.length]).toEqual([1, 1])
  })

  test('[HUB-5] an event is encoded once per dialect, and passed over where there is no word for it', () => {
    const { hub } = setUp()
    const [first, second] = [plain(), plain()]
    const mute: Dialect = { name: 'mute', say: () => undefined }
    const all = [first, second, first, mute, second, first].map((dialect, i) => listen(dialect, i % 2 ? ada : bo))
    for (const one of all) hub.attach(one.listener, [lobby])
    hub.publish([inRoom(lobby), inRoom(lobby)])
    expect([first.encoded, second.encoded]).toEqual([2, 2])
    expect(all.map((one) => one.heard.length)).toEqual([2, 2, 2, 0, 2, 2])
  })

  test('[HUB-6] a dialect that throws is logged and harms nobody else', () => {
    const { hub, logged } = setUp()
    const broken: Dialect = {
      name: 'broken',
      say: () => {
        throw new Error('no')
      },
    }
    const [bad, good] = [listen(broken, ada), listen(plain(), bo)]
    hub.attach(bad.listener, [lobby])
    hub.attach(good.listener, [lobby])
    hub.publish([inRoom(lobby)])
    expect([bad.heard.length, good.heard.length, logged.length]).toEqual([0, 1, 1])
  })

  test('[HUB-7] a cut says session.ended, then ends just the connections meant', () => {
    const { hub } = setUp()
    const [mine, other] = [id<SessionId>(), id<SessionId>()]
    const here = listen(plain(), ada, { session: mine })
    const there = listen(plain(), ada, { session: other })
    const bystander = listen(plain(), bo)
    for (const one of [here, there, bystander]) hub.attach(one.listener, [lobby])
    hub.publish([{ do: 'cut', user: ada, except: mine, code: 'session_unknown' }, inRoom(lobby)])
    expect([here.ended, there.ended, bystander.ended]).toEqual([[], ['session_unknown'], []])
    expect(there.heard).toHaveLength(1)
    expect(there.heard[0]).toContain('session.ended')
    hub.publish([{ do: 'cut', user: ada, session: other, code: 'banned' }])
    expect(here.ended).toEqual([])
    hub.publish([{ do: 'cut', user: ada, session: mine, code: 'banned' }])
    expect(here.ended).toEqual(['banned'])
    const leaver = listen(plain(), ada, { session: mine })
    hub.attach({ ...leaver.listener, leaving: true }, [])
    hub.publish([{ do: 'cut', user: ada, session: mine, code: 'session_unknown' }])
    expect([leaver.ended, hub.connectionsOf(ada)]).toEqual([[], 1])
  })

  test('[HUB-16] whose hearing is another now hears nothing at once, is answered, and comes back; who is deaf is ended like everybody', () => {
    const { hub, pass } = setUp()
    const [one, bystander] = [listen(plain(), ada), listen(plain(), bo)]
    for (const { listener } of [one, bystander]) hub.attach(listener, [lobby])
    hub.publish([{ do: 'anew', user: ada }, inRoom(lobby), { do: 'tell', event: typing(lobby), audience: { to: 'everybody' } }])
    expect([one.heard, one.ended, bystander.heard.length]).toEqual([[], [], 2])
    pass(0)
    expect([one.ended, hub.connectionsOf(ada)]).toEqual([['anew'], 0])

    const deaf = listen(plain(), ada)
    const other = listen(plain(), ada, { address: '10.0.0.7' })
    for (const { listener } of [deaf, other]) hub.attach({ ...listener, deaf: true }, [lobby])
    const told = { to: 'users', users: [ada] } as const
    hub.publish([
      inRoom(lobby),
      { do: 'tell', event: typing(lobby), audience: told },
      { do: 'follow', room: workshop, user: ada },
      inRoom(workshop),
    ])
    pass(5000)
    expect([deaf.heard, hub.isHere(ada), hub.connectionsOf(ada)]).toEqual([[], false, 2])
    hub.publish([{ do: 'cut', user: ada, session: deaf.session, code: 'session_unknown' }])
    hub.publish([{ do: 'shut', banned: (address) => address === '10.0.0.7' }])
    expect([deaf.ended, other.ended, hub.listeners()]).toEqual([['session_unknown'], ['banned'], 1])
  })

  test('[HUB-8] a banned address is shut out with all its connections', () => {
    const { hub } = setUp()
    const [near, far] = [listen(plain(), ada, { address: '10.0.0.7' }), listen(plain(), bo, { address: '10.0.0.8' })]
    hub.attach(near.listener, [])
    hub.attach(far.listener, [])
    hub.publish([{ do: 'shut', banned: (address) => address === '10.0.0.7' }])
    expect([near.ended, far.ended]).toEqual([['banned'], []])
  })

  test('[HUB-9] a reload is no absence', () => {
    const { hub, pass, gone } = setUp()
    const watcher = listen(plain(), bo)
    hub.attach(watcher.listener, [])
    const first = listen(plain(), ada)
    hub.attach(first.listener, [])
    pass(300)
    hub.detach(first.listener)
    pass(1500)
    const again = listen(plain(), ada)
    hub.attach(again.listener, [])
    pass(5000)
    expect(hub.online().map(({ user }) => user)).toEqual([bo, ada])
    expect(watcher.heard).toHaveLength(1)
    hub.detach(again.listener)
    pass(1999)
    expect(hub.online()).toHaveLength(2)
    pass(300)
    expect(hub.online().map(({ user }) => user)).toEqual([bo])
    expect(JSON.parse(watcher.heard[1] ?? '')).toEqual({
      event: 'presence',
      with: { people: [{ user: ada, state: 'offline', seenAt: 6800 }] },
    })
    expect(gone).toEqual([[ada, 6800]])
  })

  test('[HUB-10] comings and goings close together are one event', () => {
    const { hub, pass } = setUp()
    const watcher = listen(plain(), bo)
    hub.attach(watcher.listener, [])
    pass(1000)
    for (const user of [ada, cy, id<UserId>()]) hub.attach(listen(plain(), user).listener, [])
    pass(1000)
    expect(watcher.heard).toHaveLength(2)
    expect(JSON.parse(watcher.heard[1] ?? '').with.people).toHaveLength(3)
  })

  test('[HUB-11] onGone hears of each who is gone for good', () => {
    const { hub, pass, gone } = setUp()
    const [a, b] = [listen(plain(), ada), listen(plain(), bo)]
    hub.attach(a.listener, [])
    hub.attach(b.listener, [])
    pass(100)
    hub.detach(a.listener)
    pass(700)
    hub.detach(b.listener)
    pass(10_000)
    expect(gone).toEqual([
      [ada, 100],
      [bo, 800],
    ])
    hub.attach(listen(plain(), cy).listener, [])
    pass(100)
    hub.close()
    expect(gone.at(-1)).toEqual([cy, 10_900])
  })

  test('[HUB-15] who lets not everybody know is told as gone, without a time', () => {
    const { hub, pass, gone } = setUp()
    const watcher = listen(plain(), bo)
    const shy = listen(plain(), cy)
    hub.attach(watcher.listener, [])
    hub.attach(shy.listener, [])
    pass(1000)
    hub.detach(shy.listener)
    pass(3000)
    expect(JSON.parse(watcher.heard.at(-1) ?? '').with.people).toEqual([{ user: cy, state: 'offline', seenAt: null }])
    expect(gone).toEqual([[cy, 1000]])
  })

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

  test('[HUB-12] nothing of a listener stays behind', () => {
    const { hub, pass, timers } = setUp()
    const one = listen(plain(), ada)
    hub.attach(one.listener, [lobby])
    hub.attach(one.listener, [lobby])
    expect(hub.connectionsOf(ada)).toBe(1)
    hub.detach(one.listener)
    hub.detach(one.listener)
    expect([hub.connectionsOf(ada), hub.listeners()]).toEqual([0, 0])
    hub.publish([inRoom(lobby), { do: 'follow', room: lobby, user: ada }, inRoom(lobby)])
    pass(10_000)
    expect([one.heard.length, hub.online().length, timers()]).toEqual([0, 0, 0])
  })

  test('[HUB-14] who comes in where many are hears soon of everybody who is here, in bytes made once for all who came', () => {
    const { hub, pass } = setUp()
    const old = Array.from({ length: NAMED_HERE }, () => id<UserId>())
    const first = listen(plain(), old[0] ?? ada)
    hub.attach(first.listener, [])
    for (const user of old.slice(1)) hub.attach(listen(plain(), user).listener, [])
    pass(1000)
    const dialect = plain()
    const come = [ada, bo, cy].map((user) => listen(dialect, user))
    const gone = listen(plain(), id<UserId>())
    for (const { listener } of [...come, gone]) hub.attach(listener, [])
    hub.detach(gone.listener)
    pass(250)
    const users = [...old, ada, bo, cy, gone.user]
    for (const { heard } of come) expect(heard.map((text) => JSON.parse(text))).toEqual([{ event: 'presence.here', with: { users } }])
    expect([dialect.encoded, gone.heard]).toEqual([1, []])
    expect(first.heard.map((text) => JSON.parse(text).event)).toEqual(['presence', 'presence'])
    pass(3000)
    expect(come[0]?.heard.map((text) => JSON.parse(text)).at(-1)).toMatchObject({
      event: 'presence',
      with: { people: [{ user: gone.user, state: 'offline' }] },
    })
    expect(hub.online(2).map(({ user }) => user)).toEqual(old.slice(0, 2))
    expect([hub.isHere(ada), hub.isHere(gone.user)]).toEqual([true, false])
  })

  test('[HUB-14] also who comes back before they were missed, and who went meanwhile is not among them', () => {
    const { hub, pass } = setUp()
    const crowd = Array.from({ length: NAMED_HERE + 2 }, () => listen(plain(), id<UserId>()))
    for (const { listener } of crowd) hub.attach(listener, [])
    const [back, leaver] = crowd
    pass(1000)
    if (back === undefined || leaver === undefined) throw new Error('nobody is here')
    hub.detach(leaver.listener)
    pass(1900)
    hub.detach(back.listener)
    const again = listen(plain(), back.user)
    hub.attach(again.listener, [])
    pass(1000)
    const told = again.heard.map((text): ChatEvent => JSON.parse(text))
    expect(told.map(({ event }) => event).toSorted()).toEqual(['presence', 'presence.here'])
    const state = new Set<UserId>()
    for (const one of told) {
      if (one.event === 'presence.here') for (const user of one.with.users) state.add(user)
      if (one.event === 'presence') for (const { user } of one.with.people) state.delete(user)
    }
    expect(state).toEqual(new Set(hub.online().map(({ user }) => user)))
  })

  test('[HUB-13] stopping says one last event to everybody and ends them', () => {
    const { hub } = setUp()
    const all = [listen(plain(), ada), listen(plain(), bo)]
    for (const one of all) hub.attach(one.listener, [])
    hub.stop({ event: 'server.stopping', with: { retryAfterMs: 1000 } })
    for (const one of all) expect([one.ended, one.heard.length]).toEqual([['stopping'], 1])
  })
})

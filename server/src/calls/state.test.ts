import type { CallId, ParticipantId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import {
  allow,
  type Beginning,
  begun,
  change,
  decline,
  end,
  enter,
  heard,
  hush,
  type Live,
  leave,
  met,
  PAGELESS_MS,
  ring,
  type Step,
  sources,
  tick,
  view,
} from './state.ts'

const [ada, bo, cy] = ['ada', 'bo', 'cy'] as UserId[] as [UserId, UserId, UserId]
const about: Beginning = {
  ...{ id: 'call' as CallId, room: 'room' as RoomId, kind: 'group', voice: false, by: ada, at: 0, video: false, waits: null },
}
const who = (user: UserId, more: object = {}) => ({
  ...{ id: `${user}1` as ParticipantId, user, session: `${user}s` as SessionId, address: '10.0.0.7' },
  ...{ speaks: true, muted: false, deafened: false, ...more },
})
/** The events told and the engine's orders, in short: `call.joined bo1`, `open bo1`. */
const said = ({ outs }: Step) =>
  outs.map((out) => {
    if (out.do !== 'tell') return `${out.do} ${out.do === 'close' ? out.participant : out.seat.is.id}`
    const { with: what } = out.event as { with: Record<string, unknown> }
    const { participant } = what
    const id = typeof participant === 'object' && participant !== null && 'id' in participant ? participant.id : participant
    return [out.event.event, id, what['users'], what['why'], what['how']].filter((one) => one !== undefined).join(' ')
  })
const after = (live: Live, ...steps: ((live: Live) => Step)[]): Live => steps.reduce((now, step) => step(now).live, live)
const comes =
  (user: UserId, now = 0) =>
  (live: Live) =>
    enter(live, who(user), now)

describe('who is in', () => {
  it('[CALLS-1] coming in opens a peer, and stops the ringing for who came', () => {
    const rung = after(begun(about), (live) => ring(live, [bo], [], ada, 40))
    expect(said(enter(rung, who(bo), 1))).toEqual(['call.rung bo answered', 'call.joined bo1', 'open bo1'])
    expect(view(enter(rung, who(bo), 1).live)).toMatchObject({ ringing: [], until: null, participants: [{ user: bo, connected: false }] })
  })

  it('[CALLS-1] on another device one is moved, and the call goes on', () => {
    const live = after(begun(about), comes(ada))
    const moved = enter(live, who(ada, { id: 'ada2' }), 5)
    expect(said(moved)).toEqual(['close ada1', 'call.left ada1 moved', 'call.joined ada2', 'open ada2'])
    expect(moved.live.over).toBeNull()
  })

  it('[CALLS-1] the last one to leave ends it, and of two who talked each one', () => {
    const group = after(begun(about), comes(ada), comes(bo))
    expect(leave(group, ({ is }) => is.user === ada, 'left', 9).live.over).toBeNull()
    expect(after(group, (live) => leave(live, () => true, 'left', 9)).over).toEqual({ why: 'left', by: null })
    const direct = after(begun({ ...about, kind: 'direct' }), comes(ada), comes(bo))
    expect(leave(direct, ({ is }) => is.user === ada, 'left', 9).live.over).toEqual({ why: 'left', by: null })
  })

  it('[CALLS-1] a step that changes nothing tells nothing', () => {
    const live = after(begun(about), comes(ada))
    for (const step of [
      leave(live, ({ is }) => is.user === bo, 'left', 1),
      change(live, 'ada1' as ParticipantId, { muted: false }),
      change(live, 'nobody' as ParticipantId, { muted: true }),
      hush(live, [bo], 'declined'),
      ring(live, [ada], [], bo, 9),
      decline(live, bo),
    ])
      expect(said(step)).toEqual([])
  })

  it('[CALLS-1] who says and sends nothing for long is taken out; the call waits for who lost the way', () => {
    const live = after(begun(about), comes(ada), comes(bo))
    const later = heard(live, new Set(['bo1' as ParticipantId]), 6000)
    expect(said(tick(later, 7001))).toEqual(['close ada1', 'call.left ada1 gone'])
    const empty = tick(live, 7001)
    expect(said(empty)).toEqual(['close ada1', 'call.left ada1 gone', 'close bo1', 'call.left bo1 gone'])
    expect(empty.live.over).toBeNull()
    expect(tick(empty.live, 9000).live.over).toBeNull()
    expect(tick(empty.live, 30_000).live.over).toEqual({ why: 'lost', by: null })
  })
})

it('[CALLS-1] who talks with one alone is not hung up on by who lost the way, or loads the page anew; but nobody waits for ever', () => {
  const live = after(begun({ ...about, kind: 'direct' }), comes(ada), comes(bo))
  const alone = leave(live, ({ is }) => is.user === bo, 'gone', 1000).live
  expect(alone.over).toBeNull()
  const here = (now: number) => tick(heard(alone, new Set(['ada1' as ParticipantId]), now), now).live
  expect(here(20_000).over).toBeNull()
  expect(here(21_001).over).toEqual({ why: 'lost', by: null })
  const back = enter(alone, who(bo, { id: 'bo2' }), 5000).live
  expect(tick(heard(back, new Set(['ada1', 'bo2'] as ParticipantId[]), 40_000), 40_000).live.over).toBeNull()
})

describe('ringing', () => {
  const direct = begun({ ...about, kind: 'direct' })
  const ringing = after(direct, comes(ada), (live) => ring(live, [bo], [bo], ada, 40_000))

  it('[CALLS-2] it rings for the other, says who is busy, and not twice', () => {
    const step = ring(direct, [bo, bo], [bo, cy], ada, 40)
    expect(step.outs[0]).toMatchObject({ event: { with: { users: [bo], busy: [bo], until: 40 } } })
    expect(said(ring(ringing, [bo], [], ada, 50))).toEqual([])
  })

  it('[CALLS-2] declining ends a direct call, and only the ringing of a group’s', () => {
    expect(decline(ringing, bo).live.over).toEqual({ why: 'declined', by: bo })
    const group = after(begun(about), comes(ada), (live) => ring(live, [bo, cy], [], ada, 40))
    const declined = decline(group, bo)
    expect(said(declined)).toEqual(['call.rung bo declined'])
    expect(declined.live.over).toBeNull()
  })

  it('[CALLS-2] nobody answers in time: missed, though the caller still waits', () => {
    const late = tick(heard(ringing, new Set(['ada1' as ParticipantId]), 40_000), 40_001)
    expect(said(late)).toEqual(['call.rung bo missed'])
    expect(late.live.over).toEqual({ why: 'missed', by: null })
  })

  it('[CALLS-2] who calls and hangs up has missed nobody but the other', () => {
    expect(leave(ringing, () => true, 'left', 5).live.over).toEqual({ why: 'missed', by: null })
  })

  it('[CALLS-2] a call that was begun from afar is missed when nobody comes', () => {
    const begunOnly = after(begun({ ...about, kind: 'direct', waits: 40_000 }), (live) => ring(live, [bo], [], ada, 40_000))
    expect(tick(begunOnly, 39_000).live.over).toBeNull()
    expect(tick(begunOnly, 40_000).live.over).toEqual({ why: 'missed', by: null })
  })

  it('[CALLS-2] the end of a call stops its ringing', () => {
    const done = end(ringing, 'ended', ada, 7)
    expect(said(done)).toEqual(['call.rung bo stopped', 'close ada1', 'call.left ada1 ended', 'call.closed'])
  })
})

describe('what may be sent', () => {
  it.each([
    [{ speaks: true, muted: false }, ['mic', 'camera', 'screen', 'sound']],
    [{ speaks: true, muted: true }, ['camera', 'screen', 'sound']],
    [{ speaks: false, muted: false }, []],
  ])('[CALLS-3] %j sends %j', (more, may) => {
    const live = after(begun(about), (one) => enter(one, who(ada, more), 0))
    expect(sources(live.seats[0] as Live['seats'][number])).toEqual(may)
  })

  it('[CALLS-3] a listener who is allowed may speak, and their hand goes down; when it is taken back they are silent', () => {
    const listener = after(begun({ ...about, kind: 'channel' }), (live) => enter(live, who(bo, { speaks: false }), 0))
    const id = 'bo1' as ParticipantId
    const raised = change(listener, id, { hand: 3 }).live
    const allowed = allow(raised, id, true)
    expect(said(allowed)).toEqual(['allow bo1', 'call.changed bo1'])
    expect(allowed.live.seats[0]?.is).toMatchObject({ speaks: true, hand: null, muted: true })
    const loud = change(allowed.live, id, { muted: false, camera: true }).live
    expect(allow(loud, id, false).live.seats[0]?.is).toMatchObject({ speaks: false, muted: true, camera: false })
  })
})

it('[CALLS-5] whose page is gone is out after a while, though something of theirs goes on sending', () => {
  const sends = (live: Live, now: number) => heard(live, new Set([`${ada}1` as ParticipantId]), now)
  let live = after(begun(about), comes(ada))
  for (let now = 0; now <= PAGELESS_MS; now += 5000) {
    live = sends(live, now)
    expect(said(tick(live, now))).toEqual([])
  }
  const stays = met(live, `${ada}1` as ParticipantId, '10.0.0.9', PAGELESS_MS)
  const late = PAGELESS_MS + 5000
  expect(said(tick(sends(stays, late), late))).toEqual([])
  expect(stays.seats.map(({ address }) => address)).toEqual(['10.0.0.9'])
  expect(said(tick(sends(live, late), late))).toContain('call.left ada1 gone')
})

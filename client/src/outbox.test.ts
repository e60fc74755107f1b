import { ChatError } from '@hearth/protocol/errors.ts'
import { describe, expect, test } from 'vitest'
import { ada, message, messageId, resumeAnswer, room, roomId } from './cast.ts'
import { askedFor, hello, signedIn, slow, workshop } from './desk.ts'
import { inThread } from './draft-places.ts'
import { settle } from './testing.ts'

describe('what is sent', () => {
  test('[CLIENT-9] shown at once, one at a time per room, gone when answered', async () => {
    const { client, board } = await signedIn([room('Workshop'), room('Office')])
    for (const text of ['one', 'two']) client.send(workshop, text)
    client.send(roomId('Office'), 'aside')
    expect(client.state.outbox.map((one) => [one.text, one.state])).toEqual([
      ['one', 'sending'],
      ['two', 'waiting'],
      ['aside', 'sending'],
    ])
    await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
    expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: 'aside' }, { text: 'two' }])
  })

  test('[CLIENT-9] after a lost connection the same clientIds go out again, in order', async () => {
    const { client, board, clock, kept } = await signedIn()
    for (const text of ['one', 'two']) client.send(workshop, text)
    await board.last.drop()
    client.send(workshop, 'three')
    expect(client.state.outbox.every((one) => one.state === 'waiting')).toBe(true)
    await clock.pass(1000)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 11 })] }))
    for (const clientId of ['c-1', 'c-2', 'c-3']) {
      expect(askedFor(board.last, 'message.send')).toMatchObject([{ clientId }])
      await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
    }
    expect(client.state.outbox).toEqual([])
    expect(kept.saved.outbox).toEqual([])
  })

  test('[CLIENT-20] after a restored backup nothing of before is asked for, what is open is loaded anew, and what was unsure goes out again', async () => {
    const { client, board, clock } = await signedIn()
    const opening = client.open(workshop)
    await board.last.answer('room.history', { messages: [] })
    await opening
    client.read(workshop, 900)
    client.read(workshop, 901)
    client.send(workshop, 'answered never')
    client.send(workshop, 'sent never')
    await board.last.drop()
    await clock.pass(1000)
    board.last.say({ ...hello, with: { ...hello.with, epoch: 'two' } })
    await settle()
    expect(askedFor(board.last, 'session.resume')).toEqual([{ token: 'secret', since: {} }])
    // The log is longer than what was held of the one before: its seq alone would not tell.
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 400 })] }))
    await clock.pass(1000)
    expect(askedFor(board.last, 'room.history')).toHaveLength(1)
    expect(askedFor(board.last, 'room.read')).toEqual([])
    for (const clientId of ['c-1', 'c-2']) {
      expect(askedFor(board.last, 'message.send')).toMatchObject([{ clientId }])
      await board.last.answer('message.send', { id: 'm', seq: 401, at: 1 })
    }
    expect(client.state.outbox).toEqual([])
  })

  test('[CLIENT-9] what was unsent at the end of a run goes out in the next', async () => {
    const first = await signedIn()
    first.client.send(workshop, 'one')
    first.client.draft(workshop, 'tw')
    first.client.close()
    const next = await signedIn(undefined, first.kept.saved)
    expect(askedFor(next.board.last, 'message.send')).toMatchObject([{ text: 'one', clientId: 'c-1' }])
    expect(next.client.state.drafts.get(workshop)).toBe('tw')
  })

  test('[CLIENT-10] refused stays, with reason and text; the next goes on; retry sends the same again; discard drops it', async () => {
    const { client, board } = await signedIn()
    for (const text of ['one', 'two']) client.send(workshop, text)
    await board.last.refuse('message.send', { code: 'text_too_long', says: 'Too long.' })
    expect(client.state.outbox).toMatchObject([
      { text: 'one', state: 'failed', failure: { code: 'text_too_long' } },
      { text: 'two', state: 'sending' },
    ])
    await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
    client.retry('c-1')
    expect(askedFor(board.last, 'message.send')).toMatchObject([{ clientId: 'c-1' }])
    await board.last.refuse('message.send', { code: 'text_too_long', says: 'Too long.' })
    client.discard('c-1')
    expect(client.state.outbox).toEqual([])
  })

  test('[CLIENT-10] slow_down waits as long as it says and goes on in order', async () => {
    const { client, board, clock } = await signedIn()
    for (const text of ['one', 'two']) client.send(workshop, text)
    await board.last.refuse('message.send', slow(700))
    expect(client.state.outbox.map((one) => one.state)).toEqual(['waiting', 'waiting'])
    await clock.pass(699)
    expect(askedFor(board.last, 'message.send')).toEqual([])
    await clock.pass(1)
    expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: 'one' }])
  })
})

test('[CLIENT-9] a reply in a thread goes out as one, and stands in the room, too, where that is wanted', async () => {
  const { client, board } = await signedIn([room('Workshop'), room('Office')])
  const root = message(7).id
  client.send(workshop, 'in the thread', undefined, undefined, { root, also: false })
  client.send(roomId('Office'), 'in both', undefined, undefined, { root, also: true })
  expect(client.state.outbox).toMatchObject([{ thread: root }, { thread: root, also: true }])
  const sent = askedFor(board.last, 'message.send')
  expect(sent).toMatchObject([
    { text: 'in the thread', thread: root },
    { text: 'in both', thread: root, also: true },
  ])
  expect(sent[0]).not.toHaveProperty('also')
})

test('[CLIENT-9] what waits, and what was refused, is taken back behind what is being written there', async () => {
  const { client, board } = await signedIn()
  client.send(workshop, 'refused', message(9).id)
  await board.last.refuse('message.send', { code: 'may_not_speak', says: '' })
  client.draft(workshop, 'Something else')
  expect(client.takeBack('c-1')).toMatchObject({ text: 'refused', replyTo: message(9).id })
  expect(client.state.outbox).toEqual([])
  expect(client.state.drafts.get(workshop)).toBe('Something else\nrefused')

  await board.last.drop()
  client.send(workshop, 'in the thread', undefined, undefined, { root: message(9).id, also: true })
  expect(client.takeBack('c-2')).toMatchObject({ also: true })
  expect(client.state.outbox).toEqual([])
  expect(client.state.drafts.get(inThread(workshop, message(9).id))).toBe('in the thread')
  expect(client.state.drafts.get(workshop)).toBe('Something else\nrefused')
})

test('[CLIENT-9] what may be said already is not taken back: it would be said twice; nor in another tab or run', async () => {
  const { client, board, kept } = await signedIn()
  client.send(workshop, 'on its way')
  expect(client.takeBack('c-1')).toBeUndefined()
  await board.last.drop()
  expect(client.takeBack('c-1')).toBeUndefined()
  expect(client.state.outbox).toMatchObject([{ state: 'waiting', tried: true }])
  expect(kept.saved.outbox).toMatchObject([{ tried: true }])
  client.send(workshop, 'of another tab', undefined, { clientId: 'c-other', files: [], tried: true })
  expect(client.takeBack('c-other')).toBeUndefined()
  expect(client.state.drafts.size).toBe(0)
})

test('[CLIENT-9] what waits already and is forwarded once more is one, and goes out again where it was refused', async () => {
  const { client, board } = await signedIn()
  const post = () => client.post(workshop, 'Bring plywood', { do: 'forward', from: roomId('Office'), id: messageId('7') }, 'again')
  post()
  await board.last.refuse('message.forward', new ChatError('storage_full').failure())
  expect(client.state.outbox).toMatchObject([{ clientId: 'again', state: 'failed' }])
  await board.last.drop()
  post()
  post()
  expect(client.state.outbox).toMatchObject([{ clientId: 'again', state: 'waiting' }])
})

test('[CLIENT-9] a poll and what is forwarded wait among the words, in order, and are the same ones however often they go out', async () => {
  const { client, board, clock, kept } = await signedIn()
  await board.last.drop()
  client.send(workshop, 'one')
  const poll = { do: 'poll', options: ['Monday', 'Tuesday'], several: true, lasts: 3_600_000 } as const
  client.post(workshop, 'When?', poll, 'poll')
  client.post(workshop, 'Bring plywood', { do: 'forward', from: roomId('Office'), id: messageId('7') }, 'again', true)
  expect(client.state.outbox.map(({ text, state }) => [text, state])).toEqual([
    ['one', 'waiting'],
    ['When?', 'waiting'],
    ['Bring plywood', 'waiting'],
  ])
  // Neither is words that could go back to where one writes.
  expect([client.takeBack('poll'), kept.saved.outbox?.length]).toEqual([undefined, 3])
  await clock.pass(1000)
  board.last.say(hello)
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop')] }))
  await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
  const { do: _poll, lasts, ...asked } = poll
  expect(askedFor(board.last, 'poll.create')).toEqual([
    { room: workshop, question: 'When?', clientId: 'poll', ...asked, closesAt: clock.now() + lasts },
  ])
  await board.last.answer('poll.create', { id: 'm', seq: 12, at: 1 })
  expect(askedFor(board.last, 'message.forward')).toEqual([
    { room: workshop, from: roomId('Office'), id: messageId('7'), clientId: 'again' },
  ])
  await board.last.refuse('message.forward', new ChatError('message_unknown').failure())
  expect(client.state.outbox).toMatchObject([{ text: 'Bring plywood', state: 'failed', failure: { code: 'message_unknown' } }])
})

describe('a poll that waits', () => {
  const how = { do: 'poll', options: ['Monday', 'Tuesday'] } as const
  const come = async ({ board, clock }: Awaited<ReturnType<typeof signedIn>>) => {
    await clock.pass(15_000)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop')] }))
  }
  const poll = { question: 'When?', options: ['Monday', 'Tuesday'], counts: [0, 0], voters: 0 }

  test('[CLIENT-9] is asked as it was changed last, at its place; one that may be asked already is not changed', async () => {
    const all = await signedIn()
    const { client, board } = all
    await board.last.drop()
    client.post(workshop, 'When?', how, 'p-1')
    client.send(workshop, 'afterwards')
    expect(client.revise('p-1', 'When do we meet?', { ...how, options: ['Now', 'Later'] })).toBe(true)
    expect(client.state.outbox.map(({ text }) => text)).toEqual(['When do we meet?', 'afterwards'])
    await come(all)
    expect(askedFor(board.last, 'poll.create')).toEqual([
      { room: workshop, question: 'When do we meet?', options: ['Now', 'Later'], clientId: 'c-2' },
    ])
    expect(client.revise('c-2', 'Too late', how)).toBe(false)
    await board.last.refuse('poll.create', { code: 'words_refused', says: '' })
    expect(client.revise('c-2', 'Once more', how)).toBe(true)
    expect(client.state.outbox.find(({ text }) => text === 'Once more')).not.toHaveProperty('failure')
  })

  test('[CLIENT-9] is not changed into a second one where another tab has sent it, and keeps one’s own vote', async () => {
    const { client, board } = await signedIn()
    await board.last.drop()
    client.post(workshop, 'When?', how, 'p-1')
    client.choose('p-1', [1])
    client.choose('p-1', [1], true)
    expect(client.revise('p-1', 'When do we meet?', how)).toBe(false)
    expect(client.state.outbox).toMatchObject([{ clientId: 'p-1', text: 'When?', tried: true, special: { vote: [1] } }])
  })

  test('[CLIENT-9] takes one’s own vote, which is told once it is asked, by answer or by event, over a closed page', async () => {
    for (const way of ['answer', 'event'] as const) {
      const before = await signedIn()
      await before.board.last.drop()
      before.client.post(workshop, 'When?', how, 'p-1')
      before.client.choose('p-1', [1])
      const all = await signedIn(undefined, { token: 'secret', ...before.kept.saved })
      const { client, board } = all
      expect(askedFor(board.last, 'poll.create')).toEqual([
        { room: workshop, question: 'When?', options: ['Monday', 'Tuesday'], clientId: 'p-1' },
      ])
      const id = messageId('11')
      if (way === 'answer') await board.last.answer('poll.create', { id, seq: 11, at: 1 })
      else board.last.say({ event: 'message.said', room: workshop, seq: 11, with: { ...message(11, ada), clientId: 'p-1', poll } })
      await settle()
      expect([client.state.outbox, askedFor(board.last, 'poll.vote')]).toEqual([[], [{ room: workshop, id, options: [1] }]])
      await board.last.answer('poll.vote', {})
      expect(client.state.marks.size).toBe(0)
    }
  })
})

// The full screen under keys that are pressed one after another, with a server played by hand.
import { ada, bo, message, room, roomId, said } from '@hearth/client/cast.ts'
import { askedFor } from '@hearth/client/desk.ts'
import { settle } from '@hearth/client/testing.ts'
import { expect, test } from 'vitest'
import { noFiles, onStage } from '../testing/stage.ts'

const rooms = () => [
  room('Lobby', { kind: 'lobby' }),
  room('Workshop'),
  room('Office', { unread: 2, readSeq: 8 }),
  room('Bo', { kind: 'direct', peer: bo.id, unread: 1, mentions: 1, readSeq: 9 }),
]

test('[TERM-12] what is typed is said with Enter, and stands there dim until the server has it', async () => {
  const { press, screen, board } = await onStage()
  await press('good morning')
  expect(screen()).toContain('> good morning')
  await press('{enter}')
  expect(askedFor(board.last, 'message.send')).toMatchObject([{ room: roomId('Workshop'), text: 'good morning' }])
  expect(screen()).toMatch(/Ada {2}good morning/u)
  expect(screen()).not.toContain('> good')
})

test('[TERM-12] the line obeys the keys of a shell, and gives back what was cut', async () => {
  const { press, app } = await onStage()
  await press('one two three{ctrl+w}{ctrl+a}zero {ctrl+e}{ctrl+y}!')
  expect(app.ui.line.text).toBe('zero one two three!')
  await press('{ctrl+u}x{ctrl+_}{ctrl+y}')
  expect(app.ui.line.text).toBe('zero one two three!')
  await press('{ctrl+u}漢字👩‍🚀{left}{backspace}')
  expect(app.ui.line.text).toBe('漢👩‍🚀')
})

test('[TERM-12] several lines, and a paste of them, are one message', async () => {
  const { press, paste, board } = await onStage()
  await press('first{alt+enter}')
  await paste('second\r\nthird\n')
  await press('{enter}')
  expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: 'first\nsecond\nthird' }])
})

test('[TERM-13] Alt+A goes where one is meant first, then where anything is unread, then home', async () => {
  const { press, app, board } = await onStage({ rooms: rooms() })
  await press('{alt+a}')
  expect(app.ui.room).toBe(roomId('Bo'))
  for (const name of ['Bo', 'Office']) {
    await board.last.answer('room.history', { messages: [message(10)] })
    await settle()
    app.draw()
    if (name === 'Bo') await press('{alt+a}')
  }
  expect(app.ui.room).toBe(roomId('Office'))
  await press('{alt+a}')
  expect(app.ui.room).toBe(roomId('Workshop'))
})

test('[TERM-13] rooms by number, by parts of their names, and back again', async () => {
  const { press, app, screen } = await onStage({ rooms: rooms() })
  await press('{alt+1}')
  expect(app.ui.room).toBe(roomId('Lobby'))
  await press('{ctrl+k}off')
  expect(screen()).toMatch(/▸ #Office +2 unread/u)
  await press('{enter}')
  expect(app.ui.room).toBe(roomId('Office'))
  await press('{alt+left}')
  expect(app.ui.room).toBe(roomId('Lobby'))
})

test('[TERM-13] a draft stays with its room', async () => {
  const { press, app } = await onStage({ rooms: rooms() })
  await press('half a thou{alt+1}')
  expect(app.ui.line.text).toBe('')
  await press('{alt+s}')
  expect(app.ui.line.text).toBe('half a thou')
})

test('[TERM-14] Tab completes commands, names, rooms and emoji, and goes on to the next', async () => {
  const { press, app } = await onStage({ rooms: rooms() })
  const completed = async (script: string) => {
    await press(`{ctrl+u}${script}`)
    return app.ui.line.text
  }
  expect(await completed('/showgroupm{tab}')).toBe('/showgroupmembers ')
  expect(await completed('B{tab}')).toBe('Bo: ')
  expect(await completed('ask @c{tab}')).toBe('ask @Cy ')
  expect(await completed('/join wor{tab}')).toBe('/join Workshop')
  expect(await completed(':tad{tab}')).toBe('🎉')
  expect(await completed('/role B{tab}')).toBe('/role Bo ')
  expect(await completed('/theme {tab}{tab}')).toBe('/theme contrast ')
})

test('[TERM-15] ↑ changes the last message, Shift+↑ answers, Esc lets be', async () => {
  const { press, screen, board, app } = await onStage({ messages: [message(8), message(9, ada), message(10)] })
  await press('{up}')
  expect(app.ui.line.text).toBe('line 9')
  expect(screen()).toContain('changing Ada: line 9')
  await press(' and more{enter}')
  expect(askedFor(board.last, 'message.edit')).toMatchObject([{ text: 'line 9 and more' }])
  await press('/reply{enter}')
  expect(screen()).toContain('answering Bo: line 10')
  await press('{escape}plain{enter}')
  expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: 'plain' }])
  expect(askedFor(board.last, 'message.send')[0]).not.toHaveProperty('replyTo')
})

test('[TERM-15] a message is marked with the arrows, and answered, liked or taken back', async () => {
  const { press, board, screen, app } = await onStage({ messages: [message(8), message(9, ada), message(10)] })
  await press('{ctrl+s}{up}{up}')
  expect(app.ui.selected).toBe(8)
  await press('r')
  expect(screen()).toContain('answering Bo: line 8')
  await press('{escape}{ctrl+s}{up}d')
  expect(askedFor(board.last, 'message.delete')).toMatchObject([{ id: message(9).id }])
  await press('{ctrl+s}+')
  await press('tad{tab}{enter}')
  expect(askedFor(board.last, 'message.react')).toMatchObject([{ id: message(10).id, emoji: '🎉' }])
})

test('[TERM-16] what was written before is found again', async () => {
  const { press, app } = await onStage({ messages: [] })
  await press('the red plywood{enter}the blue paint{enter}{ctrl+r}red')
  expect(app.ui.line.text).toBe('the red plywood')
  await press('{escape}{up}')
  expect(app.ui.line.text).toBe('the blue paint')
})

test('[TERM-17] one who looks elsewhere is told when they are meant, and only then', async () => {
  const { press, paper, board, app } = await onStage({ rooms: rooms() })
  board.last.say(said('Bo', 11))
  await settle()
  app.draw()
  expect(paper.said).toEqual([])
  await press('{away}')
  board.last.say(said('Office', 11))
  await settle()
  app.draw()
  expect(paper.said).toEqual([])
  board.last.say(said('Bo', 12, bo, { text: 'look\u001b]0;here\u0007' }))
  await settle()
  app.draw()
  expect(paper.said).toEqual(['\u0007'])
})

test('[TERM-18] nothing is read while one looks elsewhere or at something older', async () => {
  const { press, board, app, clock } = await onStage({ columns: 60, rows: 8 })
  await clock.pass(2000)
  const readTo = () => askedFor(board.last, 'room.read').map((one) => (one as { seq: number }).seq)
  await press('{away}')
  board.last.say(said('Workshop', 11))
  await settle()
  app.draw()
  await clock.pass(2000)
  expect(readTo()).not.toContain(11)
  await press('{here}')
  await clock.pass(2000)
  expect(readTo()).toContain(11)
})

test('[TERM-18] who looks at something older is not moved by what comes in', async () => {
  const messages = Array.from({ length: 30 }, (_, at) => message(at + 1))
  const { press, board, app, screen } = await onStage({ rows: 12, messages, rooms: [room('Workshop', { seq: 30, readSeq: 30 })] })
  await press('{pageup}')
  const before = screen()
  expect(before).toContain('newer messages below')
  board.last.say(said('Workshop', 31))
  await settle()
  app.draw()
  const lines = (text: string) => text.match(/line \d+/gu)
  expect(lines(screen())).toEqual(lines(before))
  await press('{escape}')
  expect(screen()).toContain('line 31')
})

test('[TERM-15] a change that the server refuses gives the words back', async () => {
  const { press, board, app, screen } = await onStage({ messages: [message(9, ada), message(10)] })
  await press('{up} and so much more{enter}')
  expect(app.ui.line.text).toBe('')
  await board.last.refuse('message.edit', { code: 'text_too_long', says: '' })
  await press('')
  expect(app.ui.line.text).toBe('line 9 and so much more')
  expect(screen()).toContain('changing Ada: line 9')
  expect(screen()).toContain('This text is too long.')
})

test('[TERM-15] a reply in a thread stands there, not in the room, and a mark leads to it', async () => {
  const { press, board, screen } = await onStage()
  board.last.say(said('Workshop', 11, ada, { thread: message(9).id, text: 'only for those who care' }))
  await press('')
  expect(screen()).toContain('⤷ 1 reply in its thread')
  expect(screen()).not.toContain('only for those who care')
  await press('{ctrl+s}{up}t')
  const reply = { ...message(11, ada), text: 'only for those who care', thread: message(9).id }
  await board.last.answer('room.thread', { root: message(9), replies: [reply], more: false })
  await press('')
  expect(screen()).toContain('Ada: only for those who care')
})

test('[TERM-12] what an editor gives up with an error is not taken, and what a disk refuses ends nothing', async () => {
  const { press, app, screen } = await onStage()
  Object.assign(app.given.env, { EDITOR: 'false' })
  await press('as it was{alt+e}')
  await expect.poll(() => (app.draw(), screen())).toContain('false ended with 1: the line stays as it was.')
  expect(app.ui.line.text).toBe('as it was')
})

test('[TERM-19] ten thousand pasted lines become a file, and the keys go on working', async () => {
  const attached: string[] = []
  const outgoing = { ...noFiles, attachText: async (_room: unknown, text: string) => void attached.push(text) }
  const { paste, press, app } = await onStage({ outgoing })
  await paste(Array.from({ length: 10_000 }, (_, at) => `line ${at}`).join('\n'))
  expect(attached).toHaveLength(1)
  await press('hello')
  expect(app.ui.line.text).toBe('hello')
})

test('[TERM-20] a wrong command, and what the server refuses, is said in a line', async () => {
  const { press, screen, board } = await onStage()
  await press('/nonsense{enter}')
  expect(screen()).toContain('There is no /nonsense; /help says what there is.')
  await press('/kick Bo{enter}')
  await board.last.answer('people.search', { people: [bo] })
  await board.last.refuse('room.remove', { code: 'not_allowed', says: '' })
  await press('')
  expect(screen()).toContain('You may not do that.')
  await press('//not a command{enter}')
  expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: '/not a command' }])
})

test('[TERM-17] a call rings with a bell, and says who calls', async () => {
  const { paper, board, app, screen } = await onStage()
  const call = { id: 'c-1', room: roomId('Workshop'), by: bo.id, at: 1, video: false, participants: [], ringing: [ada.id], until: null }
  board.last.say({ event: 'call.open', room: roomId('Workshop'), with: { call } })
  await settle()
  app.draw()
  expect(paper.said).toEqual(['\u0007'])
  expect(screen()).toContain('☎ Bo calls in #Workshop: /answer or /hangup')
})

test('[TERM-17] it rings again and again, until the call is taken, refused or over', async () => {
  const { paper, board, app, clock } = await onStage()
  const call = { id: 'c-1', room: roomId('Workshop'), by: bo.id, at: 1, video: false, participants: [], ringing: [ada.id], until: null }
  const rings = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await clock.pass(1000)
      app.draw()
    }
    return paper.said.length
  }
  board.last.say({ event: 'call.open', room: roomId('Workshop'), with: { call } })
  await settle()
  app.draw()
  expect(await rings(6)).toBe(3)
  board.last.say({ event: 'call.open', room: roomId('Workshop'), with: { call: { ...call, ringing: [] } } })
  await settle()
  expect(await rings(6)).toBe(3)
})

test('[TERM-13] Alt+S goes to the room before this one, and back again', async () => {
  const { press, app } = await onStage({ rooms: rooms() })
  await press('{alt+1}')
  for (const name of ['Workshop', 'Lobby', 'Workshop']) {
    await press('{alt+s}')
    expect(app.ui.room).toBe(roomId(name))
  }
})

test('[TERM-14] Tab completes each word of a command: who, what, which value', async () => {
  const { press, app } = await onStage({ rooms: rooms() })
  const completed = async (script: string) => {
    await press(`{ctrl+u}${script}`)
    return app.ui.line.text
  }
  expect(await completed('/role Bo ad{tab}')).toBe('/role Bo admin ')
  expect(await completed('/settings mou{tab}o{tab}')).toBe('/settings mouse on ')
  expect(await completed('/contact add C{tab}')).toBe('/contact add Cy ')
  expect(await completed('/help top{tab}')).toBe('/help topic ')
  expect(await completed('/file Bo /etc/host{tab}')).toMatch(/^\/file Bo \/etc\/host/u)
  expect(await completed('/send /etc/{tab}')).toMatch(/^\/send \/etc\/./u)
})

test('[TERM-15] letters that come at once are heard one after another, and what is left is written', async () => {
  const { press, app, screen } = await onStage({ messages: [message(8), message(9, ada), message(10)] })
  await press('{ctrl+s}kkrno, thanks')
  expect(screen()).toContain('answering Bo: line 8')
  expect(app.ui.line.text).toBe('no, thanks')
})

// The way of vim: two modes, letters that are deeds.
import { ada, message, room, roomId } from '@hearth/client/cast.ts'
import { askedFor } from '@hearth/client/desk.ts'
import { expect, test } from 'vitest'
import { onStage } from '../testing/stage.ts'

const messages = [message(7), message(8), message(9, ada), message(10)]
async function inVim(more: Parameters<typeof onStage>[0] = {}) {
  const stage = await onStage({ messages, settings: { keys: 'vim' }, ...more })
  await stage.press('{escape}')
  return stage
}

test('[TERM-31] Escape leaves the line, i goes back to it, and what is written stays what it was', async () => {
  const { press, app, screen } = await inVim()
  expect(screen()).toContain('NORMAL')
  await press('zq{backspace}')
  expect(app.ui.line.text).toBe('')
  await press('ihello{escape}i world{enter}')
  expect(screen()).toMatch(/Ada {2}hello world/u)
  expect(screen()).not.toContain('NORMAL')
})

test('[TERM-31] k and j go from message to message, G to the newest, also when the keys come at once', async () => {
  const { press, app } = await inVim()
  await press('kkk')
  expect(app.ui.selected).toBe(8)
  await press('j')
  expect(app.ui.selected).toBe(9)
  await press('G')
  expect(app.ui.selected).toBeUndefined()
})

test('[TERM-31] g goes to the oldest there is', async () => {
  const { press, board, app } = await inVim({ messages: Array.from({ length: 50 }, (_, at) => message(at + 51)) })
  await press('g')
  await board.last.answer('room.history', { messages: [message(1), message(2)] })
  await press('')
  expect(app.ui.selected).toBe(1)
})

test('[TERM-31] r answers, e changes, d takes back what is marked, and nothing that is not', async () => {
  const { press, screen, board, app } = await inVim()
  await press('kkr')
  expect(screen()).toContain('answering Ada: line 9')
  await press('no{escape}{escape}kke')
  expect(app.ui.line.text).toBe('line 9')
  await press(' indeed{enter}')
  expect(askedFor(board.last, 'message.edit')).toMatchObject([{ text: 'line 9 indeed' }])
  await press('{escape}d')
  expect(askedFor(board.last, 'message.delete')).toEqual([])
  expect(screen()).toContain('Mark a message first')
  await press('kkd')
  expect(askedFor(board.last, 'message.delete')).toMatchObject([{ id: message(9).id }])
})

test('[TERM-31] / looks for words, : begins a command, J and K go from room to room', async () => {
  const { press, app } = await inVim({ rooms: [room('Lobby', { kind: 'lobby' }), room('Workshop')] })
  await press('/glue')
  expect(app.ui.line.text).toBe('/search glue')
  await press('{ctrl+u}{escape}K')
  expect(app.ui.room).toBe(roomId('Lobby'))
  await press(':')
  expect(app.ui.line.text).toBe('/')
})

test('[TERM-31] without that setting letters are letters', async () => {
  const { press, app } = await onStage({ messages })
  await press('{escape}kkj')
  expect(app.ui.line.text).toBe('kkj')
})

// Whole screens as text, at four widths. What they should look like stands beside this file.
import { ada, bo, cy, message, room } from '@hearth/client/cast.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onStage } from '../testing/stage.ts'
import { width } from '../text/width.ts'

const widths = [60, 80, 120, 200]
const at = (seq: number, more: Partial<Message>, who = bo): Message => ({
  ...message(seq, who),
  at: 1_799_999_000_000 + seq * 60_000,
  ...more,
})

const talk: readonly Message[] = [
  at(1, { text: 'Morning! The laser cutter is free **until noon**, see https://example.org/plan for the rest of the week.' }),
  at(2, { text: 'On my way, @Ada.', replyTo: message(1).id }, cy),
  at(3, { text: 'Bring the 3 mm plywood please', editedAt: 1 }, ada),
  at(4, { text: 'and\nthe glue' }, ada),
  at(5, { text: null, deletedAt: 5 }),
  at(6, {
    text: '漢字かな交じり文は幅が二倍です。👩‍🚀 e\u0301 und שלום עולם',
    reactions: [{ emoji: '👍', users: [ada.id, cy.id] }],
  }),
  at(7, { text: '', files: [{ id: 'f' as FileId, name: 'the cut.jpg', size: 2_481_024, kind: 'image', type: 'image/jpeg' }] }, cy),
]
const rooms = [
  room('Lobby', { kind: 'lobby', unread: 2 }),
  room('Workshop', { topic: 'what is free, what is broken', seq: 7, readSeq: 7 }),
  room('Notices', { kind: 'channel' }),
  room('Bo', { kind: 'direct', peer: bo.id, unread: 1, mentions: 1 }),
]
const zone = process.env['TZ']
beforeAll(() => void (process.env['TZ'] = 'UTC'))
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test.each(widths)('[TERM-21] the screen at %i columns', async (columns) => {
  const { screen, paper } = await onStage({ columns, rows: 18, rooms, messages: talk })
  for (const row of paper.emulator.rows) expect(width(row)).toBeLessThanOrEqual(columns)
  await expect(screen()).toMatchFileSnapshot(`frames/room-${columns}.txt`)
})

test.each(widths)('[TERM-21] help, the switcher, the marked message and completions at %i columns', async (columns) => {
  const { screen, press } = await onStage({ columns, rows: 14, rooms, messages: talk })
  const seen: string[] = []
  for (const script of ['{f1}', '{escape}{ctrl+g}o', '{escape}{ctrl+s}{up}', '{escape}/s{tab}', '{ctrl+u}/settings{enter}']) {
    await press(script)
    seen.push(screen())
  }
  await expect(seen.join(`\n${'='.repeat(columns)}\n`)).toMatchFileSnapshot(`frames/over-${columns}.txt`)
})

test('[TERM-22] below 100 columns the people are folded away, below 80 the rooms too', async () => {
  const shown = async (columns: number) => (await onStage({ columns, rooms, messages: talk })).screen()
  expect(await shown(120)).toMatch(/▸#Workshop.*│.*│.*/u)
  expect(await shown(120)).toContain('Bo owner')
  expect(await shown(80)).toContain('▸#Workshop')
  expect(await shown(80)).not.toContain('Bo owner')
  expect(await shown(60)).not.toContain('▸#Workshop')
})

test('[TERM-1] nothing that another person wrote reaches the terminal as more than letters', async () => {
  const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp\r\u0008x'
  const { paper, screen, press } = await onStage({
    rooms: [room('Workshop', { topic: evil }), room(`Evil${evil}`)],
    messages: [
      at(1, { text: evil }),
      at(2, { text: `\`\`\`\n${evil}\n\`\`\` [x](${evil})`, reactions: [{ emoji: evil, users: [ada.id] }] }),
    ],
  })
  await press('{ctrl+s}{escape}{ctrl+g}{escape}')
  expect(paper.emulator.strange).toEqual([])
  expect(screen()).toContain('gnp')
  // oxlint-disable-next-line no-control-regex
  expect(screen()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u)
})

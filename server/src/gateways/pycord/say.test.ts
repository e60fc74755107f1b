import type { FileId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { dateWords, messageNumber, messagePlace, messageText, sayFailure, sayOk } from './say.ts'

test('[PYCORD-4] an answer is JSON with its status first; every failure is a 500 and its sentence', () => {
  expect(sayOk()).toEqual({ code: 200, body: '{"status":"ok"}' })
  expect(sayOk({ user_id: 3 })).toEqual({ code: 200, body: '{"status":"ok","user_id":3}' })
  expect(sayOk({ group_list: [['grp', 1]] }).body).toBe('{"status":"ok","group_list":[["grp",1]]}')
  expect(sayFailure('Aucun message')).toEqual({ code: 500, body: '{"status":"Aucun message"}' })
  expect(sayFailure(null)).toEqual({ code: 500, body: '{"status":null}' })
})

test('[PYCORD-5] the number of a message tells its room and its place there', () => {
  for (const [room, seq] of [
    [1, 1],
    [7, 123_456],
    [999_999, 999_999_999],
  ] as const)
    expect(messagePlace(messageNumber(room, seq))).toEqual({ room, seq })
  expect(messageNumber(1, 17)).toBe(1_000_000_017)
})

test('[PYCORD-4] dates are the server’s own, in nineteen characters', () => {
  expect(dateWords(new Date(2026, 10, 21, 18, 5, 9).getTime())).toBe('2026-11-21 18:05:09')
  expect(dateWords(new Date(2026, 0, 2, 0, 0, 0).getTime())).toBe('2026-01-02 00:00:00')
})

test('[PYCORD-6] files stand with their message by name and size', () => {
  const file: FileCard = { id: '0'.repeat(26) as FileId, name: 'chat.png', size: 1_234_567, kind: 'image', type: 'image/png' }
  expect(messageText({ text: 'regarde', files: [file] })).toBe('regarde\n[fichier : chat.png, 1,2 Mo]')
  expect(messageText({ text: '', files: [{ ...file, size: 12 }] })).toBe('[fichier : chat.png, 12 octets]')
  expect(messageText({ text: 'salut' })).toBe('salut')
})

import type { FileId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { dateWords, messageText, sayFailure, sayOk } from './say.ts'

test('[PYCORD-4] an answer is JSON with its status first; every failure is a 500 and its sentence', () => {
  const said = (answer: ReturnType<typeof sayOk>) => [answer.status, JSON.stringify(answer.body)]
  expect(said(sayOk())).toEqual([200, '{"status":"ok"}'])
  expect(said(sayOk({ user_id: 3 }))).toEqual([200, '{"status":"ok","user_id":3}'])
  expect(said(sayOk({ group_list: [['grp', 1]] }))).toEqual([200, '{"status":"ok","group_list":[["grp",1]]}'])
  expect(said(sayFailure('Aucun message'))).toEqual([500, '{"status":"Aucun message"}'])
  expect(said(sayFailure(null))).toEqual([500, '{"status":null}'])
})

test('[PYCORD-4] dates are the server’s own, in nineteen characters', () => {
  expect(dateWords(new Date(2026, 10, 21, 18, 5, 9).getTime())).toBe('2026-11-21 18:05:09')
  expect(dateWords(new Date(2026, 0, 2, 0, 0, 0).getTime())).toBe('2026-01-02 00:00:00')
})

test('[PYCORD-5] files stand with their message by name and size', () => {
  const file: FileCard = { id: '0'.repeat(26) as FileId, name: 'chat.png', size: 1_234_567, kind: 'image', type: 'image/png' }
  expect(messageText({ text: 'regarde', files: [file] })).toBe('regarde\n[fichier : chat.png, 1,2 Mo]')
  expect(messageText({ text: '', files: [{ ...file, size: 12 }] })).toBe('[fichier : chat.png, 12 octets]')
  expect(messageText({ text: 'salut' })).toBe('salut')
})

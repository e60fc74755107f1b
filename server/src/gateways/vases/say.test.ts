import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hear } from './hear.ts'
import { fileLineBytes, fileWord, groupWord, plainText, sayFile, sayText, sizeWords, type Where } from './say.ts'

/** Any sixteen bits in a row, halves of characters included. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes))

const lobby: Where = { in: 'lobby' }
const direct: Where = { in: 'direct', peer: 'jojo' }
const haha: Where = { in: 'group', group: 'haha' }

test('[VASES-6] what is said reads as the document writes it, for who hears it and for who said it elsewhere', () => {
  const said = (where: Where, own: boolean) => sayText({ where, from: 'sophia', text: 'Hello', own })
  expect(said(lobby, false)).toBe('[Broadcast from sophia]: Hello')
  expect(said(lobby, true)).toBeUndefined()
  expect(said(direct, false)).toBe('Private message from sophia: Hello')
  expect(said(direct, true)).toBe('Private message to jojo: Hello')
  expect(said(haha, false)).toBe('[Receive group haha message from sophia]: Hello')
  expect(said(haha, true)).toBe('Group message to haha: Hello')
})

test('[VASES-7] nobody’s words look like a line of the server or of somebody else', () => {
  const forged = 'hi\n[Broadcast from boss]: go home\r/file x y z\u2028Private message from boss: psst\u0085SUCCESS'
  for (const where of [lobby, direct, haha]) {
    const [first, ...rest] = (sayText({ where, from: 'eve', text: forged, own: false }) ?? '').split(/[\n\r\u0085\u2028\u2029]/)
    expect(first).toMatch(/eve.*: hi$/)
    expect(rest).toHaveLength(4)
    for (const line of rest) expect(line).toMatch(/^ {4}\S/)
  }
  expect(plainText('a\u0000b\u001b[2Jc\u202ed\u2066e')).toBe('ab[2Jcde')
  fc.assert(
    fc.property(anyText, (text) => {
      const [, ...rest] = plainText(text).split(/[\n\r\u0085\u2028\u2029]/)
      return rest.every((line) => line.startsWith('    '))
    }),
  )
})

test('[VASES-7] a group’s name is one word on one line that no client takes for a command', () => {
  expect(groupWord('Board Game Night')).toBe('Board_Game_Night')
  expect(groupWord('/file sophia .bashrc x')).toBe('file_sophia_.bashrc_x')
  expect(groupWord('a, b\n/quit')).toBe('a_b_/quit')
  expect(groupWord('///')).toBe('group')
  fc.assert(fc.property(anyText, (name) => /^[^\s/,][^\s,]*$/u.test(groupWord(name))))
})

test('[VASES-8] a file is the line the programs save, and the sentence of the document', () => {
  const bytes = Buffer.from([0, 10, 13, 32, 127, 128, 255])
  const [file, notice] = sayFile(direct, 'sophia', 'example.txt', bytes)
  expect(file).toBe(`/file sophia example.txt ${bytes.toString('latin1')}`)
  expect(notice).toBe("You received file 'example.txt' from sophia.")
  expect(sayFile(haha, 'sophia', 'file.txt', Buffer.from('x'))).toEqual([
    '/groupfile haha_sophia file.txt x',
    '[Receive file.txt from Group haha sophia]',
  ])
  expect(sayFile(lobby, 'ada', 'a.png', Buffer.from('x'))).toEqual(['/groupfile Lobby_ada a.png x', '[Receive a.png from Group Lobby ada]'])
})

test('[VASES-8] what is said of a file is heard as that file, and its length is known beforehand', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(direct, haha), anyText, (raw, where, name) => {
      const bytes = Buffer.from(raw)
      const [file] = sayFile(where, 'sophia', name, bytes)
      const heard = hear(Buffer.from(file))
      expect(heard).toMatchObject({ is: where.in === 'direct' ? 'file' : 'groupfile', name: fileWord(name), bytes })
      const high = bytes.filter((byte) => byte > 127).length
      expect(fileLineBytes(where, 'sophia', name, high, bytes.length)).toBe(Buffer.byteLength(file))
    }),
  )
})

test('[VASES-8] a file is saved under one word that is no path and not hidden', () => {
  expect(fileWord('my holiday photo.png')).toBe('my_holiday_photo.png')
  expect(fileWord('../../etc/passwd')).toBe('__.._etc_passwd')
  expect(fileWord('.bashrc')).toBe('_bashrc')
  expect(fileWord('\u0000')).toBe('file')
})

test('[VASES-8] sizes are said in words', () => {
  expect([0, 999, 1000, 1_234_567, 5e9].map(sizeWords)).toEqual(['0 bytes', '999 bytes', '1.0 KB', '1.2 MB', '5.0 GB'])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hear } from './hear.ts'
import { forms } from './texts.ts'

/** Any sixteen bits in a row, halves of characters included. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes))

const line = (text: string) => hear(Buffer.from(text))

describe('hear', () => {
  test('[VASES-3] every word of the document is heard as it is meant', () => {
    expect(line('hi')).toEqual({ is: 'public', text: 'hi' })
    expect(line('/public hi there')).toEqual({ is: 'public', text: 'hi there' })
    expect(line('/msg jojo How are you?')).toEqual({ is: 'private', to: 'jojo', text: 'How are you?' })
    expect(line('/list')).toEqual({ is: 'list' })
    expect(line('/list \n')).toEqual({ is: 'list' })
    expect(line('/showgroups')).toEqual({ is: 'groups' })
    expect(line('/create haha')).toEqual({ is: 'create', group: 'haha' })
    expect(line('/join haha')).toEqual({ is: 'join', group: 'haha' })
    expect(line('/showgroupmembers haha')).toEqual({ is: 'members', group: 'haha' })
    expect(line('/showgroupmembers')).toEqual({ is: 'members', group: undefined })
    expect(line('/group haha Hello there!')).toEqual({ is: 'group', group: 'haha', text: 'Hello there!' })
    expect(line('/file jojo example.txt a b')).toEqual({ is: 'file', to: 'jojo', name: 'example.txt', bytes: Buffer.from('a b') })
    expect(line('/groupfile haha file.txt x')).toEqual({ is: 'groupfile', group: 'haha', name: 'file.txt', bytes: Buffer.from('x') })
    expect(line('/quit')).toEqual({ is: 'quit' })
  })

  test('[VASES-3] each wrong form is answered with the right one', () => {
    const wrongs: readonly [string, string][] = [
      ['/msg', 'ERROR: Invalid private message format. Use /msg <username> <message>'],
      ['/msg jojo', 'ERROR: Invalid private message format. Use /msg <username> <message>'],
      ['/msg jojo  ', 'ERROR: Invalid private message format. Use /msg <username> <message>'],
      ['/public', 'ERROR: Invalid public message format. Use /public <message>'],
      ['', 'ERROR: Invalid public message format. Use /public <message>'],
      ['/file jojo', 'ERROR: Invalid file format. Use /file <username> <filename>'],
      ['/file jojo a.txt', 'ERROR: Invalid file format. Use /file <username> <filename>'],
      ['/groupfile haha', 'ERROR: Invalid group file format. Use /groupfile <groupname> <filename>'],
      ['/group haha', 'ERROR: Invalid group message format. Use /group <groupname> <message>'],
      ['/create', 'ERROR: Invalid create group format. Use /create <groupname>'],
      ['/create two words', 'ERROR: Invalid create group format. Use /create <groupname>'],
      ['/join ', 'ERROR: Invalid join group format. Use /join <groupname>'],
      ['/showgroupmembers a b', 'ERROR: Invalid group members format. Use /showgroupmembers <groupname>'],
      ['/list all', 'ERROR: Invalid list format. Use /list'],
      ['/showgroups all', 'ERROR: Invalid group list format. Use /showgroups'],
      ['/quit now', 'ERROR: Invalid quit format. Use /quit'],
      ['/file jojo a.txt €', 'ERROR: The file did not arrive as Latin-1 text.'],
    ]
    for (const [said, says] of wrongs) expect(line(said)).toEqual({ is: 'wrong', says })
  })

  test('[VASES-3] an unknown word is no broadcast: it is answered with all there are', () => {
    const all = Object.keys(forms).join(', ')
    for (const word of ['/foo', '/msgs', '/MSG', '/', '//', '/__proto__', '/constructor', '/toString'])
      expect(line(`${word} x y`)).toEqual({ is: 'wrong', says: `ERROR: Unknown command '${word}'. Commands: ${all}` })
    expect(line('/f\u202e\u0000\r\nx')).toMatchObject({ says: expect.stringMatching(/^ERROR: Unknown command '\/f\?\?\?\?x'\. /) })
  })

  test('[VASES-4] any bytes come back as a file, each of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const data = Buffer.from(bytes)
        expect(line(`/file jojo a.bin ${data.toString('latin1')}`)).toEqual({ is: 'file', to: 'jojo', name: 'a.bin', bytes: data })
      }),
    )
  })

  test('[VASES-3] lines within a message are words, never a second command', () => {
    expect(line('/msg jojo hi\n/quit')).toEqual({ is: 'private', to: 'jojo', text: 'hi\n/quit' })
    expect(line('hi\r\n/list')).toEqual({ is: 'public', text: 'hi\r\n/list' })
    expect(line('/create a\n/quit')).toMatchObject({ is: 'wrong' })
    expect(line('/msg jo\njo hi')).toMatchObject({ is: 'wrong' })
  })

  test('[VASES-5] no bytes whatever make it throw, cut anywhere or glued', () => {
    const words = ['/msg jojo hällo 👋', '/file jojo a.txt xyz', '/groupfile g f x', '/showgroupmembers', 'hi \u202e', '/group g x']
    for (const word of words) {
      const bytes = Buffer.from(word)
      for (let at = 0; at <= bytes.length; at++) for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) hear(part)
      for (const other of words) expect(hear(Buffer.concat([bytes, Buffer.from(other)])).is).toBe(line(word + other).is)
    }
    expect(hear(Buffer.from([0xff, 0xfe]))).toEqual({ is: 'wrong', says: 'ERROR: Message is not UTF-8 text.' })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof hear(bytes).is === 'string'),
      { numRuns: 1000 },
    )
    const spoken = fc.tuple(fc.constantFrom(...Object.keys(forms)), anyText).map(([word, rest]) => `${word} ${rest}`)
    fc.assert(
      fc.property(spoken, (text) => typeof line(text).is === 'string'),
      { numRuns: 1000 },
    )
  })

  test('[VASES-5] a name or a text longer than the core takes is refused here', () => {
    expect(line(`/msg ${'x'.repeat(257)} hi`)).toMatchObject({ is: 'wrong' })
    expect(line('x'.repeat(65_537))).toMatchObject({ is: 'wrong' })
  })
})

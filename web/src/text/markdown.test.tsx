import type { User } from '@hearth/protocol/shapes.ts'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { piecesOf } from './highlight.ts'
import { emojiOnly, plain, Words } from './markdown.tsx'
import { cutMentions, MentionedContext } from './mentions.tsx'

/** The markup without class names: what matters is which elements there are. */
const drawn = (text: string): string =>
  renderToStaticMarkup(<Words text={text} />)
    .replace(/ class="[^"]*"/g, '')
    .replace(/^<div dir="auto">|<\/div>$/g, '')

test('[WEB-6] bold, italic, code, lists, quotes, line breaks and links become elements', () => {
  expect(drawn('**bold** *soft* `code`')).toBe('<p><strong>bold</strong> <em>soft</em> <code>code</code></p>')
  expect(drawn('one\ntwo')).toBe('<p>one<br/>two</p>')
  expect(drawn('- a\n- b')).toBe('<ul><li>a</li><li>b</li></ul>')
  expect(drawn('3. a')).toBe('<ol start="3"><li>a</li></ol>')
  expect(drawn('> said')).toBe('<blockquote><p>said</p></blockquote>')
  expect(drawn('```js\nlet a\n```')).toContain('<pre tabindex="0" aria-label="Code, js"><code>let a</code></pre>')
  expect(drawn('~~gone~~')).toBe('<p><s>gone</s></p>')
  expect(drawn('see https://hearth.lan/a')).toBe(
    '<p>see <a href="https://hearth.lan/a" target="_blank" rel="noopener noreferrer">https://hearth.lan/a</a></p>',
  )
})

test('[WEB-6] an address that was copied out of a page is followed as it was meant; what only looks like a character’s name is not one', () => {
  expect(drawn('[x](https://hearth.lan/?a=1&amp;b=2)')).toContain('href="https://hearth.lan/?a=1&amp;b=2"')
  expect(drawn('[x](https://hearth.lan/?a=1&copy;=2)')).toContain('href="https://hearth.lan/?a=1&amp;copy;=2"')
  expect(drawn('&copy; and &amp;')).toBe('<p>&amp;copy; and &amp;amp;</p>')
})

test('[WEB-6] tables become tables, with their columns’ sides', () => {
  const table = drawn('| a | b |\n|---|--:|\n| 1 | **2** |')
  expect(table).toContain('<th scope="col">a</th><th scope="col" data-side="right">b</th>')
  expect(table).toContain('<td>1</td><td data-side="right"><strong>2</strong></td>')
  expect(table).not.toContain('style=')
})

test('[WEB-6] spoilers are covered, in quotes too; bars that cover nothing stay words', () => {
  expect(drawn('he is ||the **baker**||!')).toContain('<strong>baker</strong></span></button>!')
  expect(drawn('he is ||the baker||')).toContain('aria-expanded="false"')
  expect(plain('he is ||the **baker**||!')).toBe('he is ▒▒▒!')
  for (const words of ['a || b', '|| ||', '||', 'a | b']) expect(drawn(words)).toBe(`<p>${words}</p>`)
})

test('[WEB-6] code is cut into pieces that say what they are, and put together are the code again', () => {
  const code = 'const a = "b" // c\n'
  const pieces = piecesOf(code, 'ts') ?? []
  expect(pieces.map(({ text }) => text).join('')).toBe(code)
  expect(pieces).toContainEqual({ text: 'const', is: 'keyword' })
  expect(pieces.some(({ text, is }) => is === 'string' && text === '"b"')).toBe(true)
  expect(piecesOf(code, 'no such language')).toBeUndefined()
})

test('[WEB-6] headings, pictures and raw markup stay words', () => {
  expect(drawn('# workshop')).toBe('<p># workshop</p>')
  expect(drawn('![x](http://a.lan/x.png)')).not.toContain('<img')
  expect(drawn('<b onclick="x()">hi</b>')).toBe('<p>&lt;b onclick=&quot;x()&quot;&gt;hi&lt;/b&gt;</p>')
})

test.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html,hi)',
  '[x](vbscript:x)',
  '[x](file:///etc/passwd)',
  '[x](//evil.lan)',
  '[x](\u0001javascript:alert(1))',
  '<javascript:alert(1)>',
])('[WEB-7] only http, https and mailto are links: %s is not', (text) => {
  expect(drawn(text)).not.toContain('<a')
})

test('[WEB-7] mailto is a link', () => {
  expect(drawn('[write](mailto:ada@hearth.lan)')).toContain('href="mailto:ada@hearth.lan"')
})

const person = (id: string, name: string): User => ({
  id: id as User['id'],
  name,
  displayName: name,
  colour: 0,
  status: '',
  admin: false,
  guest: false,
  deleted: false,
})
const ada = person('1', 'ada')
const bo = person('2', 'Bo.Lindqvist')

test('[WEB-8] who is mentioned is marked, whatever the capitals, and nobody else', () => {
  expect(cutMentions('hi @ADA, and @bo.lindqvist. and @cy', [ada, bo])).toEqual([
    { text: 'hi ' },
    { text: '@ADA', user: ada },
    { text: ', and ' },
    { text: '@bo.lindqvist', user: bo },
    { text: '. and @cy' },
  ])
  expect(cutMentions('mail ada@ada.lan', [ada])).toEqual([{ text: 'mail ada@ada.lan' }])
})

test('[WEB-8] names inside code are words', () => {
  const html = renderToStaticMarkup(
    <MentionedContext value={{ people: [ada], me: ada.id }}>
      <Words text={'`@ada` @ada'} />
    </MentionedContext>,
  )
  expect(html.match(/<span/g)).toHaveLength(1)
  expect(html).toMatch(/<code>@ada<\/code>/)
})

test('[WEB-9] a quote is one line of plain words', () => {
  expect(plain('**Morning!**\nThe [cutter](http://a.lan) is `free`\n\n- a\n- b')).toBe('Morning! The cutter is free a b')
})

test('[WEB-9] one to three emoji are drawn large, words and numbers are not', () => {
  expect(['🎉', '❤️ 👍', '👨‍👩‍👧🇩🇪'].every(emojiOnly)).toBe(true)
  expect(['12', '🎉!', '', '👍👍👍👍', 'ok'].some(emojiOnly)).toBe(false)
})

import { expect, test } from 'vitest'
import { type Html, isMarked, written } from './pasted.ts'

/** A node as a document would hold it. */
const node = (nodeName: string, ...inside: readonly (Html | string | Record<string, string>)[]): Html => {
  const attributes: Record<string, string> = Object.assign({}, ...inside.filter((one) => typeof one === 'object' && !('nodeName' in one)))
  const childNodes = inside.flatMap((one): Html[] => {
    if (typeof one === 'string') return [{ nodeName: '#text', textContent: one, childNodes: [] }]
    return isNode(one) ? [one] : []
  })
  return {
    nodeName,
    childNodes,
    textContent: childNodes.map((child) => child.textContent).join(''),
    getAttribute: (name) => attributes[name] ?? null,
  }
}
const isNode = (one: Html | Record<string, string>): one is Html => 'nodeName' in one

test.each<[string, Html, string]>([
  [
    'bold, slanted and struck',
    node('P', 'This ', node('STRONG', 'is '), node('EM', 'very'), ' ', node('DEL', 'bad')),
    'This **is** *very* ~~bad~~',
  ],
  [
    'links, but not to what runs',
    node('P', node('A', { href: 'https://a.example/x y' }, 'there'), ' ', node('A', { href: 'javascript:alert(1)' }, 'here')),
    '[there](https://a.example/x%20y) here',
  ],
  ['a link that says itself', node('A', { href: 'https://a.example' }, 'https://a.example'), 'https://a.example'],
  [
    'lists',
    node('DIV', node('UL', node('LI', 'one'), '\n  ', node('LI', node('P', 'two'))), node('OL', node('LI', 'first'), node('LI', 'second'))),
    '- one\n- two\n\n1. first\n2. second',
  ],
  [
    'code as it is',
    node('DIV', 'run ', node('CODE', 'npm  start'), node('PRE', node('CODE', 'if (a)\n  b()\n'))),
    'run `npm  start`\n\n```\nif (a)\n  b()\n```',
  ],
  [
    'headings and quotes',
    node('DIV', node('H2', 'Plan'), node('BLOCKQUOTE', node('P', 'said'), node('P', 'before'))),
    '**Plan**\n\n> said\n>\n> before',
  ],
  [
    'no styles, no scripts',
    node('DIV', node('STYLE', 'b { }'), node('SCRIPT', 'alert(1)'), node('B', { style: 'font-weight:normal' }, 'words')),
    'words',
  ],
])('[WEB-27] what is pasted keeps %s', (_what, html, text) => {
  expect(written(node('BODY', html))).toBe(text)
})

test('[WEB-27] words without any of that are left to the browser', () => {
  expect(isMarked('<meta charset="utf-8"><span style="color: red">words</span>')).toBe(false)
  expect(isMarked('<p>a <b>word</b></p>')).toBe(true)
})

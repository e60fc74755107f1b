import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ask, fileCode, type Outcome, readFileCode, withFiles } from './asks.ts'
import * as json from './json.ts'
import * as text from './text.ts'

/** Any sixteen bits, halves of characters too. */
const odd = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units))
const heard = (line: string, long = true) => text.hearLine(line, long)
const group = { code: '1a2b3c', name: 'The Workshop' }

describe('the text form', () => {
  test('[PYCHAT-1] the twenty words of the document are heard with their arguments', () => {
    const [bob, code] = [{ user: 'bob' }, { code: '1a2b3c' }]
    const table: [string, Ask][] = [
      ['AUTH-REGISTER modis passmodis passmodis', { is: 'register', user: 'modis', password: 'passmodis', again: 'passmodis' }],
      ['AUTH-LOGIN modis passmodis', { is: 'login', user: 'modis', password: 'passmodis' }],
      ['AUTH-LOGOUT', { is: 'logout' }],
      ['GROUP-CREATE The Workshop', { is: 'group-create', name: 'The Workshop' }],
      ['GROUP-GET', { is: 'group-get' }],
      ['GROUP-JOIN 1a2b3c', { is: 'group-join', code: '1a2b3c' }],
      ['GROUP-EXIT 1a2b3c', { is: 'group-exit', code: '1a2b3c' }],
      ['GROUP-INVITE 1a2b3c bob cy', { is: 'group-invite', code: '1a2b3c', users: ['bob', 'cy'] }],
      ['CHAT-PRIVATE-SEND bob hello  you ', { is: 'send', to: bob, text: 'hello  you ' }],
      ['CHAT-GROUP-SEND 1a2b3c hello', { is: 'send', to: code, text: 'hello' }],
      ['CHAT-PRIVATE-GET bob', { is: 'get', from: bob }],
      ['CHAT-GROUP-GET 1a2b3c', { is: 'get', from: code }],
      ['FILE-SEND-PRIVATE bob /tmp/my cat.png 12', { is: 'file-send', to: bob, name: '/tmp/my cat.png', size: 12 }],
      ['FILE-SEND-GROUP 1a2b3c cat.png 0', { is: 'file-send', to: code, name: 'cat.png', size: 0 }],
      ['FILE-GET-PRIVATE bob 00001c', { is: 'file-get', from: bob, file: '00001c' }],
      ['FILE-GET-GROUP 1a2b3c 00001c.2', { is: 'file-get', from: code, file: '00001c.2' }],
      ['CONTACT-ADD bob', { is: 'contact-add', users: ['bob'] }],
      ['CONTACT-GET', { is: 'contact-get' }],
      ['CONTACT-DELETE bob', { is: 'contact-delete', users: ['bob'] }],
      ['NOTIF-GET', { is: 'notif-get' }],
    ]
    expect(table).toHaveLength(20)
    for (const [line, ask] of table) expect(heard(line)).toEqual({ ask })
  })

  test('[PYCHAT-2] what is missing, too much, too long or unknown is refused with its reason', () => {
    for (const line of ['', 'hello', 'auth-logout', '__proto__', 'constructor a'])
      expect(heard(line)).toEqual({ wrong: text.texts.unknown })
    expect(heard('AUTH-LOGIN modis')).toEqual({ wrong: 'say AUTH-LOGIN user password' })
    expect(heard('AUTH-LOGIN  modis pass')).toEqual({ wrong: 'say AUTH-LOGIN user password' })
    for (const line of [
      'GROUP-GET ',
      'GROUP-GET x',
      'GROUP-CREATE',
      'CHAT-PRIVATE-SEND bob',
      'CONTACT-ADD a b',
      'FILE-SEND-PRIVATE bob a -1',
    ])
      expect(heard(line)).toMatchObject({ wrong: expect.stringMatching(/^say /) })
    expect(text.hearLine(undefined, true)).toEqual({ wrong: text.texts.notUtf8 })
    const [fits, long] = ['é'.repeat(100), 'é'.repeat(101)]
    expect(heard(`CONTACT-ADD ${fits}`)).toMatchObject({ ask: { users: [fits] } })
    for (const line of [`CONTACT-ADD ${long}`, `GROUP-CREATE ${long}`, `CHAT-PRIVATE-SEND ${long} x`])
      expect(heard(line)).toEqual({ wrong: text.texts.tooLong })
    expect(heard(`CHAT-PRIVATE-SEND bob ${long}`)).toMatchObject({ ask: { text: long } })
    expect(heard(`CHAT-PRIVATE-SEND bob ${long}`, false)).toEqual({ wrong: text.texts.tooLong })
    expect(heard('CHAT-PRIVATE-SEND bob short words', false)).toMatchObject({ ask: { text: 'short words' } })
    fc.assert(fc.property(odd, fc.boolean(), (line, isLong) => typeof heard(line, isLong) === 'object'))
  })

  test('[PYCHAT-3] every answer is a status and its message, a list its length and its lines; no words of others make a line', () => {
    const said = (ask: Ask['is'], outcome: Outcome) => text.sayOutcome(ask, outcome).toString()
    expect(text.greeting('Our\nhouse').toString()).toMatch(/^Welcome to Our house! [^\n]+\n$/)
    expect(said('login', { is: 'entered', token: 'secret' })).toBe('success logged in\n')
    expect(said('group-create', { is: 'group', group })).toBe('success 1a2b3c\n')
    expect(said('group-join', { is: 'group', group })).toBe('success joined The Workshop\n')
    expect(said('group-get', { is: 'groups', groups: [group] })).toBe('success 1\n1a2b3c The Workshop\n')
    expect(said('contact-get', { is: 'people', names: [] })).toBe('success 0\n')
    const lines = [
      { from: 'ada', text: 'a\r\nfailed\0b\u2028c' },
      { from: 'bo', text: 'x', group },
    ]
    expect(said('get', { is: 'said', lines })).toBe('success 2\nada a failed b c\nbo x\n')
    expect(said('notif-get', { is: 'said', lines })).toBe('success 2\nada a failed b c\nbo@1a2b3c x\n')
    expect(said('file-send', { is: 'ready' })).toBe('success ready\n')
    expect(said('file-send', { is: 'stored', name: 'a', code: '00001c' })).toBe('success 00001c\n')
    expect(said('file-get', { is: 'file', name: 'my cat.png', size: 3 })).toBe('success my cat.png 3\n')
    expect(said('group-invite', { is: 'invited', each: [{ name: 'bo', failed: undefined }] })).toBe('success invited 1\n')
    expect(said('group-invite', { is: 'invited', each: [{ name: 'bo', failed: 'no\nway' }] })).toBe('failed bo: no way\n')
    expect(said('send', { is: 'failed', why: 'other', says: 'a\nsuccess b' })).toBe('failed a success b\n')
  })
})

describe('the JSON form', () => {
  const ask = (object: object) => json.hearObject({ token: 't', ...object })
  const said = (word: string, is: Ask['is'], outcome: Outcome) =>
    json.sayOutcome(word, is, outcome).map((bytes) => JSON.parse(bytes.toString()))

  test('[PYCHAT-4] every request of the programs is heard', () => {
    const [bob, code] = [{ user: 'bob' }, { code: '1a2b3c' }]
    const table: [object, Ask][] = [
      [
        { COMMAND: 'AUTH-REGISTER', username: 'ada', password: 'p', 'password-confirm': 'p' },
        { is: 'register', user: 'ada', password: 'p', again: 'p' },
      ],
      [
        { COMMAND: 'AUTH-LOGIN', username: 'ada', password: 'p q' },
        { is: 'login', user: 'ada', password: 'p q' },
      ],
      [{ COMMAND: 'AUTH-LOGOUT' }, { is: 'logout' }],
      [{ COMMAND: 'CONTACT-GET' }, { is: 'contact-get' }],
      [
        { COMMAND: 'CONTACT-ADD', contact_list: ['bob'] },
        { is: 'contact-add', users: ['bob'] },
      ],
      [
        { COMMAND: 'CONTACT-DEL', contact_list: 'bob' },
        { is: 'contact-delete', users: ['bob'] },
      ],
      [
        { COMMAND: 'GROUP-CREATE', group_name: 'The Workshop' },
        { is: 'group-create', name: 'The Workshop' },
      ],
      [{ COMMAND: 'GROUP-GET' }, { is: 'group-get' }],
      [
        { COMMAND: 'GROUP-JOIN', code: '1a2b3c' },
        { is: 'group-join', code: '1a2b3c' },
      ],
      [
        { COMMAND: 'GROUP-EXIT', code: '1a2b3c' },
        { is: 'group-exit', code: '1a2b3c' },
      ],
      [
        { COMMAND: 'GROUP-INVITE', code: '1a2b3c', user_list: ['bob'] },
        { is: 'group-invite', code: '1a2b3c', users: ['bob'] },
      ],
      [
        { COMMAND: 'MSG-PRIVATE-SEND', p_username: 'bob', message: 'hi' },
        { is: 'send', to: bob, text: 'hi' },
      ],
      [
        { COMMAND: 'MSG-GROUP-SEND', code: '1a2b3c', message: 'hi' },
        { is: 'send', to: code, text: 'hi' },
      ],
      [
        { COMMAND: 'MSG-PRIVATE-GET', p_username: 'bob' },
        { is: 'get', from: bob },
      ],
      [
        { COMMAND: 'MSG-GROUP-GET', code: '1a2b3c' },
        { is: 'get', from: code },
      ],
      [
        { COMMAND: 'FILE-PRIVATE-SEND', p_username: 'bob', file_name: 'a.png', file_size: 3 },
        { is: 'file-send', to: bob, name: 'a.png', size: 3 },
      ],
      [
        { COMMAND: 'FILE-GROUP-SEND', code: '1a2b3c', file_name: 'a.png', file_size: '3' },
        { is: 'file-send', to: code, name: 'a.png', size: 3 },
      ],
      [
        { COMMAND: 'FILE-PRIVATE-GET', p_username: 'bob', file_code: '00001c' },
        { is: 'file-get', from: bob, file: '00001c' },
      ],
      [
        { COMMAND: 'FILE-GROUP-GET', code: '1a2b3c', file_code: '00001c' },
        { is: 'file-get', from: code, file: '00001c' },
      ],
      [{ COMMAND: 'NOTIF-GET' }, { is: 'notif-get' }],
    ]
    for (const [object, meant] of table) expect(ask(object)).toMatchObject({ token: 't', ask: meant })
    expect(json.hearObject({ status: 'ready' })).toEqual({ word: '', token: undefined, ready: true })
  })

  test('[PYCHAT-5] what does not fit is refused, and no object whatever makes it throw', () => {
    for (const object of [
      { COMMAND: 'AUTH-LOGIN' },
      { COMMAND: 'GROUP-JOIN', code: 7 },
      { COMMAND: 'CONTACT-ADD', contact_list: [] },
      { COMMAND: 'GROUP-JOIN', code: 'x'.repeat(101) },
    ])
      expect(ask(object)).toMatchObject({ wrong: json.texts.form })
    for (const size of [-1, 1.5, '1e9', 2 ** 53, null])
      expect(ask({ COMMAND: 'FILE-PRIVATE-SEND', p_username: 'bob', file_name: 'a', file_size: size })).toMatchObject({
        wrong: json.texts.form,
      })
    for (const word of ['__proto__', 'constructor', 'auth-login', 'X\n'.repeat(90)])
      expect(ask({ COMMAND: word })).toMatchObject({ wrong: json.texts.unknown })
    expect(ask({})).toMatchObject({ word: '', wrong: json.texts.form })
    const words = fc.constantFrom(
      'AUTH-REGISTER',
      'AUTH-LOGIN',
      'CONTACT-ADD',
      'GROUP-INVITE',
      'MSG-PRIVATE-SEND',
      'FILE-PRIVATE-SEND',
      'x',
    )
    const fields = fc.constantFrom(
      'username',
      'password',
      'contact_list',
      'code',
      'user_list',
      'p_username',
      'message',
      'file_name',
      'file_size',
    )
    fc.assert(
      fc.property(
        words,
        fc.dictionary(fields, fc.anything()),
        (word, more) => typeof json.hearObject({ COMMAND: word, ...more }) === 'object',
      ),
    )
  })

  test('[PYCHAT-6] every answer of the programs is said to the letter, without a line break', () => {
    const FOR = 'X'
    expect(said(FOR, 'register', { is: 'done' })).toEqual([{ FOR, status: 'success', message: 'you are registered now!' }])
    expect(said(FOR, 'login', { is: 'entered', token: 'u' })).toEqual([
      { FOR, status: 'success', message: 'you are logged in now', token: 'u' },
    ])
    expect(said(FOR, 'logout', { is: 'done' })).toEqual([{ FOR, status: 'success', message: 'you are logged out now' }])
    expect(said(FOR, 'contact-get', { is: 'people', names: ['bo'] })).toEqual([{ FOR, contact_list: ['bo'] }])
    expect(said(FOR, 'contact-add', { is: 'changed', count: 1 })).toMatchObject([{ FOR, message: '1 new contact added' }])
    expect(said(FOR, 'contact-delete', { is: 'changed', count: 1 })).toMatchObject([{ FOR, message: '1 contact deleted' }])
    expect(said(FOR, 'group-create', { is: 'group', group })).toEqual([{ FOR, status: 'success', message: 'group has been created' }])
    expect(said(FOR, 'group-get', { is: 'groups', groups: [group] })).toEqual([
      { FOR, group_list: [{ code: '1a2b3c', group_name: 'The Workshop' }] },
    ])
    expect(said(FOR, 'group-join', { is: 'group', group })).toMatchObject([{ message: 'you have joined this group' }])
    expect(said(FOR, 'group-exit', { is: 'done' })).toMatchObject([{ message: 'you have left this group' }])
    expect(said(FOR, 'send', { is: 'done' })).toEqual([{ FOR, status: 'success' }])
    expect(said(FOR, 'get', { is: 'said', lines: [{ from: 'bo', text: 'a\nb' }] })).toEqual([
      { FOR, messages: [{ from_user: 'bo', text: 'a\nb' }] },
    ])
    expect(said(FOR, 'file-send', { is: 'ready' })).toEqual([{ FOR, status: 'ready' }])
    expect(said(FOR, 'file-send', { is: 'stored', name: 'a.png', code: 'd7f46b' })).toMatchObject([
      { message: '[a.png], file_code: d7f46b' },
    ])
    expect(said(FOR, 'file-get', { is: 'file', name: 'a.png', size: 3 })).toEqual([
      { FOR, status: 'success', file_name: 'a.png', file_size: 3 },
    ])
    const each = [
      { name: 'bo', failed: undefined },
      { name: 'cy', failed: 'unknown user' },
    ]
    expect(said(FOR, 'group-invite', { is: 'invited', each })).toEqual([
      { FOR, status: 'success', message: 'bo has been invited' },
      { FOR, status: 'failed', message: 'cy: unknown user' },
      { FOR, status: 'success', message: '1 user invited' },
    ])
    const why = (reason: Extract<Outcome, { is: 'failed' }>['why']) =>
      said(FOR, 'login', { is: 'failed', why: reason, says: 'ours' })[0].message
    expect(
      ['differ', 'taken', 'wrong_password', 'unknown_user', 'no_group', 'not_in_group', 'other'].map((reason) => why(reason as 'other')),
    ).toEqual([
      "password doesn't match!",
      'that username already been used',
      'wrong password',
      'unknown user',
      'group code is invalid',
      'you are not belong to this group',
      'ours',
    ])
    expect(json.unauthorized('send', FOR).toString()).toBe('{"status":"failed","message":"unauthorized!"}')
    expect(JSON.parse(json.unauthorized('logout', FOR).toString())).toEqual({ FOR, status: 'failed', message: 'unauthorized request!' })
    expect(json.sayNotice({ from: 'bo', text: 'hi', group }).toString()).toBe(
      '{"FOR":"NOTIF","from_user":"bo","from_group":"The Workshop","text":"hi"}',
    )
    expect(json.sayNotice({ from: 'bo', text: 'hi' }).toString()).toBe('{"FOR":"NOTIF","from_user":"bo","text":"hi"}')
  })
})

test('[PYCHAT-7] a file goes by six hex digits in its room, which name the same one for ever', () => {
  expect([fileCode(28, 0), fileCode(28, 2), fileCode(0x1234567, 0)]).toEqual(['00001c', '00001c.3', '1234567'])
  expect(withFiles('look', 28, [{ name: 'a.png' }, { name: 'b' }])).toBe('look [a.png], file_code: 00001c [b], file_code: 00001c.2')
  for (const code of ['', '1c', '00001g', '00001c.0', '../etc', '00001c.1000']) expect(readFileCode(code)).toBeUndefined()
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 98 }), (seq, place) => {
      expect(readFileCode(fileCode(seq, place))).toEqual({ seq, place })
    }),
  )
})

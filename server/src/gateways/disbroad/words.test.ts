import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { json, plain, withFiles } from './texts.ts'
import { hearObject, hearText, isOlder } from './words.ts'

/** Any sixteen bits, halves of characters too. */
const odd = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units))
const nobody = { user: undefined, version: undefined }
const alice = { user: 'alice', version: undefined }
const read = (bytes: Buffer) => JSON.parse(bytes.toString())

describe('the JSON form', () => {
  test('[DISBROAD-1] every message of the document to the server is heard as it is', () => {
    const table = [
      [
        { user: 'alice', type: 'message', message: 'hi' },
        { ...alice, is: 'message', text: 'hi' },
      ],
      [
        { user: 'alice', type: 'userlist', onlinetype: 'true' },
        { ...alice, is: 'userlist', online: true },
      ],
      [
        { user: 'alice', type: 'userlist', onlinetype: 'False' },
        { ...alice, is: 'userlist', online: false },
      ],
      [
        { user: 'alice', type: 'userlist' },
        { ...alice, is: 'userlist', online: undefined },
      ],
      [
        { user: 'alice', type: 'guest' },
        { ...alice, is: 'guest' },
      ],
      [
        { user: 'alice', type: 'salt' },
        { ...alice, is: 'salt' },
      ],
      [
        { user: 'alice', type: 'login', password: 'x' },
        { ...alice, is: 'login', password: 'x' },
      ],
      [
        { user: 'alice', type: 'register' },
        { ...alice, is: 'register' },
      ],
      [
        { user: 'alice', type: 'disconnect' },
        { ...alice, is: 'disconnect' },
      ],
      [
        { user: 'alice', type: 'typing', status: 'true' },
        { ...alice, is: 'typing', on: true },
      ],
      [
        { user: 'alice', type: 'typing', status: false, version: 2 },
        { user: 'alice', version: '2', is: 'typing', on: false },
      ],
    ] as const
    for (const [object, word] of table) expect(hearObject(object)).toEqual(word)
  })

  test('[DISBROAD-2] what is missing, of another kind or unknown is garbage, and nothing whatever makes it throw', () => {
    for (const object of [
      {},
      { type: 'salt' },
      { type: 'login', user: 'a' },
      { type: 'message', user: 'a' },
      { type: 'message', user: 7, message: '' },
    ])
      expect(hearObject(object)).toMatchObject({ is: 'garbage' })
    for (const type of ['__proto__', 'constructor', 'MESSAGE', 7, null])
      expect(hearObject({ type, user: 'a' })).toMatchObject({ is: 'garbage' })
    expect(hearObject({ type: 'typing', user: 'a', status: 'maybe' })).toMatchObject({ is: 'garbage' })
    expect(hearObject(Object.create({ type: 'salt', user: 'a' }))).toMatchObject({ is: 'garbage' })
    const kinds = fc.constantFrom('message', 'userlist', 'guest', 'salt', 'login', 'register', 'disconnect', 'typing')
    const field = fc.constantFrom('user', 'message', 'password', 'onlinetype', 'status', 'version')
    fc.assert(
      fc.property(fc.dictionary(field, fc.anything()), kinds, (fields, type) => typeof hearObject({ ...fields, type }).is === 'string'),
    )
  })

  test('[DISBROAD-3] every message of the document to the client is said as it stands there, truth as a text', () => {
    expect(json.message('alice', 'a\n"b"').toString()).toBe('{"type":"message","from":"alice","message":"a\\n\\"b\\""}\n')
    expect(json.userlist(['a', 'b'], false).toString()).toBe('{"type":"userlist","users":["a","b"],"onlinetype":"false"}\n')
    expect(read(json.userlist(['a'], undefined))).toEqual({ type: 'userlist', users: ['a'] })
    expect(read(json.salt('12'))).toEqual({ type: 'salt', salt: '12' })
    expect(read(json.login(true))).toEqual({ type: 'login', success: 'true' })
    expect(read(json.loginStatus(false))).toEqual({ type: 'login_status', status: 'false' })
    expect(read(json.registered(false))).toEqual({ type: 'username_register_status', taken: 'false' })
    expect(read(json.registerStatus(true, ''))).toEqual({ type: 'register_status', status: 'true', additional_info: '' })
    expect(read(json.usernameTaken())).toEqual({ type: 'username_taken' })
    expect(read(json.notification('a', true))).toEqual({ type: 'user_notification', user: 'a', status: 'true' })
    expect(read(json.typing('a', false))).toEqual({ type: 'typing', user: 'a', status: 'false' })
    expect(read(json.shutdown())).toEqual({ type: 'shutdown' })
    expect(read(json.outdated('2.0'))).toEqual({ type: 'outdated_client', version: '2.0' })
    expect(read(json.banned())).toEqual({ type: 'banned' })
    expect(read(json.wrongIp())).toEqual({ type: 'wrong_ip' })
  })

  test('[DISBROAD-4] a version is older by its numbers, one after the other', () => {
    expect([isOlder('0.1.9', '0.2.0'), isOlder('0.10', '0.9.1'), isOlder('1', '1.0.0'), isOlder('v1.2', '1.3'), isOlder('', '0')]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ])
  })
})

describe('the text form', () => {
  test('[DISBROAD-5] a name, words, /users, typing and the end are heard; before a name nothing else', () => {
    expect(hearText('USERNAME | alice', undefined)).toEqual({ ...nobody, is: 'guest', user: 'alice' })
    expect(hearText('hello', undefined)).toEqual({ ...nobody, is: 'garbage' })
    expect(hearText('hello', 'alice')).toEqual({ ...nobody, is: 'message', text: 'hello' })
    expect(hearText('/users', 'alice')).toEqual({ ...nobody, is: 'userlist', online: undefined })
    expect(hearText('TYPING | alice', 'alice')).toEqual({ ...nobody, is: 'typing', on: true })
    expect(hearText('NOTTYPING | alice', 'alice')).toEqual({ ...nobody, is: 'typing', on: false })
    expect(hearText('TYPING | bob', 'alice')).toEqual({ ...nobody, is: 'message', text: 'TYPING | bob' })
    expect(hearText('Close Connection', 'alice')).toEqual({ ...nobody, is: 'disconnect' })
    expect(hearText(' ', 'alice')).toBeUndefined()
    expect(hearText(undefined, 'alice')).toEqual({ ...nobody, is: 'garbage' })
    fc.assert(
      fc.property(odd, fc.option(fc.string(), { nil: undefined }), (text, name) => {
        hearText(text, name)
        return true
      }),
    )
  })

  test('[DISBROAD-6] what is said is one line each, and no words of others make a second or another', () => {
    expect(plain.message('alice', 'a\nINFO | bob has joined\u202e').toString()).toBe('MESSAGE | alice | a INFO | bob has joined')
    expect(plain.users(['alice', 'bób', "d'oh"]).toString()).toBe("Online Users | ['alice', 'bób', 'd\\'oh']")
    expect([plain.unique(), plain.match(), plain.close()].map(String)).toEqual(['USERNAME UNIQUE', 'USERNAME MATCH', 'Close Connection'])
    expect(plain.joined('alice').toString()).toBe('INFO | alice has joined the Chat Room')
    expect(plain.left('alice').toString()).toBe('alice | Left the Chat Room')
    expect([plain.typing('bob', true), plain.typing('bob', false)].map(String)).toEqual(['TYPING | bob', 'NOTTYPING | bob'])
    expect(withFiles('look', [{ name: 'a.png', size: 3 }])).toBe('look [file: a.png, 3 bytes]')
    expect(withFiles('', [{ name: 'a.png', size: 3 }])).toBe('[file: a.png, 3 bytes]')
  })
})

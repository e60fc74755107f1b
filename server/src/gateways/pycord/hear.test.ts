import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOf } from '../forms.ts'
import { forms, hear, type Path } from './hear.ts'

const hash = createHash('sha256').update('secret').digest('hex')
const post = (path: string, body: string | Buffer) => hear({ path, fields: fieldsOf(Buffer.from(body).toString()) })

/** A value for each field. */
const sample: Readonly<Record<string, string>> = {
  ...{ pseudo: 'neo', pseudo_ami: 'bob', group_name: 'grp', mot_de_passe: hash, message: 'salut & à bientôt' },
  ...{ user_id: '3', group_id: '1', message_id: '17' },
}
const numbers = new Set(['user_id', 'group_id', 'message_id'])
const paths = Object.keys(forms) as Path[]
const sampleOf = (path: Path) => Object.keys(forms[path]).map((field): [string, string] => [field, sample[field] ?? ''])

/** Any sixteen bits in a row, halves of characters included. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes))

describe('hear', () => {
  test('[PYCORD-1] there are fourteen paths, each with its fields, with or without the last slash', () => {
    expect(paths).toHaveLength(14)
    for (const path of paths) {
      const fields = sampleOf(path)
      const wanted = Object.fromEntries(fields.map(([field, value]) => [field, numbers.has(field) ? Number(value) : value]))
      const body = new URLSearchParams(fields).toString()
      for (const url of [path, path.slice(0, -1)]) expect(post(url, body)).toEqual({ is: 'asked', asked: { path, with: wanted } })
      expect(post(path, `${body}&more=1`)).toMatchObject({ is: 'asked' })
    }
  })

  test('[PYCORD-2] a field that is missing, empty, repeated, too long or of another kind is named', () => {
    for (const path of paths) {
      for (const [field] of sampleOf(path)) {
        const others = sampleOf(path).filter(([name]) => name !== field)
        const without = new URLSearchParams(others).toString()
        expect(post(path, without)).toEqual({ is: 'wrong', status: `Il manque le champ '${field}'` })
        const twice = new URLSearchParams([...sampleOf(path), [field, sample[field] ?? '']]).toString()
        expect(post(path, twice)).toEqual({ is: 'wrong', status: `Le champ '${field}' est donné plusieurs fois` })
      }
    }
    expect(post('/add_user/', `pseudo=+&mot_de_passe=${hash}`)).toEqual({ is: 'wrong', status: "Il manque le champ 'pseudo'" })
    expect(post('/add_user/', `pseudo=${'x'.repeat(257)}&mot_de_passe=${hash}`)).toMatchObject({
      status: "Le champ 'pseudo' est trop long",
    })
    for (const id of ['', 'x', '-1', '1.5', '1e9', '9'.repeat(16), '0x1', '１'])
      expect(post('/get_group_list/', `user_id=${encodeURIComponent(id)}`)).toMatchObject({
        status: "Le champ 'user_id' doit être un nombre",
      })
  })

  test('[PYCORD-2] a password comes hashed: anything else fails, at the sign-in as a wrong one', () => {
    for (const password of ['secret', hash.slice(1), `${hash}0`, `${hash.slice(1)}g`]) {
      expect(post('/add_user/', `pseudo=neo&mot_de_passe=${password}`)).toMatchObject({ status: expect.stringContaining('sha256') })
      expect(post('/connexion/', `pseudo=neo&mot_de_passe=${password}`)).toEqual({ is: 'wrong', status: null })
    }
    expect(post('/connexion/', `pseudo=neo&mot_de_passe=${hash.toUpperCase()}`)).toMatchObject({ asked: { with: { mot_de_passe: hash } } })
  })

  test('[PYCORD-2] what is no path says so', () => {
    for (const path of ['/', '/__proto__/', '/constructor/', '//', '', '/add_user/x/', '/ADD_USER/'])
      expect(post(path, '')).toEqual({ is: 'wrong', status: "Cette adresse n'existe pas" })
  })

  test('[PYCORD-3] bytes of any kind are text of some kind and never throw', () => {
    const text = (raw: string | Buffer) => {
      const heard = post('/add_message/', Buffer.concat([Buffer.from('user_id=1&group_id=1&message='), Buffer.from(raw)]))
      return heard.is === 'asked' && heard.asked.path === '/add_message/' ? heard.asked.with.message : heard
    }
    expect(text('a+b%20c%26')).toBe('a b c&')
    expect(text('%00%0d%0a%E2%80%AE')).toBe('\u0000\r\n\u202e')
    expect(text('%ff%')).toBe('\ufffd%')
    expect(text(Buffer.from([0xff, 0x61]))).toBe('\ufffda')
    expect(text('%F0%9F%91%8B')).toBe('👋')
    const path = fc.oneof(fc.constantFrom(...paths), anyText)
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.dictionary(fc.constantFrom(...Object.keys(sample), '__proto__'), anyText).map((form) => {
        return Buffer.from(new URLSearchParams(form).toString())
      }),
    )
    fc.assert(
      fc.property(path, body, (where, given) => ['asked', 'wrong'].includes(post(where, given).is)),
      { numRuns: 2000 },
    )
  })

  test('[PYCORD-3] a form cut at any byte is a form with less in it, two glued have nothing twice that is heard', () => {
    for (const path of paths) {
      const body = new URLSearchParams(sampleOf(path)).toString()
      for (let at = 0; at < body.length; at++) post(path, body.slice(0, at))
      expect(post(path, `${body}&${body}`)).toMatchObject({ is: 'wrong', status: expect.stringContaining('plusieurs fois') })
    }
  })
})

// A request of a pycord client: a path that is a word, a form that is what it takes. Pure.
//
//   POST /add_message/   user_id=3&group_id=1&message=salut   → { path: '/add_message/', with: { user_id: 3, group_id: 1, message: 'salut' } }
import type { Form } from '../forms.ts'
import { texts } from './texts.ts'

/** `name`: a word of the core; `hash`: lower-case hex of a sha256; `number`: an id. */
type Field = 'name' | 'hash' | 'text' | 'number'

/** path → the fields of its form. */
export const forms = {
  '/add_user/': { pseudo: 'name', mot_de_passe: 'hash' },
  '/connexion/': { pseudo: 'name', mot_de_passe: 'hash' },
  '/add_to_friends/': { pseudo: 'name', pseudo_ami: 'name' },
  '/del_from_friend/': { pseudo: 'name', pseudo_ami: 'name' },
  '/get_friend_list/': { user_id: 'number' },
  '/add_to_group/': { pseudo: 'name', group_name: 'name' },
  '/del_from_group/': { pseudo: 'name', group_name: 'name' },
  '/get_group_list/': { user_id: 'number' },
  '/get_group_user_list/': { group_id: 'number' },
  '/add_message/': { user_id: 'number', group_id: 'number', message: 'text' },
  '/get_message_list/': { group_id: 'number' },
  '/del_message/': { message_id: 'number' },
  '/change_psswd/': { user_id: 'number', mot_de_passe: 'hash' },
  '/change_pseudo/': { user_id: 'number', pseudo: 'name' },
} as const satisfies Record<string, Readonly<Record<string, Field>>>

export type Path = keyof typeof forms
export type With<P extends Path> = { readonly [F in keyof (typeof forms)[P]]: (typeof forms)[P][F] extends 'number' ? number : string }
export type Asked = { [P in Path]: { readonly path: P; readonly with: With<P> } }[Path]

export type Heard =
  | { readonly is: 'asked'; readonly asked: Asked }
  /** `status`: the sentence that answers it; null is how a sign-in fails. */
  | { readonly is: 'wrong'; readonly status: string | null }

const NAME_CHARS = 256
const TEXT_CHARS = 65_536
const HASH = /^[0-9a-f]{64}$/
const NUMBER = /^\d{1,15}$/

/** Never throws, whatever it is given. What a form holds besides its fields is left alone, as the old server did. */
export function hear({ path: raw, fields }: Pick<Form, 'path' | 'fields'>): Heard {
  const path = pathOf(raw)
  if (path === undefined) return wrong(texts.noPath)
  const values: Record<string, string | number> = {}
  for (const [field, kind] of Object.entries(forms[path])) {
    const [first, ...more] = fields.get(field) ?? []
    if (first === undefined || more.length > 0) return wrong(first === undefined ? texts.missing(field) : texts.repeated(field))
    const value = readers[kind](first, field)
    // A password that cannot be one is a wrong password.
    if ('wrong' in value) return wrong(path === '/connexion/' && kind === 'hash' ? null : value.wrong)
    values[field] = value.value
  }
  // The one place where the table's word is taken for the values' types: each field was just read by its row.
  return { is: 'asked', asked: { path, with: values } as unknown as Asked }
}

const isPath = (path: string): path is Path => Object.hasOwn(forms, path)

/** With or without its last slash. */
function pathOf(path: string): Path | undefined {
  const whole = path.endsWith('/') ? path : `${path}/`
  return isPath(whole) ? whole : undefined
}

type Read = { readonly value: string | number } | { readonly wrong: string }

const readers: Readonly<Record<Field, (raw: string, field: string) => Read>> = {
  name: (raw, field) => {
    const name = raw.trim()
    if (name === '') return { wrong: texts.missing(field) }
    return name.length > NAME_CHARS ? { wrong: texts.tooLongField(field) } : { value: name }
  },
  text: (raw, field) => (raw.length > TEXT_CHARS ? { wrong: texts.tooLongField(field) } : { value: raw }),
  hash: (raw) => {
    const hash = raw.trim().toLowerCase()
    return HASH.test(hash) ? { value: hash } : { wrong: texts.notHashed }
  },
  number: (raw, field) => {
    const number = raw.trim()
    return NUMBER.test(number) ? { value: Number(number) } : { wrong: texts.notANumber(field) }
  },
}

const wrong = (status: string | null): Heard => ({ is: 'wrong', status })

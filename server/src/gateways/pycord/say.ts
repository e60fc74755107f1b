// What a pycord client reads: one JSON object, `status` first. Pure.
import type { Message } from '@hearth/protocol/shapes.ts'
import type { FormAnswer } from '../forms.ts'
import { sizeWords, texts } from './texts.ts'

/** A message as the old programs show it. */
export type Row = readonly [id: number, pseudo: string, text: string, date: string, user: number, group: number]

export type More = {
  readonly user_id?: number
  readonly friend_list?: readonly string[]
  readonly group_list?: readonly (readonly [name: string, id: number])[] | readonly string[]
  readonly message_list?: readonly Row[]
}

export const sayOk = (more: More = {}): FormAnswer => ({ status: 200, body: { status: texts.ok, ...more } })

/** Old clients look at `status` alone; the code is the old server's for every failure. */
export const sayFailure = (status: string | null): FormAnswer => ({ status: 500, body: { status } })

/** Its words, and its files by name: pycord has no word for a file. */
export function messageText({ text, files = [] }: Pick<Message, 'text' | 'files'>): string {
  const cards = files.map(({ name, size }) => texts.file(name, sizeWords(size)))
  return [text ?? '', ...cards].filter((line) => line !== '').join('\n')
}

const two = (value: number): string => String(value).padStart(2, '0')

/** By the server's clock and place, as the old one wrote it: 2026-11-21 18:05:09. */
export function dateWords(at: number): string {
  const date = new Date(at)
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

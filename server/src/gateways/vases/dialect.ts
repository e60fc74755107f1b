// vases as the gateways speak it: which key, which phase, and what becomes of an opened line.
//
//   key ──(256 bytes that open)──► name ──(a name that is free, or name:password that fits)──► in ──(/quit)──► over
import { createHash, type KeyObject } from 'node:crypto'
import { type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Fault, LegacyDialect, News, Person, Said } from '../legacy.ts'
import { act } from './act.ts'
import { IV_BYTES, openKey, SEALED_MORE, seal, unseal } from './crypto.ts'
import { decode, hear } from './hear.ts'
import { fileLineBytes, groupWord, plainText, sayFile, sayText, sizeWords, type Where } from './say.ts'
import { isGroup, type State, type Word, whereOf } from './state.ts'
import { texts } from './texts.ts'

export type VasesGiven = {
  readonly privateKey: KeyObject
  /** Bytes of a sealed key. */
  readonly sealedBytes: number
  readonly chance: (bytes: number) => Uint8Array
  /** Bytes one message may have, files included. */
  readonly messageBytes: number
}

export type Vases = LegacyDialect<State, Word>

export function createDialect(given: VasesGiven): Vases {
  const sealed = (state: State, text: string): Buffer | undefined =>
    state.is === 'key' ? undefined : seal(state.key, given.chance(IV_BYTES), Buffer.from(text))
  const fits = (where: Where, from: string, { name, size }: FileCard): boolean =>
    // How many of its bytes take two is not known before it is read: all of them at most.
    fileLineBytes(where, from, name, 0, size) + SEALED_MORE <= given.messageBytes
  return {
    name: 'vases',
    begin: () => ({ is: 'key' }),
    hear: (bytes, state) => ({ is: 'word', word: wordOf(given, bytes, state), used: bytes.length, state }),
    act: (word, desk) => act(word, desk, (text) => sealed(desk.state, text)),
    needs: ({ by, files, own, ...news }) =>
      own ? [] : files.filter((card) => card.gone === undefined && fits(whereOf(news), by.word, card)),
    say: (news, state, me) => linesOf(news, me, given.messageBytes).flatMap((line) => sealed(state, line) ?? []),
    fault: (why, state) => sealed(state, faults[why]),
    // Twice, so that whoever sends too much can be told so and stay; beyond that nobody reads on.
    mostBytes: given.messageBytes * 2,
    reads: 'heard',
    tooFast: (waitMs, state) => sealed(state, texts.wait(waitMs)),
  }
}

/** One whole message of the socket. Never throws. */
function wordOf({ privateKey, sealedBytes, messageBytes }: VasesGiven, bytes: Buffer, state: State): Word {
  if (state.is === 'key') return { is: 'key', key: bytes.length === sealedBytes ? openKey(privateKey, bytes) : undefined }
  const mark = createHash('sha256').update(bytes).digest('base64')
  if (bytes.length > messageBytes) return { is: 'line', line: { is: 'wrong', says: texts.fileTooLarge }, mark }
  const opened = unseal(state.key, bytes)
  if (state.is === 'name') return { is: 'name', name: opened && decode(opened), mark }
  return { is: 'line', line: opened && hear(opened), mark }
}

const faults: Readonly<Record<Fault, string>> = {
  'too large': texts.fileTooLarge,
  late: texts.failed(errors.not_signed_in.says),
  banned: texts.failed(errors.banned.says),
  crowded: texts.failed(errors.too_many_connections.says),
  internal: texts.failed(errors.internal.says),
}

/** What a client reads of news: nothing of what vases has no word for, nor of what it said itself and was answered. */
export function linesOf(news: News, me: Person | undefined, messageBytes: number): readonly string[] {
  switch (news.is) {
    case 'said':
      return news.own ? [] : saidLines(news, messageBytes)
    case 'joined':
      return news.mine && news.by?.id !== me?.id && isGroup(news.place) ? [texts.addedTo(groupWord(news.place.word))] : []
    case 'left':
      return news.mine && news.by !== undefined && news.by.id !== me?.id ? [texts.removedFrom(groupWord(news.place.word))] : []
    case 'renamed':
      return news.topic !== '' && news.by?.id !== me?.id ? [texts.topicOf(groupWord(news.place.word), plainText(news.topic))] : []
    case 'ended':
      return [texts.noGroup(groupWord(news.place.word))]
    case 'stopping':
      return [texts.stopping]
    case 'cut':
      return [texts.failed(errors[news.code satisfies ErrorCode].says)]
    default:
      return []
  }
}

function saidLines(news: Said, messageBytes: number): readonly string[] {
  const { by, text, files, mine } = news
  const where = whereOf(news)
  const from = by.word
  const words = (said: string) => sayText({ where, from, text: said, own: mine }) ?? []
  const lines = text === '' ? [] : [words(text)].flat()
  for (const card of files) {
    const bytes = news.bytes.get(card.id)
    const made = bytes && sayFile(where, from, card.name, bytes)
    if (made !== undefined && Buffer.byteLength(made[0]) + SEALED_MORE <= messageBytes) lines.push(...made)
    else lines.push(...[words(texts.fileStays(plainText(card.name), sizeWords(card.size)))].flat())
  }
  return lines
}

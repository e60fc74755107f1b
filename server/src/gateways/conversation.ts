// Bytes of an older program become words, one after another; each is acted upon before the next is heard.
import { type Bucket, fullBucket, take, tokensIn } from './bucket.ts'
import { codeOf, Desk } from './desk.ts'
import type { Hall } from './hall.ts'
import type { Fault, Heard, LegacyDialect, Link } from './legacy.ts'
import { type Body, Messages, Unread } from './unread.ts'

export type ConversationGiven<State, Word> = {
  readonly hall: Hall
  readonly dialect: LegacyDialect<State, Word>
  readonly link: Link
  /** One message of the transport is one piece for `hear`. */
  readonly whole: boolean
  readonly onOwned: (owned: boolean) => void
}

export type Conversation<State = unknown, Word = unknown> = {
  readonly desk: Desk<State, Word>
  onBytes(piece: Buffer): void
  /** Nothing more will come; what came is still answered. */
  onEnd(): void
  /** The link has taken what it held back. */
  onDrain(): void
  onGone(): void
  /** Says the dialect's word for it, then ends. */
  refuse(why: Fault): void
}

/** Bytes that may wait while something is done; beyond it the link is not read. */
const AHEAD = 65_536
/** Words of one connection in one turn of the event loop. */
const WORDS_AT_ONCE = 64
/** Things one connection may have under way at once. */
const RUNNING_AT_ONCE = 256

type Talk<State, Word> = {
  readonly given: ConversationGiven<State, Word>
  readonly desk: Desk<State, Word>
  readonly unread: Unread | Messages
  readonly bucket: Bucket
  busy: boolean
  finished: boolean
  gone: boolean
  waiting: NodeJS.Timeout | undefined
  /** It is not read until it has taken what was said to it. */
  isDeaf: boolean
  /** Words acted upon since the last rest. */
  streak: number
  /** Others have their turn, or what was answered leaves. */
  resting: boolean
  /** Until silence has told something. */
  silence: NodeJS.Timeout | undefined
}

/**
 * 1. What comes is bounded: beyond the dialect's `mostBytes` for one word the connection ends, with its own failure.
 * 2. Whoever asks for more than is worked off, or does not read the answers, is not read.
 * 3. Whatever a dialect does wrong ends that word alone.
 */
export function openConversation<State, Word>(given: ConversationGiven<State, Word>): Conversation<State, Word> {
  const { hall, dialect, link, whole } = given
  const unread = whole ? new Messages() : new Unread()
  const fill = (body: Body): void => {
    const taken = body.bring(unread.bytes)
    if (taken > 0) unread.use(taken)
  }
  const again = (): void => {
    turn(talk)
    pace(talk)
  }
  const desk: Desk<State, Word> = new Desk({
    hall,
    dialect,
    link,
    onOwned: given.onOwned,
    onSettled: again,
    onRoom: () => pace(talk),
    fill,
  })
  const talk: Talk<State, Word> = {
    ...{ given, desk, unread, bucket: fullBucket(hall.limits.framesPerSecond, hall.clock()) },
    ...{ busy: false, finished: false, gone: false, isDeaf: false, waiting: undefined, silence: undefined, streak: 0, resting: false },
  }
  desk.say(dialect.greet?.(desk.state))
  return {
    desk,
    onBytes(piece) {
      if (talk.gone || !desk.isOpen) return
      const taken = desk.body?.bring(piece) ?? 0
      if (taken < piece.length) unread.add(piece.subarray(taken))
      again()
    },
    onEnd() {
      talk.finished = true
      desk.body?.destroy()
      again()
    },
    onDrain: () => pace(talk),
    onGone() {
      talk.gone = true
      clearTimeout(talk.waiting)
      clearTimeout(talk.silence)
      desk.gone()
    },
    refuse: (why) => desk.end(faultOf(talk, why)),
  }
}

function turn<State, Word>(talk: Talk<State, Word>): void {
  const { given, desk, unread } = talk
  while (mayGoOn(talk)) {
    if (unread.length === 0) break
    const heard = hear(talk)
    if (heard.is === 'more') {
      desk.state = heard.state
      if (given.whole) unread.use(unread.bytes.length)
      else if (unread.length > mostOf(talk)) return desk.end(faultOf(talk, 'too large'))
      else {
        waitForSilence(talk, heard.orAfter)
        break
      }
    } else if (heard.is === 'nothing') {
      desk.state = heard.state
      unread.use(Math.max(1, heard.used))
    } else if (isInTime(talk, heard.state)) {
      desk.state = heard.state
      unread.use(Math.max(1, heard.used))
      act(talk, heard.word)
      restNowAndThen(talk)
    } else if (talk.waiting !== undefined) break
    else unread.use(Math.max(1, heard.used))
  }
  const isIdle = !talk.busy && !talk.resting && talk.silence === undefined && talk.waiting === undefined && desk.running === 0
  if (talk.finished && isIdle && desk.isOpen) desk.end()
}

/** Who says a thousand things in one breath does not keep all others waiting, and its answers leave as they are made. */
function restNowAndThen<State, Word>(talk: Talk<State, Word>): void {
  const { given, desk } = talk
  const isFull = given.link.waiting > given.hall.limits.outboxBytes / 4
  if (++talk.streak < WORDS_AT_ONCE && !isFull) return
  talk.streak = 0
  talk.resting = true
  const goOn = (): void => {
    talk.resting = false
    if (talk.gone || !desk.isOpen) return
    turn(talk)
    pace(talk)
  }
  setImmediate(() => void given.link.drained().then(goOn))
}

function waitForSilence<State, Word>(talk: Talk<State, Word>, orAfter: { readonly ms: number; readonly state: State } | undefined): void {
  if (orAfter === undefined) return
  const { length } = talk.unread
  const decide = (): void => {
    talk.silence = undefined
    if (talk.gone || talk.unread.length !== length) return
    talk.desk.state = orAfter.state
    turn(talk)
    pace(talk)
  }
  clearTimeout(talk.silence)
  // Who has said that nothing more comes need not be waited for.
  talk.silence = setTimeout(decide, talk.finished ? 0 : orAfter.ms)
}

const mostOf = <State, Word>({ given: { dialect }, desk }: Talk<State, Word>): number =>
  desk.me === undefined ? (dialect.mostBefore ?? dialect.mostBytes) : dialect.mostBytes

const mayGoOn = <State, Word>({ busy, gone, waiting, resting, desk }: Talk<State, Word>): boolean =>
  !busy && !gone && !resting && waiting === undefined && desk.isOpen && desk.running < RUNNING_AT_ONCE

/** A dialect never throws; one that does is our bug, and what it was given is dropped. */
function hear<State, Word>({ given, desk, unread }: Talk<State, Word>): Heard<State, Word> {
  try {
    return given.dialect.hear(unread.bytes, desk.state)
  } catch (err) {
    given.hall.log.error({ err, dialect: given.dialect.name }, 'bytes of an older program could not be heard')
    return { is: 'nothing', used: unread.length, state: desk.state }
  }
}

/** Who is too fast waits, or is told so and not heard. */
function isInTime<State, Word>(talk: Talk<State, Word>, state: State): boolean {
  const { given, desk, bucket } = talk
  const { framesPerSecond } = given.hall.limits
  const { tooFast } = given.dialect
  if (tooFast === undefined) {
    const wait = tokensIn(bucket, framesPerSecond, given.hall.clock())
    if (wait === 0) return true
    talk.waiting = setTimeout(() => {
      talk.waiting = undefined
      turn(talk)
      pace(talk)
    }, wait)
    return false
  }
  const wait = take(bucket, framesPerSecond, given.hall.clock())
  if (wait === Number.POSITIVE_INFINITY) desk.end(tooFast(1000, state))
  else if (wait > 0) desk.say(tooFast(wait, state))
  return wait === 0
}

function act<State, Word>(talk: Talk<State, Word>, word: Word): void {
  const { given, desk } = talk
  const failed = (why: unknown): void => {
    if (talk.gone) return
    codeOf(given.hall, `${given.dialect.name}`, why)
    desk.say(faultOf(talk, 'internal'))
  }
  let done: Promise<void> | undefined
  try {
    done = given.dialect.act(word, desk) ?? undefined
  } catch (why) {
    failed(why)
  }
  if (done === undefined) return desk.settled()
  talk.busy = true
  done.catch(failed).finally(() => {
    talk.busy = false
    skipBody(talk)
    desk.settled()
    turn(talk)
    pace(talk)
  })
}

/** What is left of a body nobody wanted would be taken for words. */
function skipBody<State, Word>({ desk }: Talk<State, Word>): void {
  if (desk.body !== undefined && desk.body.left > 0) desk.end()
}

function faultOf<State, Word>({ given, desk }: Talk<State, Word>, why: Fault): Buffer | undefined {
  return given.dialect.fault(why, desk.state)
}

function pace<State, Word>(talk: Talk<State, Word>): void {
  const { given, desk, unread, busy, resting, waiting, gone } = talk
  if (gone) return
  const isBehind = (busy || resting || waiting !== undefined || desk.running >= RUNNING_AT_ONCE) && unread.length > AHEAD
  const isDeaf = given.link.waiting > given.hall.limits.outboxBytes / 4
  if (isBehind || isDeaf || desk.body?.isFull === true) given.link.pause()
  else given.link.resume()
  if (!isDeaf || talk.isDeaf) return
  talk.isDeaf = true
  // What waits for the end of this turn may leave at once, and then the link has nothing to say of it.
  void given.link.drained().then(() => {
    talk.isDeaf = false
    pace(talk)
  })
}

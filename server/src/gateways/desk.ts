// One connection of an older program: who it speaks for, what it may ask of core, what is said to it. A dialect acts through this alone.
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { FileId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { clientName, type Proof } from '#core/legacy.ts'
import type { Caller, Done, Member, SignIn } from '#core/outcome.ts'
import type { Listener } from '#hub/listener.ts'
import { bring, fetchWhole } from './carrying.ts'
import { deliver } from './delivery.ts'
import type { Hall } from './hall.ts'
import type { LegacyDialect, Link, News, Person, Place, Said } from './legacy.ts'
import { missedNews, newsOf } from './news.ts'
import { createReading, type Reading } from './reading.ts'
import { createSpacing, type Spacing } from './spacing.ts'
import { Body } from './unread.ts'

export type DeskGiven<State, Word> = {
  readonly hall: Hall
  readonly dialect: LegacyDialect<State, Word>
  readonly link: Link
  /** The connection belongs to somebody now, or to nobody again. */
  readonly onOwned: (owned: boolean) => void
  /** Something that was not waited for is done. */
  readonly onSettled: () => void
  /** Bytes for the body that is being read may come again. */
  readonly onRoom: () => void
  /** What came already and belongs to a body. */
  readonly fill: (body: Body) => void
}

/** What goes with a message. `clientId`: new for each; sending the same again is one message. */
export type Along = { readonly replyTo?: MessageId; readonly files?: readonly FileId[]; readonly clientId?: string }

const MOST_HELD = 5000
/** Unread messages of one room that are given at a sign-in; the others at the next. */
const MISSED = 1000

/**
 * 1. Words of the connection are acted upon one after another; what is told meanwhile by a sign-in waits until that word is done.
 * 2. Nothing is told twice and nothing of a room is told out of order, whatever was fetched from its history in between.
 * 3. When the connection ends, so does its sign-in.
 */
export class Desk<State = unknown, Word = unknown> {
  readonly hall: Hall
  readonly link: Link
  state: State
  readonly #given: DeskGiven<State, Word>
  readonly #mark = `o${randomBytes(6).toString('base64url')}-`
  readonly #spacing: Spacing
  readonly #reading: Reading
  #said = 0
  #caller: Caller
  #listener: Listener | undefined
  #holds = 0
  #isSigningIn = false
  #waiting: News[] = []
  readonly #shown = new Map<RoomId, number>()
  #running = 0
  #over = false
  #body: Body | undefined

  constructor(given: DeskGiven<State, Word>) {
    this.#given = given
    this.hall = given.hall
    this.link = given.link
    this.state = given.dialect.begin()
    this.#caller = this.#anonymous()
    this.#spacing = createSpacing(given.link, () => given.dialect.gapMs?.(this.state) ?? 0, given.hall.limits.outboxBytes)
    this.#reading = createReading((room, seq) => void this.#quietly(this.ask('room.read', { room, seq })))
  }

  get address(): string {
    return this.link.address
  }
  /** Who is signed in here. */
  get me(): Person | undefined {
    return this.#caller.kind === 'signed-in' ? this.hall.directory.person(this.#caller.user) : undefined
  }
  get isOpen(): boolean {
    return !this.#over
  }
  /** Things that were begun and not waited for. */
  get running(): number {
    return this.#running
  }
  get body(): Body | undefined {
    return this.#body
  }
  /** Bytes that wait for a reader who does not take them, or for their turn behind the gap. */
  get stuck(): number {
    return this.link.stuck + this.#spacing.waiting
  }

  /** What waits is dropped, and the connection with it. */
  cut(): void {
    this.#spacing.drop()
    this.link.drop()
  }

  /** To this client alone. */
  say(bytes: Buffer | undefined): void {
    if (bytes === undefined || this.#over) return
    this.#spacing.send(bytes)
    this.hall.pressure.pushed(bytes.length)
  }

  /** What was said leaves, `last` after it; then the connection is closed. Who comes back at once does not meet themselves. */
  end(last?: Buffer): void {
    if (this.#over) return
    this.say(last)
    this.#over = true
    if (this.#listener !== undefined) this.hall.hub.detach(this.#listener)
    this.#spacing.end()
  }

  /** A command, as whoever is signed in. Rejects with ChatError. */
  async ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>> {
    return (await this.hall.chat.execute(this.#caller, name, takes)).reply
  }

  /** Begun now, not waited for: the next word is acted upon at once. What is begun first is carried out first. */
  begin(work: Promise<unknown>, failed: (code: ErrorCode) => void = () => {}): void {
    this.#running++
    work
      .catch((why: unknown) => failed(codeOf(this.hall, this.hall.gateway, why)))
      .finally(() => {
        this.#running--
        this.#given.onSettled()
      })
  }

  /** Says something in a room. Rejects as `message.send`. */
  send(room: RoomId, text: string, { replyTo, files, clientId }: Along = {}): Promise<Gives<'message.send'>> {
    return this.ask('message.send', {
      room,
      text,
      clientId: clientId ?? `${this.#mark}${this.#said++}`,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(files === undefined || files.length === 0 ? {} : { files: [...files] }),
    })
  }

  /** A clientId by which `own` knows again what was said here. */
  newClientId(): string {
    return `${this.#mark}${this.#said++}`
  }

  /** The room of two. Rejects with user_unknown, too_many_rooms. */
  async direct(person: Person): Promise<RoomId> {
    const there = this.hall.directory.directOf(this.member().user, person.id)
    return there?.id ?? (await this.ask('room.direct', { user: person.id })).room.id
  }

  /** Signs in, by word or name. News waits until the word that is being acted upon is done. Rejects as `Legacy.open`, too_many_connections. */
  async signIn(name: string, proof: Proof): Promise<Person> {
    await this.signOut()
    const user = this.hall.directory.personCalled(name)?.id
    await this.hall.legacy.open(this.#anonymous(), { user, name, proof, gateway: this.hall.gateway }, (signIn) => this.#attach(signIn))
    return this.#settleSignIn()
  }

  /** Comes in as a guest. Rejects as `guest.enter`. */
  async enter(name: string): Promise<Person> {
    await this.signOut()
    const attach = ({ signIn }: Done<'guest.enter'>) => signIn && this.#attach(signIn)
    await this.hall.chat.execute(this.#anonymous(), 'guest.enter', { name }, attach)
    return this.#settleSignIn()
  }

  /** Makes an account without signing in. Rejects as `Legacy.register`. */
  register(name: string, proof: Proof | null, displayName?: string): Promise<UserId> {
    return this.hall.legacy.register(this.#anonymous(), { name, proof, ...(displayName === undefined ? {} : { displayName }) })
  }

  /** The first secret of an account that was made without. Throws as `setProof` does. */
  setProof(user: UserId, proof: Proof): Promise<void> {
    return this.hall.legacy.setProof(this.#anonymous(), user, proof)
  }

  /** Of a guest the account, too. */
  async signOut(): Promise<void> {
    const caller = this.#leave()
    if (caller !== undefined) await this.#quietly(this.hall.chat.execute(caller, 'session.close', {}))
  }

  /** As whoever is signed in, for what `Legacy` offers beyond commands. Throws not_signed_in. */
  member(): Member {
    if (this.#caller.kind !== 'signed-in') throw new ChatError('not_signed_in')
    return this.#caller
  }

  /** What was said while its hearer was away, oldest first in each room. It counts as read only when `readUpTo` says so. */
  async missed(): Promise<Said[]> {
    const { user } = this.member()
    const missed: Said[] = []
    // Not what counts as unread of a room: older programs know no threads, and what is said in one belongs to them, too.
    for (const { id, seq, readSeq } of (await this.ask('room.list', {})).rooms) {
      const place = this.hall.directory.place(id)
      if (place !== undefined && seq > readSeq) missed.push(...(await this.#after(place, readSeq, user)))
    }
    return missed
  }

  /** The newest messages of a room, in rising seq; not those that were taken back. Rejects as `room.history`. */
  async newest(place: Place, limit: number): Promise<Said[]> {
    const { user } = this.member()
    const { messages } = await this.ask('room.history', { room: place.id, limit: Math.min(limit, HISTORY_PAGE) })
    return messages.flatMap((message) => missedNews(message, place, user, this.hall.directory) ?? [])
  }

  /** Tells news now, as if it had just come. */
  tell(news: News): void {
    this.#tell(news)
  }

  readUpTo(place: Place, seq: number): void {
    this.#reading.upTo(place.id, seq)
  }

  /** People who are here, oneself included, in the order they came. */
  online(): Person[] {
    return this.hall.hub.online().flatMap(({ user }) => this.hall.directory.person(user) ?? [])
  }

  /** The next `size` bytes of the connection, behind this word. What is done with it must be waited for. */
  receive(size: number): Readable {
    const body = new Body(size, this.#given.onRoom)
    this.#body = body
    this.#given.fill(body)
    return body
  }

  /** A file of one's own, for a message in that room. Rejects as `bring`. */
  async upload(room: RoomId, name: string, size: number, bytes: Buffer | Readable, durationMs: number | null = null): Promise<FileId> {
    return bring(this.hall.files, this.member(), { room, name, size, bytes, durationMs })
  }

  /** The bytes of a file. Rejects as `fetchWhole`. */
  async download(card: Pick<FileCard, 'id' | 'size'>, most: number): Promise<Buffer> {
    return fetchWhole(this.hall.files, this.member(), card, most)
  }

  /** The word is done: what was held back by a sign-in is told. */
  settled(): void {
    this.#body = undefined
    if (!this.#isSigningIn) return
    this.#isSigningIn = false
    this.#release()
  }

  /** The connection is gone. */
  gone(): void {
    this.#over = true
    this.#body?.destroy(new ChatError('upload_offset'))
    this.#spacing.drop()
    this.#reading.flush()
    const caller = this.#leave()
    if (caller !== undefined) void this.#quietly(this.hall.chat.execute(caller, 'session.close', {}))
  }

  #anonymous(): Caller {
    return { kind: 'anonymous', address: this.link.address, client: clientName(this.hall.gateway) }
  }

  #attach({ user, session, rooms, app, deaf }: SignIn): void {
    const { hub, limits, gateway } = this.hall
    this.#caller = { kind: 'signed-in', user, session, address: this.address, client: clientName(gateway), ...(app && { app }) }
    if (this.#over || hub.connectionsOf(user) >= limits.connectionsPerPerson) return
    if (!this.#isSigningIn) this.#holds++
    this.#isSigningIn = true
    const dialect = { name: gateway, say: (event: ChatEvent) => this.#hear(event, user) }
    const out = { push: () => {}, end: () => this.end() }
    this.#listener = { user, session, address: this.address, dialect, out, ...(deaf && { deaf }) }
    hub.attach(this.#listener, rooms)
    this.#given.onOwned(true)
  }

  async #settleSignIn(): Promise<Person> {
    const { me } = this
    if (this.#listener !== undefined && me !== undefined) return me
    // A sign-in nobody was told of must not stay in the list of devices.
    const caller = this.#leave()
    if (caller !== undefined) await this.#quietly(this.hall.chat.execute(caller, 'session.close', {}))
    throw new ChatError('too_many_connections')
  }

  /** Nothing is heard any more; gives who it was. */
  #leave(): Member | undefined {
    const caller = this.#caller
    if (caller.kind !== 'signed-in') return undefined
    if (this.#listener !== undefined) this.hall.hub.detach(this.#listener)
    if (this.#listener !== undefined) this.#given.onOwned(false)
    this.#listener = undefined
    this.#caller = this.#anonymous()
    this.#shown.clear()
    this.#waiting = []
    return caller
  }

  #hear(event: ChatEvent, user: UserId): undefined {
    for (const news of newsOf(event, { user, mark: this.#mark }, this.hall.directory)) {
      if (this.#holds > 0 && news.is !== 'cut' && news.is !== 'stopping') this.#hold(news)
      else this.#tell(news)
    }
  }

  /** Who takes a file so slowly that the news pile up is dropped. */
  #hold(news: News): void {
    if (this.#waiting.push(news) > MOST_HELD) this.link.drop()
  }

  #release(): void {
    this.#holds--
    while (this.#holds === 0) {
      const news = this.#waiting.shift()
      if (news === undefined) return
      this.#tell(news)
    }
  }

  #tell(news: News): void {
    if (news.is !== 'said') return void this.#put(news)
    if (!news.missed) {
      if (news.seq <= (this.#shown.get(news.place.id) ?? 0)) return
      this.#shown.set(news.place.id, news.seq)
    }
    const wanted = news.bytes.size > 0 ? [] : (this.#given.dialect.needs?.(news, this.state) ?? [])
    if (wanted.length === 0) return this.#putSaid(news)
    this.#holds++
    const { deliveries: turn } = this.hall
    const given = { turn, link: this.link, withBytes: (part: Said, files: readonly FileCard[]) => this.withBytes(part, files) }
    void deliver(news, wanted, { ...given, put: (part) => this.#putSaid(part) }).then(() => this.#release())
  }

  /** The news with the bytes of its files, as far as they can be had. */
  async withBytes(news: Said, wanted: readonly FileCard[]): Promise<Said> {
    const bytes = new Map<FileId, Buffer>()
    for (const card of wanted) {
      const read = await this.download(card, this.#given.dialect.mostBytes).catch(() => undefined)
      if (read !== undefined) bytes.set(card.id, read)
    }
    return { ...news, bytes }
  }

  #putSaid(news: Said): void {
    const wasSaid = this.#put(news)
    if (wasSaid && !news.mine && this.#given.dialect.reads === 'heard') this.readUpTo(news.place, news.seq)
  }

  /** Was there a word for it? */
  #put(news: News): boolean {
    try {
      const { dialect } = this.#given
      if (dialect.learn !== undefined) this.state = dialect.learn(news, this.state)
      const made = dialect.say(news, this.state, this.me)
      if (made === undefined) return false
      for (const bytes of Buffer.isBuffer(made) ? [made] : made) this.say(bytes)
      return true
    } catch (err) {
      this.hall.log.error({ err, dialect: this.hall.gateway, news: news.is }, 'news could not be put into words')
      return false
    }
  }

  async #after(place: Place, readSeq: number, me: UserId): Promise<Said[]> {
    const missed: Said[] = []
    for (let after = readSeq; missed.length < MISSED; ) {
      const { messages } = await this.ask('room.history', { room: place.id, after, limit: HISTORY_PAGE })
      const last = messages.at(-1)
      if (last === undefined) break
      after = last.seq
      this.#shown.set(place.id, Math.max(after, this.#shown.get(place.id) ?? 0))
      for (const message of messages) {
        const news = message.author === me ? undefined : missedNews(message, place, me, this.hall.directory)
        if (news !== undefined) missed.push(news)
      }
      if (messages.length < HISTORY_PAGE) break
    }
    return missed
  }

  async #quietly(work: Promise<unknown>): Promise<void> {
    await work.catch((why: unknown) => {
      if (!(why instanceof ChatError))
        this.hall.log.warn({ err: why, dialect: this.hall.gateway }, 'something an older program left could not be done')
    })
  }
}

/** The code of an expected failure; what is not expected is our bug, logged and called `internal`. */
export function codeOf({ log }: Pick<Hall, 'log'>, what: string, why: unknown): ErrorCode {
  if (why instanceof ChatError) return why.code
  log.error({ err: why, what }, 'a word of an older program failed for a reason that is ours')
  return 'internal'
}

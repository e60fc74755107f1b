// What older programs need of core beyond its commands: accounts with words of their own, proofs that are no password, rooms under a chosen word.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role, Room } from '@hearth/protocol/shapes.ts'
import type { AppRow } from '#store/apps.ts'
import * as contacts from '#store/contacts.ts'
import * as rows from '#store/older.ts'
import type { Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import * as roomRows from '#store/rooms.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { addPerson, endAccount, freeKey } from './accounts.ts'
import type { Core } from './context.ts'
import { appShown, checkAppThere, checkPasswordEnough } from './factors/apps.ts'
import { asGuarded, checkSetUp } from './factors/guard.ts'
import { checkNotReserved } from './factors/reserved.ts'
import { checkCalled, checkShown } from './imitation.ts'
import { addKeys, ensureSaltKey, freshSalt, type Proof, type Proven, prove, type Sealed, saltOf, sealForms } from './keys.ts'
import { tell } from './log.ts'
import { checkMayAsk } from './may-ask.ts'
import { checkDisplayName, checkName, nameKey } from './names.ts'
import { callPerson, callRoom, LOBBY_WORD, OLDER_CLIENT, type PersonWord, type RoomWord, wordOf } from './older.ts'
import { changeProof, sealProof } from './older-secret.ts'
import type { Caller, Member, Origin, Outcome, SignIn, Telling } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { noting } from './refused.ts'
import { create as createRoom, join as joinRoom } from './rooms.ts'
import { checkIn, checkPerson } from './seats.ts'
import { checkNotBanned, checkStillIn, noteFailure, startSession } from './signin.ts'
import { userView } from './views.ts'

export type { Proof } from './keys.ts'
export type { PersonWord, RoomWord } from './older.ts'

export type Known = {
  readonly people: readonly (PersonWord & { readonly row: UserRow })[]
  readonly rooms: readonly (RoomWord & { readonly row: RoomRow })[]
  readonly seats: readonly { readonly room: RoomId; readonly user: UserId; readonly role: Role }[]
}

export type Legacy = {
  /** Everybody and every room, each with its word; those that had none have one now. What a crash left of older programs is tidied. */
  load(): Promise<Known>
  /** What a person or a room that was just made is called. */
  personWord(user: UserId): PersonWord | undefined
  roomWord(room: RoomId): RoomWord | undefined
  /**
   * Makes an account without signing in. `proof` null: nobody can sign in until `setProof`; that account is freed by `free`, and at the
   * next start. A plain password that is too weak for our own clients is good in older programs alone, until a better one is set.
   * Throws name_invalid, name_taken, registration_closed, banned, password_too_long, slow_down.
   */
  register(from: Origin, wanted: { readonly name: string; readonly displayName?: string; readonly proof: Proof | null }): Promise<UserId>
  /**
   * Signs in. `user` undefined: nobody is called so; it takes as long and fails as a wrong secret does. `answered` is called once on
   * disk, in the breath in which a listener must be attached. Throws bad_credentials, app_password_needed, banned, slow_down,
   * too_many_sessions.
   */
  open(from: Origin, who: Who, answered: (signIn: SignIn) => void): Promise<SignIn>
  /** The first secret of an account that was made without. Throws not_allowed where it has one already. */
  setProof(from: Origin, user: UserId, proof: Proof): Promise<void>
  /** An account that was made without a secret and has none yet is gone, its name free. Was it so? */
  free(user: UserId): Promise<boolean>
  /** A new secret of who is signed in, in the form its program sends; other sign-ins end. */
  changeProof(caller: Member, proof: Proof): Promise<void>
  /** 32 digits; for a name nobody has, too, and always the same. */
  saltOf(user: UserId | undefined, name: string): Promise<string>
  /** A room under a word of its maker's choice. Throws name_taken, and what `room.create` throws. */
  createRoom(caller: Member, wanted: Wanted): Promise<Room>
  /** Enters by the code older programs know a room by, private ones too. Throws code_invalid, and what `room.join` throws. */
  joinByCode(caller: Member, room: RoomId): Promise<Room>
  /** Each is the other's contact from here on. Was it new? Throws user_unknown, too_many_contacts. */
  befriend(caller: Member, user: UserId): Promise<boolean>
  /** Neither is the other's contact any more. Were they? */
  part(caller: Member, user: UserId): Promise<boolean>
  /** Another name, and the word older programs know one by with it; with `shown` also what others see. Throws name_invalid, name_taken. */
  renamePerson(caller: Member, name: string, shown?: string): Promise<void>
  /** Another word for a room, as its admin. Throws name_taken, not_allowed, room_is_fixed, room_unknown, not_a_member. */
  renameRoom(caller: Member, room: RoomId, word: string): Promise<void>
  /** The numbers of messages of a room, by seq; they never change. */
  messageNumbers(room: RoomId, seqs: readonly number[]): Promise<ReadonlyMap<number, number>>
  messageNumbered(number: number): Promise<{ readonly room: RoomId; readonly id: MessageId } | undefined>
}

/** Who wants to come in, through which gateway. */
export type Who = { readonly user: UserId | undefined; readonly name: string; readonly proof: Proof; readonly gateway: string }

export type Wanted = {
  readonly word: string
  readonly name: string
  readonly kind: 'group' | 'channel'
  readonly public: boolean
  readonly members?: readonly UserId[]
}

/** How sign-ins of older programs call themselves in the list of devices. A server that starts ends those a crash has left. */
export const clientName = (dialect: string): string => `${OLDER_CLIENT}${dialect})`

/** @param dialects whose sign-ins end with their connection: none is left when the server starts */
export function createLegacy(core: Core, publish: (tellings: readonly Telling[]) => void, dialects: readonly string[]): Legacy {
  const { store } = core
  const tellingWrite = <T>(work: (tx: Tx) => Promise<{ readonly gives: T; readonly tellings: readonly Telling[] }>): Promise<T> =>
    store.write(work, ({ tellings }) => publish(tellings)).then(({ gives }) => gives)

  return {
    load: () => tellingWrite(async (tx) => load(core, tx, dialects)),
    personWord: (user) => core.older?.people.get(user),
    roomWord: (room) => core.older?.rooms.get(room),
    register: async (from, wanted) => {
      const made = await prepare(core, from, wanted)
      return tellingWrite(async (tx) => {
        const { row, tellings } = await addPerson(core, tx, { ...made, admin: false, guest: false })
        await addKeys(tx, row.id, made.keys)
        return { gives: row.id, tellings }
      })
    },
    open: (from, who, answered) => open(core, publish, from, who, answered),
    setProof: async (from, user, proof) => {
      const keys = await sealProof(core, { user, address: from.address }, proof)
      await store.write(async (tx) => {
        if (!(await isBlank(tx, user))) throw new ChatError('not_allowed')
        await addKeys(tx, user, keys)
      })
    },
    free: (user) =>
      tellingWrite(async (tx) => {
        const gives = await isBlank(tx, user)
        return { gives, tellings: gives ? await endAccount(core, tx, user) : [] }
      }),
    changeProof: (caller, proof) => noting(core, caller, 'older.secret', () => changeProof(core, publish, caller, proof)),
    saltOf: (user, name) => saltOf(core, user, name),
    createRoom: (caller, wanted) => noting(core, caller, 'room.create', () => makeRoom(core, publish, caller, wanted)),
    joinByCode: async (caller, room) => {
      await noting(core, caller, 'room.join', () => checkMayAsk(core, caller, 'room.join'))
      const row = await store.read((tx) => roomRows.byId(tx, room))
      if (row === undefined || row.deletedAt !== null) throw new ChatError('code_invalid')
      const plan = await joinRoom(core, caller, row.code === null ? { room } : { code: row.code })
      if (plan.runs !== 'write') throw new Error('joining a room is a write')
      const work = (tx: Tx) => {
        checkStillIn(core, caller)
        return plan.work(tx)
      }
      return store.write(work, ({ tellings }) => publish(tellings)).then(({ reply }) => reply.room)
    },
    befriend: (caller, user) => noting(core, caller, 'contact.add', () => tellingWrite((tx) => befriend(core, tx, caller, user))),
    part: (caller, user) => noting(core, caller, 'contact.remove', () => tellingWrite((tx) => part(core, tx, caller, user))),
    renamePerson: async (caller, wanted, shown) => {
      const { nameChars } = core.settings.limits
      const name = checkName(wanted, nameChars)
      const displayName = shown === undefined ? undefined : checkDisplayName(shown, name, nameChars)
      await checkNotReserved(core, name, caller.user)
      return noting(core, caller, 'account.change', () => tellingWrite((tx) => renamePerson(core, tx, caller, { name, displayName })))
    },
    renameRoom: (caller, room, word) =>
      noting(core, caller, 'room.rename', () => store.write((tx) => renameRoom(core, tx, caller, room, word))),
    messageNumbers: (room, seqs) => store.read((tx) => rows.messageNumbers(tx, room, seqs)),
    messageNumbered: (number) => store.read((tx) => rows.messageNumbered(tx, number)),
  }
}

async function load(core: Core, tx: Tx, dialects: readonly string[]): Promise<{ gives: Known; tellings: readonly Telling[] }> {
  await ensureSaltKey(core, tx)
  const tellings = await tidy(core, tx, dialects)
  const older = core.older
  if (older === undefined) throw new Error('older programs are not let in')
  const people = await rows.people(tx)
  for (const { row, number, word } of people)
    if (word === null) await callPerson(core, tx, row.id, row.name)
    else older.people.set(row.id, { word, number })
  const rooms = await rows.rooms(tx)
  for (const { row, number, word, code } of rooms)
    if (word === null || code === null) await callRoom(core, tx, row)
    else older.rooms.set(row.id, { word, code, number })
  const gives: Known = {
    people: people.map(({ row }) => ({ row, ...(older.people.get(row.id) ?? { word: row.name, number: 0 }) })),
    rooms: rooms.map(({ row, number }) => ({ row, ...(older.rooms.get(row.id) ?? { word: '', code: '', number }) })),
    seats: await rows.seats(tx),
  }
  return { gives, tellings }
}

/** Sign-ins whose connections died with the process, guests who came with them, and accounts nobody finished. */
async function tidy(core: Core, tx: Tx, dialects: readonly string[]): Promise<readonly Telling[]> {
  const tellings: Telling[] = []
  for (const dialect of dialects) {
    for (const { id, user } of await rows.sessionsOfClient(tx, clientName(dialect))) {
      await sessions.remove(tx, id)
      const row = await users.byId(tx, user)
      if (row?.guest === true && row.deletedAt === null && (await sessions.ofUser(tx, user)).length === 0)
        tellings.push(...(await endAccount(core, tx, user)))
    }
  }
  for (const user of await rows.blank(tx)) tellings.push(...(await endAccount(core, tx, user)))
  await rows.forgetGone(tx)
  return tellings
}

type Made = {
  readonly name: string
  readonly displayName: string | undefined
  readonly passwordHash: string | null
  readonly keys: readonly Sealed[]
}

async function prepare(
  core: Core,
  from: Origin,
  wanted: { readonly name: string; readonly displayName?: string; readonly proof: Proof | null },
): Promise<Made> {
  checkNotBanned(core, from.address)
  const { limits } = core.settings
  const { registration } = core.entrance.now()
  const name = checkName(wanted.name, limits.nameChars)
  // Where older programs need app passwords, what one chooses there would open nothing.
  if (registration !== 'open' || core.guard.safety().apps) throw new ChatError('registration_closed')
  await checkNotReserved(core, name)
  const made = { name, displayName: wanted.displayName }
  const { proof } = wanted
  if (proof === null) return { ...made, passwordHash: null, keys: [{ form: 'salted', salt: freshSalt(core), sealed: null }] }
  if (proof.form !== 'plain')
    return {
      ...made,
      passwordHash: null,
      keys: [{ form: proof.form, salt: '', sealed: await core.passwords.sealAny(proof.secret, from.address) }],
    }
  const passwordHash = await core.passwords.seal(proof.secret, [name], from.address).catch((why: unknown) => {
    if (why instanceof ChatError && why.code === 'password_weak') return null
    throw why
  })
  const plain: Sealed[] =
    passwordHash === null ? [{ form: 'plain', salt: '', sealed: await core.passwords.sealAny(proof.secret, from.address) }] : []
  return { ...made, passwordHash, keys: [...plain, ...(await sealForms(core, { name, address: from.address }, proof.secret))] }
}

async function open(
  core: Core,
  publish: (tellings: readonly Telling[]) => void,
  from: Origin,
  { user, name, proof, gateway }: Who,
  answered: (signIn: SignIn) => void,
): Promise<SignIn> {
  checkNotBanned(core, from.address)
  // Whose name has changed signs in by the word or by the name of today.
  const found = await core.store.read((tx) => (user === undefined ? users.byNameKey(tx, nameKey(name)) : users.byId(tx, user)))
  const app = await appShown(core, found, proof, gateway)
  const proven = app === undefined ? await proveWhole(core, from, found, proof, name) : { keys: [] }
  const caller: Caller = { kind: 'anonymous', address: from.address, client: from.client }
  const outcome = await core.store.write(
    (tx) => begin(core, tx, caller, found, proven, app),
    (made) => {
      publish(made.tellings)
      const { signIn } = asGuarded(core, made)
      if (signIn !== undefined) answered(signIn)
    },
  )
  if (outcome.signIn === undefined) throw new Error('nobody was signed in')
  return outcome.signIn
}

/** By the password itself, where that is enough. */
async function proveWhole(core: Core, from: Origin, found: UserRow | undefined, proof: Proof, name: string): Promise<Proven> {
  const proven = await prove(core, found, proof, { name, address: from.address }).catch((why: unknown) => {
    noteFailure(core, from, found?.id, why)
    throw why
  })
  if (found !== undefined) checkPasswordEnough(core, found)
  return proven
}

async function begin(
  core: Core,
  tx: Tx,
  caller: Caller,
  found: UserRow | undefined,
  proven: Proven,
  app: AppRow | undefined,
): Promise<Outcome<'session.open'>> {
  const row = found && (await users.byId(tx, found.id))
  // Deleted or given another password while this one was being checked.
  if (row === undefined || row.deletedAt !== null || row.passwordHash !== found?.passwordHash) throw new ChatError('bad_credentials')
  if (row.pending !== null) throw new ChatError('approval_waiting')
  checkSetUp(core, row)
  if (proven.resealed !== undefined) await users.change(tx, row.id, { passwordHash: proven.resealed })
  await addKeys(tx, row.id, proven.keys)
  if (app !== undefined) await checkAppThere(core, tx, app)
  return startSession(core, tx, caller, row, [], app)
}

async function isBlank(tx: Tx, user: UserId): Promise<boolean> {
  const row = await users.byId(tx, user)
  const keys = await rows.keysOf(tx, user)
  return (
    row !== undefined &&
    row.deletedAt === null &&
    row.passwordHash === null &&
    keys.length > 0 &&
    keys.every(({ sealed }) => sealed === null)
  )
}

async function makeRoom(core: Core, publish: (tellings: readonly Telling[]) => void, caller: Member, wanted: Wanted): Promise<Room> {
  checkMayAsk(core, caller, 'room.create')
  const word = wordOf(wanted.word)
  const plan = await createRoom(core, caller, {
    kind: wanted.kind,
    name: wanted.name,
    public: wanted.public,
    ...(wanted.members === undefined || wanted.members.length === 0 ? {} : { members: [...wanted.members] }),
  })
  if (plan.runs !== 'write') throw new Error('making a room is a write')
  const made = await core.store.write(
    async (tx) => {
      if (nameKey(word) === LOBBY_WORD || (await rows.roomCalled(tx, nameKey(word))) !== undefined) throw new ChatError('name_taken')
      checkStillIn(core, caller)
      const outcome = await plan.work(tx)
      await callRoom(core, tx, outcome.reply.room, word)
      return outcome
    },
    ({ tellings }) => publish(tellings),
  )
  return made.reply.room
}

type Told<T> = Promise<{ readonly gives: T; readonly tellings: readonly Telling[] }>

async function befriend(core: Core, tx: Tx, caller: Member, user: UserId): Told<boolean> {
  checkMayAsk(core, caller, 'contact.add')
  checkStillIn(core, caller)
  const me = caller.user
  const people = [await checkPerson(tx, me), await checkPerson(tx, user)] as const
  const tellings: Telling[] = []
  for (const [owner, other] of [people, people.toReversed()] as const) {
    if (owner === undefined || other === undefined || !(await contacts.add(tx, owner.id, other.id, core.now()))) continue
    if ((await contacts.count(tx, owner.id)) > core.settings.limits.contactsPerPerson) throw new ChatError('too_many_contacts')
    tellings.push(tell({ event: 'contact.added', with: { user: userView(other) } }, { to: 'users', users: [owner.id] }))
  }
  return { gives: tellings.length > 0, tellings }
}

async function part(core: Core, tx: Tx, caller: Member, user: UserId): Told<boolean> {
  checkMayAsk(core, caller, 'contact.remove')
  checkStillIn(core, caller)
  const me = caller.user
  const tellings: Telling[] = []
  for (const [owner, other] of [
    [me, user],
    [user, me],
  ] as const)
    if (await contacts.remove(tx, owner, other))
      tellings.push(tell({ event: 'contact.removed', with: { user: other } }, { to: 'users', users: [owner] }))
  return { gives: tellings.length > 0, tellings }
}

type Renamed = { readonly name: string; readonly displayName: string | undefined }

async function renamePerson(core: Core, tx: Tx, caller: Member, { name, displayName }: Renamed): Told<void> {
  checkMayAsk(core, caller, 'account.change')
  checkStillIn(core, caller)
  const row = await checkPerson(tx, caller.user)
  if (displayName !== undefined) await checkShown(tx, displayName, row)
  await checkCalled(tx, name, row)
  const named = { name, nameKey: await freeKey(core, tx, name, row.id), ...(displayName === undefined ? {} : { displayName }) }
  await users.change(tx, row.id, named)
  await rows.forgetWord(tx, row.id)
  await callPerson(core, tx, row.id, name)
  const user = userView({ ...row, ...named })
  return { gives: undefined, tellings: [tell({ event: 'account.changed', with: { user } }, { to: 'everybody' })] }
}

async function renameRoom(core: Core, tx: Tx, caller: Member, room: RoomId, wanted: string): Promise<void> {
  checkMayAsk(core, caller, 'room.rename')
  checkStillIn(core, caller)
  const { room: row, member } = await checkIn(tx, room, caller.user)
  checkMay(row.kind, member.role, 'rename')
  const word = wordOf(wanted)
  const holder = await rows.roomCalled(tx, nameKey(word))
  if ((holder !== undefined && holder !== room) || nameKey(word) === LOBBY_WORD) throw new ChatError('name_taken')
  await callRoom(core, tx, row, word)
}

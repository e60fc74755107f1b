// What is kept for one person, and what becomes of it when another one comes.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ada, bo, resumeAnswer, room, roomId } from '@hearth/client/cast.ts'
import { signedIn } from '@hearth/client/desk.ts'
import type { Files, Upload } from '@hearth/client/files.ts'
import { settle } from '@hearth/client/testing.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import { afterAll, expect, test } from 'vitest'
import { createOutgoing } from '../files/outgoing.ts'
import { shelfIn, shelfInMemory } from '../files/shelf.ts'
import { keepBelongings, parcelsIn } from './belongings.ts'
import { holdFolder } from './hold.ts'

const workshop = roomId('Workshop')
const root = mkdtempSync(join(tmpdir(), 'hearth-belongings-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const fresh = () => join(root, String(++folders))

/** Ada at her machine; uploads begin and never end. */
async function atHome(place: string | undefined) {
  const all = await signedIn()
  const uploads: Upload[] = []
  const stopped: Upload[] = []
  const dock: Pick<Files, 'upload' | 'forget'> = {
    upload(upload) {
      uploads.push(upload)
      const progress = { is: 'waiting', sent: 0, size: upload.bytes.size, speed: 0 } as const
      const end = () => void stopped.push(upload)
      return { progress, done: new Promise<FileId>(() => undefined), cancel: end, stop: end }
    },
    forget: () => Promise.resolve(),
  }
  let ids = 0
  const outgoing = createOutgoing({
    ...{ files: dock as Files, send: all.client.send, newId: () => `${folders}-${++ids}`, now: () => ++ids, isSaid: () => false },
    shelf: place === undefined ? shelfInMemory() : shelfIn(parcelsIn(place), (job) => job()),
    pastes: place === undefined ? undefined : join(place, 'pastes'),
  })
  const whose = () => all.kept.saved.user ?? null
  const belongings = keepBelongings({ client: all.client, outgoing, whose, folder: place, quietly: (job) => job() })
  async function comeBackAs(user: typeof ada) {
    const coming = all.client.signIn({ token: `of ${user.name}` })
    await settle()
    all.board.last.say({ event: 'server.hello', with: all.client.state.hello ?? {} })
    await settle()
    await all.board.last.answer('session.resume', resumeAnswer({ user, rooms: [room('Workshop')] }))
    await all.board.last.answer('server.ping', { now: 1 }).catch(() => undefined)
    await coming
  }
  async function signOut() {
    const leaving = all.client.signOut()
    await all.board.last.answer('session.close', {})
    await leaving
  }
  return { ...all, outgoing, uploads, stopped, belongings, comeBackAs, signOut }
}

test('[TERM-35] what Ada posted does not go out in the name of Bo who signs in after her, and lies nowhere any more', async () => {
  const place = fresh()
  const home = await atHome(place)
  await home.outgoing.attachText(workshop, 'my diary')
  home.outgoing.post(workshop, 'for my eyes', null)
  home.belongings.past.read()
  home.belongings.past.write(['what I typed'])
  expect(readFileSync(parcelsIn(place), 'utf8')).toContain('for my eyes')
  expect(readdirSync(join(place, 'pastes'))).toHaveLength(1)

  await home.signOut()
  expect(home.stopped).toHaveLength(1)
  expect(home.outgoing.list).toEqual([])
  // What is written at the end of a talk, after the signing out, is not written any more.
  home.belongings.past.write(['what I typed'])
  expect(readdirSync(place)).toEqual([])

  await home.comeBackAs(bo)
  await settle()
  expect(home.uploads).toHaveLength(1)
  expect(home.outgoing.list).toEqual([])
  expect(home.belongings.past.read()).toEqual([])
})

test('[TERM-35] what somebody left whose sign-in ended is theirs: it goes on with them, and is gone once another one is here', async () => {
  const place = fresh()
  const home = await atHome(place)
  await home.outgoing.attachText(workshop, 'half sent')
  home.outgoing.post(workshop, 'wait for me', null)
  home.board.last.say({ event: 'session.ended', with: { code: 'session_unknown' } })
  await settle()
  expect(home.outgoing.list).toEqual([])
  await home.comeBackAs(ada)
  await expect.poll(() => home.outgoing.list).toMatchObject([{ text: 'wait for me' }])
  home.board.last.say({ event: 'session.ended', with: { code: 'session_unknown' } })
  await settle()
  await home.comeBackAs(bo)
  await settle()
  expect(home.outgoing.list).toEqual([])
  expect(readdirSync(place)).toEqual([])
})

test('[TERM-35] with a token for one run nothing is written down', async () => {
  const home = await atHome(undefined)
  await home.outgoing.attachText(workshop, 'a long report')
  home.outgoing.post(workshop, '', null)
  home.belongings.past.write(['typed'])
  expect(home.uploads).toHaveLength(1)
  expect(home.belongings.past.read()).toEqual([])
})

test('[TERM-35] a long text that was sent lies on the disk no longer', async () => {
  const place = fresh()
  const home = await atHome(place)
  await home.outgoing.attachText(workshop, 'sent and gone')
  home.outgoing.post(workshop, '', null)
  for (const { clientId } of home.outgoing.list) home.outgoing.discard(clientId)
  await expect.poll(() => readdirSync(join(place, 'pastes'))).toEqual([])
})

test('[TERM-36] of two runs in one folder the second leaves it alone, until the first has ended', () => {
  const place = fresh()
  const said: string[] = []
  const notes = { say: (text: string) => void said.push(text) }
  const first = holdFolder(place, notes)
  expect(holdFolder(place, notes)).toBeUndefined()
  expect(said).toEqual([expect.stringContaining('Another hearth chat of yours is open')])
  first?.letGo()
  const next = holdFolder(place, notes)
  expect(next).toBeDefined()
  next?.letGo()
  mkdirSync(join(root, 'taken'), { recursive: true })
  writeFileSync(join(root, 'taken', 'file'), '')
  expect(holdFolder(join(root, 'taken', 'file', 'below'), notes)).toBeUndefined()
  expect(said.at(-1)).toContain('Nothing can be kept on this machine')
  expect(existsSync(place)).toBe(true)
})

// Everything that can happen in a room, and some that is meant badly, so that all of it stands in an export.
import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { createCast, type Person, say, sendFiles, upload, type World } from '#core/testing/world.ts'
import * as rows from '#store/files.ts'
import { mark } from './marked.ts'

export const at = 1_800_000_000_000
export const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)> & \u202e =1+1`
export const hashOf = (content: string) => createHash('sha256').update(content).digest('hex')

/** A whole file of such bytes, on the disk and in the store. @param path where content of this hash lies */
export async function bringTo(
  path: (hash: string) => string,
  world: World,
  who: Person,
  content: string,
  about: { name?: string; kind?: 'image' | 'other' } = {},
) {
  writeFileSync(path(hashOf(content)), content)
  return upload(world, who, { ...about, content, size: Buffer.byteLength(content) })
}

/** @param blob where content of this hash lies */
export async function livedIn(world: World, blob: (hash: string) => string) {
  const cast = await createCast(world)
  const { ada, bo, cy, dee, lobby, workshop, office } = cast
  const first = await say(world, ada, workshop.id, 'The laser cutter is free, @Bo.')
  await say(world, bo, workshop.id, 'On my way.', first.id)
  const second = await say(world, cy, workshop.id, evil)
  await world.do(cy, 'message.edit', { room: workshop.id, id: second.id, text: `${evil} @Ada` })
  for (const [who, emoji] of [
    [ada, '👍'],
    [bo, '🔥'],
    [cy, '👍'],
  ] as const)
    await world.do(who, 'message.react', { room: workshop.id, id: first.id, emoji })
  await world.do(bo, 'message.unreact', { room: workshop.id, id: first.id, emoji: '🔥' })
  await mark(world, cast, first.id, second.id)
  const gone = await say(world, bo, workshop.id, 'I should not have said that.')
  await say(world, ada, workshop.id, 'Right.', gone.id)
  await world.do(bo, 'message.delete', { room: workshop.id, id: gone.id })
  await world.do(ada, 'room.rename', { room: workshop.id, name: 'Shed <b>', topic: evil.slice(0, 40) })
  await world.do(ada, 'room.role', { room: workshop.id, user: bo.id, role: 'admin' })
  await world.do(ada, 'room.remove', { room: workshop.id, user: cy.id })
  await world.do(bo, 'room.read', { room: workshop.id, seq: 3 })
  await world.do(bo, 'account.change', { displayName: 'Bo <i>', status: evil })
  await world.do(ada, 'contact.add', { user: bo.id })
  await world.do(bo, 'account.reading', { shown: false })
  await world.do(ada, 'contact.mark', { user: bo.id, nickname: evil.slice(0, 30) })
  await world.do(bo, 'contact.mark', { user: dee.id, blocked: true })
  await world.do(bo, 'own.change', { words: ['laser'], lastSeen: 'contacts', quiet: { until: at, hours: { from: '22:00', to: '07:00' } } })
  await world.do(bo, 'draft.keep', { room: workshop.id, text: evil })
  await world.do(bo, 'thread.draft', { room: workshop.id, id: first.id, text: evil })
  await world.do(bo, 'later.send', { room: workshop.id, text: evil, due: at * 2, clientId: 'later', replyTo: first.id })
  await world.do(dee, 'room.notify', { room: lobby, level: 'all' })
  const { room: direct } = await world.do(bo, 'room.direct', { user: dee.id })
  await say(world, dee, direct.id, 'Only for Bo.')
  await world.do(ada, 'room.delete', { room: office.id })
  await sentIn(world, blob, cast)
  await world.do(ada, 'room.keep', { room: workshop.id, days: 30 })
  await world.do(ada, 'room.archive', { room: workshop.id, afterDays: 90 })
  await say(world, cy, lobby, '@SUM(A1:A2)')
  await world.person('Guest', { guest: true })
  await world.do(cy, 'account.delete', { password: 'a long walk by the sea' })
  await world.do(ada, 'room.rules', { room: workshop.id, slowSeconds: 30, approval: true, words: ['snake oil'] })
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'moderator' }).where('id', '=', bo.id).execute())
  return { ...cast, direct }
}

/** Files: two alike, a page, one whose time is over, one that is damaged, one that is lost, and pictures of somebody and of the room. */
async function sentIn(
  world: World,
  blob: (hash: string) => string,
  { ada, bo, workshop }: Awaited<ReturnType<typeof createCast>>,
): Promise<void> {
  const bring = (who: Person, content: string, about: Parameters<typeof bringTo>[4] = {}) => bringTo(blob, world, who, content, about)
  await sendFiles(world, ada, workshop.id, [await bring(ada, 'a picture'), await bring(ada, 'a picture')], 'Two alike')
  const page = await bring(bo, '<script>document.title=1</script>', { name: "=1+1 &#%'.html", kind: 'other' })
  const old = await bring(bo, 'its time is over')
  await sendFiles(world, bo, workshop.id, [page, old])
  await world.store.write((tx) => rows.expire(tx, [old]))
  const rotten = await bring(ada, 'as it was', { name: 'rotten.bin', kind: 'other' })
  const lost = await bring(ada, 'as it was not', { name: 'lost.bin', kind: 'other' })
  writeFileSync(blob(hashOf('as it was')), 'as it wAs')
  rmSync(blob(hashOf('as it was not')))
  await sendFiles(world, ada, workshop.id, [rotten, lost], 'Both are damaged')
  await world.do(bo, 'account.picture', { file: await bring(bo, 'the face of Bo') })
  await world.do(ada, 'room.picture', { room: workshop.id, file: await bring(ada, 'a lathe') })
}

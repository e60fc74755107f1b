// Somebody at a desk in the Workshop, whose commands are noted and answered by hand.
import { ada, bo, message, room, roomId } from '@hearth/client/cast.ts'
import { signedIn } from '@hearth/client/desk.ts'
import { settle } from '@hearth/client/testing.ts'
import type { Desk } from '../commands/desk.ts'
import { meaning, obey } from '../commands/table.ts'
import { standard } from '../connect/settings.ts'
import { noFiles, nothingComes } from './stage.ts'

export const workshop = roomId('Workshop')
export const goingOn = { id: 'c-1', room: workshop, by: bo.id, at: 1, video: false, participants: [], ringing: [ada.id], until: null }

export async function atDesk() {
  const all = await signedIn([room('Workshop', { topic: 'tools' }), room('Book Club'), room('Bo', { kind: 'direct', peer: bo.id })])
  const opening = all.client.open(workshop)
  await all.board.last.answer('room.history', { messages: [message(8), message(9, ada), message(10)] })
  await opening
  all.board.last.asked.length = 0
  const told: string[] = []
  const entered: string[] = []
  let settings = standard({})
  const desk: Desk = {
    ...{ client: all.client, server: new URL('https://127.0.0.1:8443'), room: workshop, marked: undefined },
    outgoing: {
      ...noFiles,
      attach: async (to, paths) => void told.push(`attach ${to} ${paths.join()}`),
      post: (to) => void told.push(`post ${to}`),
    },
    incoming: { ...nothingComes, fetch: async () => '/downloads/x', download: async (path, name) => `${path} ${name}` },
    get settings() {
      return settings
    },
    change: (to) => void (settings = to),
    enter: async (to) => void entered.push(to),
    choose: (title, choices, empty) =>
      void told.push(title, ...choices.map(({ label, detail = '' }) => `${detail} ${label}`), ...(choices.length === 0 ? [empty] : [])),
    goTo: async (to) => void entered.push(to),
    older: async () => void told.push('older'),
    back: async () => void entered.push('back'),
    tell: (text) => void told.push(text),
    show: (title, lines) => void told.push(title, ...lines),
    take: (is, one) => void told.push(`${is} ${one.id}`),
    open: () => false,
    leave: (how) => void told.push(how),
  }
  return { ...all, desk, told, entered, asked: all.board.last.asked }
}
export type Scene = Awaited<ReturnType<typeof atDesk>>
/** Enters the line; answers what is asked first of all with people, then with these. */
export async function enter(scene: Scene, line: string, answers: readonly (readonly [string, object])[] = []): Promise<void> {
  const meant = meaning(line)
  if (meant.is !== 'command') throw new Error('no command')
  const done = obey(scene.desk, meant.name, meant.words)
  await settle()
  for (const [name, ok] of answers) await scene.board.last.answer(name, ok)
  await done
}

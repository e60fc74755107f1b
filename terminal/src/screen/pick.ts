// Choosing what there is: a room to go to, a file to send, a link to open.
import { readdirSync, type Stats, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { State } from '@hearth/client/client.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { type Choice, createChooser } from './chooser.ts'
import { sizeInWords } from './message.ts'
import { type Overlay, roomsInOrder, titleOf } from './model.ts'

type Given = { changed(): void }

type Visits = { readonly recent: readonly RoomId[]; readonly here: RoomId | undefined }

/** Rooms by parts of their names; the ones visited last come first, then those with something unread. */
export function roomPicker(state: () => State, { recent, here }: Visits, go: (room: RoomId) => void, { changed }: Given): Overlay {
  const rank = (id: RoomId) => {
    const at = recent.lastIndexOf(id)
    return id === here ? -1 : at < 0 ? 0 : at + 1
  }
  return createChooser({
    title: 'Go to',
    empty: 'No room of yours is called so. /join NAME looks for public ones.',
    changed,
    choices: () =>
      roomsInOrder(state())
        .toSorted((a, b) => b.mentions - a.mentions || Number(b.unread > 0) - Number(a.unread > 0) || rank(b.id) - rank(a.id))
        .map(
          (room): Choice => ({
            label: titleOf(room),
            detail: room.unread > 0 ? unreadInWords(room) : cleanLine(room.topic),
            isLoud: room.unread > 0,
            run: () => go(room.id),
          }),
        ),
  })
}

const unreadInWords = ({ unread, mentions }: Room): string =>
  `${unread} unread${mentions === 0 ? '' : mentions === 1 ? ', you are meant' : `, you are meant ${mentions} times`}`

/** Files of a folder, and the way into others. */
export function filePicker(folder: string, send: (path: string) => void, open: (overlay: Overlay) => void, { changed }: Given): Overlay {
  const go = (to: string) => open(filePicker(to, send, open, { changed }))
  const read = new Map<boolean, readonly Entry[]>()
  /** Each letter that is typed asks for them. */
  const entries = (withHidden: boolean): readonly Entry[] => {
    const known = read.get(withHidden) ?? entriesOf(folder, withHidden)
    read.set(withHidden, known)
    return known
  }
  return createChooser({
    title: `Send from ${folder.replace(homedir(), '~')}`,
    empty: 'There is nothing of that name here.',
    changed,
    choices: (words) => [
      ...(folder === '/'
        ? []
        : [
            { label: '../', detail: 'one folder up', run: () => go(dirname(folder)) },
            { label: './', detail: 'all of this folder, as one zip', run: () => send(folder) },
          ]),
      ...entries(words.startsWith('.')).map(
        ({ name, isFolder, size }): Choice => ({
          label: isFolder ? `${name}/` : name,
          detail: isFolder || size === undefined ? '' : sizeInWords(size),
          run: () => (isFolder ? go(join(folder, name)) : send(join(folder, name))),
        }),
      ),
    ],
  })
}

export const listPicker = (title: string, all: readonly Choice[], empty: string, { changed }: Given): Overlay =>
  createChooser({ title, choices: () => all, empty, changed })

type Entry = { readonly name: string; readonly isFolder: boolean; readonly size: number | undefined }

/** What a link leads to is what it is here. */
function entriesOf(folder: string, withHidden: boolean): readonly Entry[] {
  try {
    return readdirSync(folder)
      .filter((name) => withHidden || !name.startsWith('.'))
      .map((name): Entry => {
        const found = attributes(join(folder, name))
        return { name, isFolder: found?.isDirectory() ?? false, size: found?.size }
      })
      .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name))
  } catch {
    return []
  }
}

/** Nothing of what leads nowhere or may not be looked at. */
function attributes(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

// An export as one zip, made while it is read: nothing is kept but the page that is being written.
import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Store } from '#store/open.ts'
import { roomCsv } from './csv.ts'
import { type About, FORMAT } from './form.ts'
import { type Clock, contentsPage, createClock, pageName, pagesOf, roomPage } from './html.ts'
import { aboutJson, contactsJson, logJson, membersJson, peopleJson, roomJson } from './json.ts'
import { openSource, type Scope, type Source, type Taken } from './source.ts'

export type ExportGiven = {
  readonly store: Pick<Store, 'read'>
  readonly scope: Scope
  /** What the server is called, and its version. */
  readonly name: string
  readonly version: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly clock?: Clock
}

/** Fails (the stream) with what the store or `still` throws: the zip then has no end, and no program takes it for whole. */
export async function openExport({ store, scope, name, version, at, clock = createClock() }: ExportGiven): Promise<Readable> {
  const source = await openSource(store, scope)
  const about: About = { format: FORMAT, version, name, at, scope: scope.is, rooms: source.rooms.map(({ id }) => id) }
  const { add, end } = createZip(at)
  add('index.html', () => contentsPage(source, about, clock))
  for (const room of source.rooms) addRoom(add, source, room, clock)
  // Last, for by then it is known who stands in it.
  add('people.json', () => peopleJson(source))
  add('contacts.json', () => contactsJson(source))
  add('export.json', () => aboutJson(about))
  return end()
}

type Add = (path: string, text: () => AsyncIterable<string>) => void

function addRoom(add: Add, source: Source, room: Taken, clock: Clock): void {
  const folder = `rooms/${room.id}`
  add(`${folder}/room.json`, () => roomJson(source, room))
  add(`${folder}/members.json`, () => membersJson(source, room))
  add(`${folder}/log.json`, () => logJson(source, room))
  if (room.deletedAt !== null) return
  for (let page = 1; page <= pagesOf(room); page++) add(`${folder}/${pageName(page)}`, () => roomPage(source, room, page, clock))
  for (const end of ['', '.bak']) add(`${folder}/${room.id}.csv${end}`, () => roomCsv(source, room))
}

function createZip(at: number): { readonly add: Add; readonly end: () => Readable } {
  const zip = new ZipFile()
  const out = new PassThrough()
  let current: Readable | undefined
  const fail = (error: Error) => void out.destroy(error)
  // Whoever wanted it has gone: what is being read for it ends, too.
  out.once('close', () => current?.destroy())
  zip.on('error', fail)
  return {
    add: (path, text) =>
      zip.addReadStreamLazy(path, { mtime: new Date(at), mode: 0o100644, compressionLevel: 5 }, (give) => {
        if (out.destroyed) return
        current = Readable.from(text(), { objectMode: false })
        current.once('error', fail)
        give(null, current)
      }),
    end() {
      zip.end()
      zip.outputStream.pipe(out)
      return out
    },
  }
}

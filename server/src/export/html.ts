// An export to read: pages of HTML that need nothing else, not even this computer's network. No script, every word of people escaped,
// and a policy in each page that would not let anything else in.
import { createHash } from 'node:crypto'
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import { sizeInWords } from '@hearth/protocol/size-words.ts'
import type { EntryRow } from '#store/entries.ts'
import * as messages from '#store/messages.ts'
import type { MessageRow } from '#store/say.ts'
import type * as whole from '#store/whole.ts'
import type { About } from './form.ts'
import { addressOf, facePath, sharedName } from './shared.ts'
import { peopleOf, type Someone, type Source, type Taken } from './source.ts'
import { style } from './style.ts'

/** Places of a room's log on one page: what a browser shows at once. */
export const PLACES = 2000
export const pagesOf = ({ seq }: Taken): number => Math.max(1, Math.ceil(seq / PLACES))
export const pageName = (page: number): string => (page === 1 ? 'index.html' : `page-${String(page).padStart(4, '0')}.html`)

type Text = AsyncGenerator<string>
type Names = ReadonlyMap<UserId, string>
/** How times are said: by the clock on the wall of who made the export. */
export type Clock = { readonly day: (at: number) => string; readonly time: (at: number) => string; readonly zone: string }

export function createClock(zone = Intl.DateTimeFormat().resolvedOptions().timeZone): Clock {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full' })
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  return { day: (at) => day.format(at), time: (at) => time.format(at), zone }
}

/** The first page: what this is, and every room. */
export async function* contentsPage({ rooms }: Source, about: About, clock: Clock): Text {
  yield opening(`${about.name}: taken along`)
  yield `<h1>${escaped(about.name)}</h1>\n<p class="note">Taken along on ${clock.day(about.at)} at ${clock.time(about.at)} (${escaped(clock.zone)}).</p>\n`
  yield '<ul class="rooms">\n'
  for (const room of rooms) {
    if (room.deletedAt === null)
      yield `<li><a href="rooms/${room.id}/index.html">${name(room.title)}</a> <small>${room.kind}${room.topic === '' ? '' : ` · ${escaped(room.topic)}`}</small></li>\n`
  }
  yield `</ul>\n<p><a href="people.html">People</a></p>\n${CLOSING}`
}

/** Everybody who stands in any of it. */
export async function* peoplePage(source: Source): Text {
  yield opening('People')
  yield '<p><a href="index.html">All rooms</a></p>\n<h1>People</h1>\n<ul class="rooms">\n'
  for await (const people of source.people()) for (const person of people) yield personHtml(source, person)
  yield `</ul>\n${CLOSING}`
}

function personHtml({ leftOut }: Source, { id, name: signsInAs, displayName, status, face }: Someone): string {
  const image =
    face === undefined || leftOut.has(face.id) ? '' : `<img class="face" src="${addressOf(facePath(id, face))}" alt="" loading="lazy"> `
  const says = [`@${escaped(signsInAs)}`, ...(status === '' ? [] : [escaped(status)])].join(' · ')
  return `<li id="${id}">${image}<b>${name(displayName)}</b> <small>${says}</small></li>\n`
}

/** One page of a room. @param page from 1 */
export async function* roomPage(source: Source, room: Taken, page: number, clock: Clock): Text {
  const ways = wayLinks(room, page)
  yield opening(room.title)
  yield `<p><a href="../../index.html">All rooms</a></p>\n<h1>${name(room.title)}</h1>\n`
  yield `<p class="note">${escaped(room.topic)}</p>\n${ways}`
  let day = ''
  for await (const lines of source.log(room, (page - 1) * PLACES, Math.min(room.seq, page * PLACES))) {
    const quoted = await quotedBy(source, room, lines)
    const names = await source.names([...lines.flatMap(peopleOf), ...[...quoted.values()].map(({ author }) => author)])
    for (const line of lines) {
      const at = 'said' in line ? line.said.at : line.entry.at
      const today = clock.day(at)
      if (today !== day) yield `<h2>${today}</h2>\n`
      day = today
      yield 'said' in line ? messageHtml(line.said, { source, names, quoted, clock }) : eventHtml(line.entry, names)
    }
  }
  yield `${ways}${CLOSING}`
}

/** The messages that are answered on these lines, by their place. */
async function quotedBy({ read }: Source, room: Taken, lines: readonly whole.Line[]): Promise<ReadonlyMap<number, MessageRow>> {
  const places = new Set(lines.flatMap((line) => ('said' in line && line.said.replyTo !== null ? [seqIn(line.said.replyTo)] : [])))
  const rows = places.size === 0 ? [] : await read((tx) => messages.at(tx, room.id, [...places]))
  return new Map(rows.map((row) => [row.seq, row]))
}

type Around = {
  readonly source: Source
  readonly names: Names
  readonly quoted: ReadonlyMap<number, MessageRow>
  readonly clock: Clock
}

function messageHtml(said: whole.WholeMessage, { source, names, quoted, clock }: Around): string {
  const edited =
    said.editedAt === null || said.deletedAt !== null
      ? ''
      : ` <small title="${clock.day(said.editedAt)}, ${clock.time(said.editedAt)}">edited</small>`
  const when = `<a href="#m${said.seq}"><time datetime="${new Date(said.at).toISOString()}">${clock.time(said.at)}</time></a>`
  const head = `<header><b>${called(names, said.author)}</b> ${when}${edited}</header>`
  return `<article id="m${said.seq}">${head}${fromHtml(said, { names, clock })}${quoteHtml(said, names, quoted)}${wordsHtml(said)}${pollHtml(said)}${filesHtml(said, source)}${reactionsHtml(said, names)}</article>\n`
}

function pollHtml({ extra, poll }: whole.WholeMessage): string {
  if (extra?.poll === undefined || poll === undefined) return ''
  const stands = extra.poll.options.map((option, at) => `<li>${escaped(option)} <b>${poll.counts[at] ?? 0}</b></li>`).join('')
  return `<ul class="reactions">${stands}</ul>`
}

function fromHtml({ extra }: whole.WholeMessage, { names, clock }: Pick<Around, 'names' | 'clock'>): string {
  if (extra?.forwarded === undefined) return ''
  const { author, at } = extra.forwarded
  return `<p class="quote">forwarded, from ${called(names, author)}, ${clock.day(at)}, ${clock.time(at)}</p>`
}

function wordsHtml({ text, files }: whole.WholeMessage): string {
  if (text === null) return '<p class="gone">deleted</p>'
  return text === '' && files.length > 0 ? '' : `<p class="words" dir="auto">${escaped(text)}</p>`
}

const PLAYED = /^(?:video\/(?:mp4|webm|ogg|quicktime|x-m4v)|audio\/[\w.+-]+)$/

/** Pictures are shown, sound and film can be played, all of them lie beside the page. */
function filesHtml({ seq, files }: whole.WholeMessage, { leftOut }: Source): string {
  return files
    .map((file, place) => {
      const about = `<bdi>${escaped(file.name)}</bdi> <small>${sizeInWords(file.size)}</small>`
      if (file.hash === null || leftOut.has(file.id)) return `<p class="gone">${about} is no longer kept</p>`
      const address = addressOf(`shared/${sharedName(seq, place, file.name)}`)
      const type = file.type.split(';', 1)[0] ?? ''
      if (file.kind === 'image' && file.width !== null)
        return `<p class="file"><a href="${address}"><img src="${address}" width="${file.width}" height="${file.height ?? file.width}" alt="${escaped(file.name)}" loading="lazy"></a></p>`
      const player = PLAYED.test(type) ? `<${type.slice(0, 5)} src="${address}" controls preload="none"></${type.slice(0, 5)}>` : ''
      return `<p class="file">${player}<a href="${address}">${about}</a></p>`
    })
    .join('')
}

const SNIPPET = 120
function quoteHtml({ replyTo }: whole.WholeMessage, names: Names, quoted: ReadonlyMap<number, MessageRow>): string {
  if (replyTo === null) return ''
  const place = seqIn(replyTo)
  const row = quoted.get(place)
  if (row === undefined || row.id !== replyTo) return '<p class="quote">an answer to something that is gone</p>'
  const text = row.text === '' && row.files !== undefined ? 'a file' : row.text
  const words = text === null ? 'deleted' : [...text.slice(0, 2 * SNIPPET)].slice(0, SNIPPET).join('')
  return `<p class="quote"><a href="${pageName(Math.ceil(place / PLACES))}#m${place}">${called(names, row.author)}: <bdi>${escaped(words)}</bdi></a></p>`
}

function reactionsHtml({ reactions }: whole.WholeMessage, names: Names): string {
  if (reactions.length === 0) return ''
  const groups = Map.groupBy(reactions, ({ emoji }) => emoji)
  const items = [...groups].map(([emoji, by]) => {
    const who = by.map(({ user }) => names.get(user) ?? 'somebody').join(', ')
    return `<li title="${escaped(who)}">${escaped(emoji)} ${by.length}</li>`
  })
  return `<ul class="reactions">${items.join('')}</ul>`
}

/** What others do to messages is seen on the messages. */
function eventHtml({ event, actor, body, message: about }: EntryRow, names: Names): string {
  const by = called(names, actor)
  const user = typeof body['user'] === 'string' ? called(names, body['user'] as UserId) : by
  const says: Readonly<Record<string, string>> = {
    'room.created': `${by} made this room.`,
    'room.joined': `${user} came in.`,
    'room.left': `${user} left.`,
    'room.removed': `${by} put ${user} out.`,
    'room.pictured': body['picture'] === null ? `${by} took its picture away.` : `${by} gave it another picture.`,
    'room.renamed': `${by} called it ${name(String(body['name'] ?? ''))}${body['topic'] ? ` (${escaped(String(body['topic']))})` : ''}.`,
    'message.pinned': `${by} pinned ${linkTo(about)}.`,
    'message.unpinned': `${by} took a pin off ${linkTo(about)}.`,
    'room.role': `${by} made ${user} ${escaped(String(body['role'] ?? ''))}.`,
  }
  return Object.hasOwn(says, event) ? `<p class="note">${says[event]}</p>\n` : ''
}

function linkTo(about: MessageId | null): string {
  if (about === null) return 'a message'
  const place = seqIn(about)
  return `<a href="${pageName(Math.ceil(place / PLACES))}#m${place}">a message</a>`
}

function wayLinks(room: Taken, page: number): string {
  const last = pagesOf(room)
  if (last === 1) return ''
  const link = (to: number, says: string) =>
    to < 1 || to > last || to === page ? `<span>${says}</span>` : `<a href="${pageName(to)}">${says}</a>`
  return `<nav>${link(1, 'First')} ${link(page - 1, 'Earlier')} <b>${page} of ${last}</b> ${link(page + 1, 'Later')} ${link(last, 'Last')}</nav>\n`
}

const called = (names: Names, id: UserId): string => name(names.get(id) ?? 'somebody')
/** Names may be written in any direction; none turns its neighbours around. */
const name = (text: string): string => `<bdi>${escaped(text)}</bdi>`

const SAFE: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Fit for text and for attributes in quotes. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(/[&<>"']/g, (sign) => SAFE[sign] ?? '')

// Beside the page: over HTTP that is its own origin, from the disk a browser may want the scheme by name.
const BESIDE = "'self' file:"
const POLICY = `default-src 'none'; img-src ${BESIDE}; media-src ${BESIDE}; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`

const opening = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
`
const CLOSING = '</main>\n</body>\n</html>\n'

// What each key does. The line one writes in always has the keyboard; what lies on top comes first, then these, then the line itself.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { firstWord, Refusal } from '../commands/desk.ts'
import { commandNames, commands, helpLines } from '../commands/table.ts'
import { complete } from '../edit/complete.ts'
import { edited, emptyLine, insert, lineOf, rowDown, rowUp } from '../edit/line.ts'
import { messagesOf, roomsInOrder, titleOf } from '../screen/model.ts'
import { createPager } from '../screen/pager.ts'
import { filePicker, listPicker, roomPicker } from '../screen/pick.ts'
import { scrolled, seesBeginning } from '../screen/talk.ts'
import type { Heard } from '../surface/keys.ts'
import { linksIn } from '../text/markup.ts'
import { row, span } from '../text/spans.ts'
import { type App, talkSize } from './app.ts'
import { entered, pasted } from './entering.ts'
import { look, lookKey } from './looking.ts'
import { mark, markKey } from './marking.ts'

export function hear(app: App, heard: Heard): void {
  const { ui } = app
  if (heard.is === 'focus') {
    ui.isFocused = heard.on
  } else if (ui.overlay) {
    const overlay = ui.overlay
    if (overlay.hear(heard) === 'close' && ui.overlay === overlay) ui.overlay = undefined
  } else if (heard.is === 'mouse') mouse(app, heard)
  else if (heard.is === 'paste') pasted(app, heard.text)
  else if (app.looking) lookKey(app, heard)
  else if (ui.selected !== undefined && markKey(app, heard)) return
  else if (heard.is === 'text') type(app, heard.text)
  else press(app, heard.name)
}

function type(app: App, text: string): void {
  app.completion = undefined
  app.ui.hint = undefined
  app.write(insert(app.ui.line, text))
}

function press(app: App, name: string): void {
  const { ui } = app
  if (name !== 'tab' && name !== 'shift+tab') {
    app.completion = undefined
    ui.hint = undefined
  }
  const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined
  if (deed?.(app) !== undefined) return
  const line = edited(ui.line, name)
  if (line) {
    app.past.rest()
    app.write(line)
  }
}

/** Undefined: not meant for it here; then it is the line's. */
type Deed = (app: App) => true | undefined
const always =
  (deed: (app: App) => void): Deed =>
  (app) => {
    deed(app)
    return true
  }

const deeds: Readonly<Record<string, Deed>> = {
  enter: always(entered),
  'ctrl+enter': always(entered),
  tab: always((app) => completes(app, false)),
  'shift+tab': always((app) => completes(app, true)),
  up: always(upwards),
  down: always(downwards),
  pageup: always((app) => scroll(app, talkSize(app).height - 2)),
  pagedown: always((app) => scroll(app, 2 - talkSize(app).height)),
  'shift+pageup': always(toFirstUnread),
  'ctrl+home': always((app) => scroll(app, 1_000_000)),
  'ctrl+end': always(toNewest),
  escape: always(escape),
  'ctrl+c': always(clear),
  'ctrl+d': (app) => (app.ui.line.text === '' ? (app.end('quit'), true) : undefined),
  // At the end of the line there is nothing to cut: then it is the switcher.
  'ctrl+k': (app) => (app.ui.line.at === app.ui.line.text.length ? (switcher(app), true) : undefined),
  'ctrl+g': always(switcher),
  'ctrl+n': always((app) => step(app, 1)),
  'ctrl+p': always((app) => step(app, -1)),
  'alt+down': always((app) => step(app, 1)),
  'alt+up': always((app) => step(app, -1)),
  'alt+shift+down': always((app) => step(app, 1, true)),
  'alt+shift+up': always((app) => step(app, -1, true)),
  'alt+left': always((app) => visit(app, -1)),
  'alt+right': always((app) => visit(app, 1)),
  'alt+s': always((app) => visit(app, -1)),
  'alt+a': always(nextActive),
  ...Object.fromEntries([...'1234567890'].map((digit, at) => [`alt+${digit}`, always((app) => nth(app, at))])),
  'ctrl+l': always(({ given }) => given.surface.redraw()),
  'ctrl+r': always(look),
  'ctrl+s': always(mark),
  'shift+up': always((app) => app.run('reply', '')),
  'ctrl+up': always((app) => app.run('reply', '')),
  'ctrl+x': always(attach),
  'ctrl+o': always(links),
  'alt+e': always(inEditor),
  'ctrl+z': always(({ given }) => void given.surface.lend(suspended)),
  'ctrl+/': always(help),
  f1: always(help),
  f2: always(({ ui }) => void (ui.hides = { ...ui.hides, rooms: !ui.hides.rooms })),
  f3: always(({ ui }) => void (ui.hides = { ...ui.hides, members: !ui.hides.members })),
}

const keyHelp: readonly (readonly [string, string])[] = [
  ['Ctrl+K, Ctrl+G', 'go to a room by parts of its name (Ctrl+K in the middle of a line cuts its rest)'],
  ['Alt+A', 'the next room with something unread; after the last one, back'],
  ['Alt+1 … Alt+0', 'the first ten rooms'],
  ['Alt+↑ ↓, Ctrl+P N', 'the room above, below; with Shift: with something unread'],
  ['Alt+← →, Alt+S', 'the rooms you came from'],
  ['PgUp, PgDn', 'older and newer messages; Shift+PgUp: the first unread one; Ctrl+End: the newest'],
  ['Esc', 'away with what lies on top, then to the newest message'],
  ['↑ ↓', 'what you wrote before; ↑ in an empty line changes your last message'],
  ['Ctrl+R', 'look through what you wrote before'],
  ['Ctrl+S', 'mark a message: ↑ ↓, then r answer, e change, d take back, + react, g fetch its file, o open its link'],
  ['Shift+↑', 'answer the last message of others'],
  ['Tab', 'complete commands, @names, #rooms, :emoji:, paths'],
  ['Alt+Enter', 'a new line in the message (Shift+Enter where the terminal tells it apart)'],
  ['Alt+E', 'write in $EDITOR'],
  ['Ctrl+X', 'send a file; dropping one into the window does it too'],
  ['Ctrl+O', 'links, newest first'],
  ['Ctrl+A E B F W U Y T _', 'as in a shell: begin, end, back, forward, cut, paste, swap, undo'],
  ['F2, F3', 'fold the rooms, the people away'],
  ['Ctrl+L, Ctrl+Z', 'draw anew; into the background'],
  ['Ctrl+D', 'leave, in an empty line'],
]

function help(app: App): void {
  const lines = ['Keys', ...keyHelp.map(([keys, says]) => `  ${keys.padEnd(24)} ${says}`), '', ...helpLines()]
  app.put(
    createPager(
      'Help',
      lines.map((text) => (/^\S/u.test(text) ? row(text, app.ui.theme.ember) : row(text))),
      app.changed,
    ),
  )
}

function completes(app: App, backwards: boolean): void {
  const { ui, client } = app
  const people = [...client.state.people.values()].filter(({ deleted }) => !deleted).map(({ name }) => name)
  const members = ((ui.room && client.state.members.get(ui.room)) ?? []).map(({ user }) => user.name)
  const words = {
    people: [...members, ...people],
    rooms: roomsInOrder(client.state).map((room) => titleOf(room).replace(/^[#@]/u, '')),
    commands: commandNames,
    takes: (name: string) => {
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined
      return command?.takes
    },
  }
  const found = complete(ui.line, words, app.completion, backwards)
  if (!found) return
  app.completion = found
  app.write(found.line)
  ui.hint =
    found.all.length === 1
      ? undefined
      : found.all.slice(0, 30).flatMap((one, at) => [span(one.trim(), at === found.at ? ui.theme.mark : ui.theme.faint), span('  ')])
}

function upwards(app: App): void {
  const { ui, past } = app
  const inside = rowUp(ui.line)
  if (inside) return app.write(inside)
  const mine = messagesOf(app.client.state, ui.room).some(
    ({ author, deletedAt }) => author === app.client.state.me?.id && deletedAt === undefined,
  )
  if (ui.line.text === '' && !ui.about && mine) return app.run('edit', '')
  const older = past.older(ui.line.text)
  if (older !== undefined) app.write(lineOf(older, ui.line))
}

function downwards(app: App): void {
  const { ui, past } = app
  const inside = rowDown(ui.line)
  if (inside) return app.write(inside)
  const newer = past.newer()
  if (newer !== undefined) app.write(lineOf(newer, ui.line))
}

export function scroll(app: App, by: number): void {
  const { ui, client } = app
  const { columns, height } = talkSize(app)
  ui.anchor = scrolled(app.scene(), columns, height, by)
  if (ui.room === undefined) return
  if (by > 0 && seesBeginning(app.scene(), columns, height)) void client.older(ui.room)
  if (by < 0 && ui.anchor === undefined) void client.newer(ui.room)
}

function toNewest(app: App): void {
  const { ui, client } = app
  ui.anchor = undefined
  if (ui.room !== undefined) void client.jump(ui.room, 'latest')
}

async function toFirstUnread(app: App): Promise<void> {
  const { ui, client } = app
  const timeline = ui.room === undefined ? undefined : client.state.timelines.get(ui.room)
  if (ui.room === undefined || !timeline) return
  await client.jump(ui.room, timeline.enteredAt + 1)
  const first = messagesOf(client.state, ui.room).find(({ seq }) => seq > timeline.enteredAt)
  if (first) ui.anchor = { item: `m${first.seq}`, below: 0 }
  app.changed()
}

function escape(app: App): void {
  const { ui } = app
  if (ui.about) {
    if (ui.about.is === 'edit') app.write(emptyLine)
    ui.about = undefined
  } else if (ui.anchor) toNewest(app)
}

function clear(app: App): void {
  if (app.ui.line.text === '' && !app.ui.about) return app.tell('Ctrl+D or /quit leaves.')
  app.past.add(app.ui.line.text)
  app.ui.about = undefined
  app.write(emptyLine)
}

function switcher(app: App): void {
  app.put(
    roomPicker(
      () => app.client.state,
      app.visited.list,
      (room) => void app.enter(room),
      app,
    ),
  )
}

function step(app: App, by: number, isUnread = false): void {
  const rooms = roomsInOrder(app.client.state)
  const at = rooms.findIndex(({ id }) => id === app.ui.room)
  for (let i = 1; i <= rooms.length; i++) {
    const room = rooms[(at + by * i + rooms.length * 2) % rooms.length]
    if (room && room.id !== app.ui.room && (!isUnread || room.unread > 0)) return void app.enter(room.id)
  }
}

function visit(app: App, by: number): void {
  const { visited } = app
  const to = visited.list[visited.at + by]
  if (to === undefined) return
  visited.at += by
  void app.enter(to, true)
}

function nth(app: App, at: number): void {
  const room = roomsInOrder(app.client.state)[at]
  if (room) void app.enter(room.id)
}

/** Those where one is meant come first; after the last one goes back to where this began. */
function nextActive(app: App): void {
  const waiting = roomsInOrder(app.client.state).filter(({ unread, id }) => unread > 0 && id !== app.ui.room)
  const next = waiting.find(({ mentions, kind }) => mentions > 0 || kind === 'direct') ?? waiting[0]
  const home: RoomId | undefined = app.home
  if (next) {
    app.home ??= app.ui.room
    return void app.enter(next.id)
  }
  app.home = undefined
  if (home !== undefined && home !== app.ui.room) void app.enter(home)
}

function attach(app: App): void {
  const { room } = app.ui
  if (room === undefined) return
  const send = (path: string) =>
    void app.given.outgoing.attach(room, [path]).catch((error: unknown) => app.tell(error instanceof Error ? error.message : '', true))
  app.put(filePicker(process.cwd(), send, app.put, app))
}

function links(app: App): void {
  const all = messagesOf(app.client.state, app.ui.room)
    .toReversed()
    .flatMap(({ text }) => linksIn(text ?? ''))
  const open = (link: string) => {
    if (!app.given.open(link)) app.tell(link)
  }
  app.put(
    listPicker(
      'Open',
      all.map((link) => ({ label: link, run: () => open(link) })),
      'There are no links in sight.',
      app,
    ),
  )
}

function mouse(app: App, { deed, x, y }: Extract<Heard, { is: 'mouse' }>): void {
  if (deed !== 'press') return scroll(app, deed === 'up' ? 3 : -3)
  const { rooms } = { rooms: app.given.surface.columns >= 80 && !app.ui.hides.rooms ? 20 : 0 }
  const room = x < rooms ? roomsInOrder(app.client.state)[y] : undefined
  if (room) void app.enter(room.id)
}

/** What was written so far, in the program the person edits with. */
function inEditor(app: App): void {
  const command = process.env['VISUAL'] || process.env['EDITOR'] || 'vi'
  const folder = mkdtempSync(join(tmpdir(), 'hearth-'))
  const file = join(folder, 'message.md')
  writeFileSync(file, app.ui.line.text, { mode: 0o600 })
  const [program, rest] = firstWord(command)
  void app.given.surface
    .lend(
      () =>
        new Promise<void>((resolve, reject) => {
          const child = spawn(program, [...rest.split(/\s+/u).filter(Boolean), file], { stdio: 'inherit' })
          child.once('error', () => reject(new Refusal(`${program} cannot be started; set EDITOR.`)))
          child.once('close', () => resolve())
        }),
    )
    .then(
      () => app.write(lineOf(readFileSync(file, 'utf8').replace(/\n+$/u, ''), app.ui.line)),
      (error: unknown) => app.tell(error instanceof Error ? error.message : String(error), true),
    )
    .finally(() => {
      rmSync(folder, { recursive: true, force: true })
      app.changed()
    })
}

/** Into the background, until the shell brings it back. */
const suspended = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGCONT', () => resolve())
    process.kill(process.pid, 'SIGTSTP')
  })

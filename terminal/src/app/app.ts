// The full screen at work: what the client knows and what is typed become frames. Keys are in keys.ts, entered lines in entering.ts.
import type { Client } from '@hearth/client/client.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { FileCard, Message } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import type { Desk } from '../commands/desk.ts'
import { save } from '../commands/files.ts'
import { showThread } from '../commands/marks.ts'
import { obey } from '../commands/table.ts'
import { type Settings, turnsWords } from '../connect/settings.ts'
import type { Completion } from '../edit/complete.ts'
import { emptyLine, type Line, lineOf } from '../edit/line.ts'
import { createPast, type Past } from '../edit/past.ts'
import type { Incoming } from '../files/incoming.ts'
import type { Outgoing } from '../files/outgoing.ts'
import { transferRows } from '../files/progress.ts'
import { receiveFiles } from '../files/receiving.ts'
import { frameOf, type Places, placesOf } from '../screen/frame.ts'
import { emptyUi, messagesOf, nameOf, type Overlay, type Scene, type Shown, type Ui } from '../screen/model.ts'
import { createPager } from '../screen/pager.ts'
import { listPicker } from '../screen/pick.ts'
import { anchorOn } from '../screen/talk.ts'
import { themes } from '../screen/theme.ts'
import type { Surface } from '../surface/surface.ts'
import { row } from '../text/spans.ts'
import { createTeller } from './telling.ts'

export type AppGiven = {
  readonly surface: Surface
  readonly client: Client
  readonly outgoing: Outgoing
  readonly incoming: Incoming
  readonly server: URL
  settings(): Settings
  change(settings: Settings): void
  open(address: string): boolean
  /** Rows for a picture, where this terminal shows pictures; `changed` when it is there. */
  picture(file: FileCard, columns: number, changed: () => void): Shown | undefined
  readonly past: readonly string[]
  readonly env: NodeJS.ProcessEnv
  now(): number
}

export type App = {
  readonly given: AppGiven
  readonly client: Client
  readonly ui: Ui
  readonly desk: Desk
  readonly past: Past & { readonly all: readonly string[] }
  /** Rooms in the order they were visited, and where one stands in it. */
  readonly visited: { list: RoomId[]; at: number }
  completion: Completion | undefined
  /** Looking through what was written before. */
  looking: { words: string; skip: number; before: Line } | undefined
  /** Where Alt+A began. */
  home: RoomId | undefined
  scene(): Scene
  /** Something is different: a frame soon. */
  changed(): void
  enter(room: RoomId, isStep?: boolean): Promise<void>
  tell(text: string, isBad?: boolean): void
  run(name: string, words: string): void
  write(line: Line): void
  put(overlay: Overlay | undefined): void
  end(how: 'quit' | 'door'): void
}

/** Frames for what others do; what one types oneself is drawn at once. */
const FRAME_MS = 33
const DRAFT_MS = 500
const MOST_NOTICES = 200

export function createApp(given: AppGiven, ended: (how: 'quit' | 'door') => void): App & { close(): void; draw(): void } {
  const { surface, client, outgoing, incoming } = given
  const ui = emptyUi(themes[given.settings().theme], turnsWords(given.settings(), given.env))
  const past = createPast(given.past)
  let noticeId = 0
  let soon: NodeJS.Timeout | undefined
  let saving: NodeJS.Timeout | undefined
  let closed = false

  const scene = (): Scene => ({
    state: client.state,
    ui,
    columns: surface.columns,
    rows: surface.rows,
    now: given.now(),
    person: client.person,
    picture: (file, columns) => given.picture(file, columns, changed),
    transfers: transferRows(outgoing.list, incoming.list, surface.columns, ui.theme),
  })

  function draw(): void {
    clearTimeout(soon)
    soon = undefined
    if (closed) return
    teller.look()
    readWhatIsSeen()
    surface.draw(frameOf(scene()))
  }
  function changed(): void {
    soon ??= setTimeout(draw, FRAME_MS)
  }

  function readWhatIsSeen(): void {
    const last = messagesOf(client.state, ui.room).at(-1)
    const timeline = ui.room === undefined ? undefined : client.state.timelines.get(ui.room)
    if (ui.room === undefined || !last || !timeline) return
    if (timeline.hasNewer && ui.anchor === undefined) void client.newer(ui.room)
    const room = client.state.rooms.get(ui.room)
    if (ui.isFocused && ui.anchor === undefined && !ui.overlay && !timeline.hasNewer && room)
      client.read(ui.room, Math.max(last.seq, room.seq))
  }

  function keepDraft(): void {
    clearTimeout(saving)
    saving = undefined
    const text = ui.about?.is === 'edit' ? '' : ui.line.text
    if (ui.room !== undefined && (client.state.drafts.get(ui.room) ?? '') !== text) client.draft(ui.room, text)
  }

  const app: App = {
    ...{ given, client, ui, past, scene, changed },
    visited: { list: [], at: -1 },
    completion: undefined,
    looking: undefined,
    home: undefined,
    desk: undefined as never,
    async enter(room, isStep = false) {
      if (!client.state.rooms.has(room)) return
      keepDraft()
      if (!isStep && ui.room !== room) {
        app.visited.list = [...app.visited.list.slice(0, app.visited.at + 1), room].slice(-50)
        app.visited.at = app.visited.list.length - 1
      }
      Object.assign(ui, { room, anchor: undefined, selected: undefined, about: undefined, overlay: undefined, hint: undefined })
      ui.line = lineOf(client.state.drafts.get(room) ?? '')
      app.completion = undefined
      changed()
      await Promise.all([client.open(room), client.members(room)])
      changed()
    },
    tell(text, isBad = false) {
      const after = messagesOf(client.state, ui.room).at(-1)?.seq ?? 0
      ui.notices = [...ui.notices, { id: ++noticeId, room: ui.room, after, text, isBad }].slice(-MOST_NOTICES)
      changed()
    },
    run: (name, words) =>
      void obey(app.desk, name, words).catch((error: unknown) =>
        app.tell(error instanceof Error ? `${error.name}: ${error.message}` : String(error), true),
      ),
    write(line) {
      const isChanged = line.text !== ui.line.text
      ui.line = line
      if (!isChanged) return
      if (ui.room !== undefined && line.text !== '' && !line.text.startsWith('/')) client.typing(ui.room)
      saving ??= setTimeout(keepDraft, DRAFT_MS)
    },
    put(overlay) {
      ui.overlay = overlay
      changed()
    },
    end: (how) => {
      keepDraft()
      ended(how)
    },
  }
  Object.assign(app, { desk: deskOf(app) })
  const teller = createTeller(app)
  const received = {
    client,
    settings: given.settings,
    save: (file: FileCard) => save(app.desk, file),
    failed: (error: unknown) => app.tell(wordsFor(error), true),
  }
  const stops = [client.subscribe(changed), outgoing.subscribe(changed), receiveFiles(received)]
  incoming.subscribe(changed)

  return Object.assign(app, {
    draw,
    close() {
      closed = true
      keepDraft()
      clearTimeout(soon)
      teller.close()
      for (const stop of stops) stop()
    },
  })
}

const wordsFor = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function deskOf(app: App): Desk {
  const { given, client, ui } = app
  return {
    ...{ client, outgoing: given.outgoing, incoming: given.incoming, server: given.server },
    get settings() {
      return given.settings()
    },
    get room() {
      return ui.room
    },
    get marked() {
      return markedIn(app)
    },
    change(settings) {
      given.change(settings)
      ui.theme = themes[settings.theme]
      ui.turns = turnsWords(settings, given.env)
      ui.isCommanding = false
      given.surface.turns(ui.turns)
      given.surface.mouse(settings.mouse)
      given.surface.redraw()
    },
    enter: (room) => app.enter(room),
    older: () => (ui.room === undefined ? Promise.resolve() : client.older(ui.room)),
    goTo: (room, seq) => goTo(app, room, seq),
    async back() {
      const before = app.visited.list[app.visited.at - 1]
      if (before === undefined) return app.tell('You were in no other room yet.')
      app.visited.at--
      await app.enter(before, true)
    },
    tell: (text) => app.tell(text),
    choose: (title, choices, empty) => app.put(listPicker(title, choices, empty, app)),
    show: (title, lines) =>
      app.put(
        createPager(
          title,
          lines.map((line) => row(line)),
          app.changed,
        ),
      ),
    take(is, message, text) {
      ui.selected = undefined
      ui.about = { is, id: message.id, says: `${nameOf(client.person(message.author))}: ${cleanLine(message.text ?? '')}` }
      if (is === 'edit') ui.line = lineOf(text, emptyLine)
      app.changed()
    },
    open: given.open,
    leave: app.end,
  }
}

/** To a message that may be far from what is held; marked there, and read nothing by that. */
async function goTo(app: App, room: RoomId, seq: Seq): Promise<void> {
  await app.enter(room)
  await app.client.jump(room, seq)
  const found = app.client.state.timelines.get(room)?.messages.find((one) => one.seq === seq)
  if (found && !standsInRoom(found)) return showThread(app.desk, room, found.id)
  const { columns, height } = talkSize(app)
  app.ui.selected = seq
  app.ui.anchor = anchorOn(app.scene(), columns, height, seq) ?? { item: `m${seq}`, below: 0 }
  app.changed()
}

export const markedIn = ({ ui, client }: App): Message | undefined =>
  ui.selected === undefined ? undefined : messagesOf(client.state, ui.room).find(({ seq }) => seq === ui.selected)

/** What stands where just now. */
export const placesNow = (app: App): Places => placesOf(app.scene())

/** How many rows and columns the messages have. */
export function talkSize(app: App): { readonly columns: number; readonly height: number } {
  const { middle, talk } = placesNow(app)
  return { columns: middle, height: talk }
}

// From room to room, and up and down in what was said.
import { levelOf } from '@hearth/client/own.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { roomAt } from '../screen/frame.ts'
import { messagesOf, roomsInOrder } from '../screen/model.ts'
import { roomPicker } from '../screen/pick.ts'
import { scrolled, seesBeginning } from '../screen/talk.ts'
import type { Heard } from '../surface/keys.ts'
import { type App, placesNow, talkSize } from './app.ts'

/** @param by rows; above zero: to what is older */
export function scroll(app: App, by: number): void {
  const { ui, client } = app
  const { columns, height } = talkSize(app)
  ui.anchor = scrolled(app.scene(), columns, height, by)
  if (ui.room === undefined) return
  if (by > 0 && seesBeginning(app.scene(), columns, height)) void client.older(ui.room)
  if (by < 0 && ui.anchor === undefined) void client.newer(ui.room)
}

export function toNewest(app: App): void {
  const { ui, client } = app
  ui.anchor = undefined
  if (ui.room !== undefined) void client.jump(ui.room, 'latest')
}

export async function toFirstUnread(app: App): Promise<void> {
  const { ui, client } = app
  const timeline = ui.room === undefined ? undefined : client.state.timelines.get(ui.room)
  if (ui.room === undefined || !timeline) return
  await client.jump(ui.room, timeline.enteredAt + 1)
  const first = messagesOf(client.state, ui.room).find(({ seq }) => seq > timeline.enteredAt)
  if (first) ui.anchor = { item: `m${first.seq}`, below: 0 }
  app.changed()
}

export function switcher(app: App): void {
  app.put(
    roomPicker(
      () => app.client.state,
      { recent: app.visited.list, here: app.ui.room },
      (room) => void app.enter(room),
      app,
    ),
  )
}

export function step(app: App, by: number, isUnread = false): void {
  const rooms = roomsInOrder(app.client.state)
  const at = rooms.findIndex(({ id }) => id === app.ui.room)
  for (let i = 1; i <= rooms.length; i++) {
    const room = rooms[(at + by * i + rooms.length * 2) % rooms.length]
    if (room && room.id !== app.ui.room && (!isUnread || room.unread > 0)) return void app.enter(room.id)
  }
}

/** Along the way one came. */
export function visit(app: App, by: number): void {
  const { visited } = app
  const to = visited.list[visited.at + by]
  if (to === undefined) return
  visited.at += by
  void app.enter(to, true)
}

/** The room before this one; once more: back again. */
export function previous(app: App): void {
  const { visited } = app
  const to = visited.list[visited.at - 1] ?? visited.list[visited.at + 1]
  if (to !== undefined) void app.enter(to)
}

export function nth(app: App, at: number): void {
  const room = roomsInOrder(app.client.state)[at]
  if (room) void app.enter(room.id)
}

/** Nothing but one's own name calls there. */
const isMuted = ({ client }: App, room: Room): boolean => room.mentions === 0 && levelOf(client.state, room) === 'none'

/** Those where one is meant come first; after the last one goes back to where this began. */
export function nextActive(app: App): void {
  const waiting = roomsInOrder(app.client.state).filter((room) => room.unread > 0 && room.id !== app.ui.room && !isMuted(app, room))
  const next = waiting.find(({ mentions, kind }) => mentions > 0 || kind === 'direct') ?? waiting[0]
  const home: RoomId | undefined = app.home
  if (next) {
    app.home ??= app.ui.room
    return void app.enter(next.id)
  }
  app.home = undefined
  if (home !== undefined && home !== app.ui.room) void app.enter(home)
}

/** The wheel scrolls, a press on a room goes there. */
export function mouse(app: App, { deed, x, y }: Extract<Heard, { is: 'mouse' }>): void {
  if (deed !== 'press') return scroll(app, deed === 'up' ? 3 : -3)
  const scene = app.scene()
  const room = x < placesNow(app).rooms ? roomAt(scene, y, scene.rows) : undefined
  if (room) void app.enter(room.id)
}

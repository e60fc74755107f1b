// What each key does. The line one writes in always has the keyboard; what lies on top comes first, then these, then the line itself.
import { wordsOf } from '../commands/words.ts'
import { complete } from '../edit/complete.ts'
import { edited, emptyLine, insert, lineOf, rowDown, rowUp } from '../edit/line.ts'
import { messagesOf } from '../screen/model.ts'
import { filePicker, listPicker } from '../screen/pick.ts'
import type { Heard } from '../surface/keys.ts'
import { linksIn } from '../text/markup.ts'
import { span } from '../text/spans.ts'
import { type App, talkSize } from './app.ts'
import { inEditor, suspend } from './editor.ts'
import { entered, pasted } from './entering.ts'
import { help } from './help.ts'
import { look, lookKey } from './looking.ts'
import { markKey, markNewest } from './marking.ts'
import { mouse, nextActive, nth, previous, scroll, step, switcher, toFirstUnread, toNewest, visit } from './moving.ts'
import { vimKey } from './vim.ts'

export function hear(app: App, heard: Heard): void {
  const { ui } = app
  if (heard.is === 'focus') {
    ui.isFocused = heard.on
  } else if (ui.overlay) {
    const overlay = ui.overlay
    if (overlay.hear(heard) === 'close' && ui.overlay === overlay) ui.overlay = undefined
  } else if (heard.is === 'mouse') mouse(app, heard)
  else if (heard.is === 'paste') pasted(app, heard)
  else if (app.looking) lookKey(app, heard)
  else if (heard.is === 'text' && obeysLetters(app) && Array.from(heard.text).length > 1) spelled(app, heard.text)
  else if (app.given.settings().keys === 'vim' && vimKey(app, heard)) return
  else if (ui.selected !== undefined && markKey(app, heard)) return
  else if (heard.is === 'text') type(app, heard.text)
  else press(app, heard.name)
}

const obeysLetters = ({ ui }: App): boolean => !ui.overlay && (ui.isCommanding || ui.selected !== undefined)

/** Letters that came at once are heard one by one while they are deeds; what is left is written in one. */
function spelled(app: App, text: string): void {
  let rest = text
  while (rest !== '' && obeysLetters(app)) {
    const [letter = ''] = rest
    rest = rest.slice(letter.length)
    hear(app, { is: 'text', text: letter })
  }
  if (rest !== '') hear(app, { is: 'text', text: rest })
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
  'alt+s': always(previous),
  'alt+a': always(nextActive),
  ...Object.fromEntries([...'1234567890'].map((digit, at) => [`alt+${digit}`, always((app) => nth(app, at))])),
  'ctrl+l': always(({ given }) => given.surface.redraw()),
  'ctrl+r': always(look),
  'ctrl+s': always(markNewest),
  'shift+up': always((app) => app.run('reply', '')),
  'ctrl+up': always((app) => app.run('reply', '')),
  'ctrl+x': always(attach),
  'ctrl+o': always(links),
  'alt+e': always(inEditor),
  'ctrl+z': always(suspend),
  'ctrl+/': always(help),
  f1: always(help),
  f2: always(({ ui }) => void (ui.hides = { ...ui.hides, rooms: !ui.hides.rooms })),
  f3: always(({ ui }) => void (ui.hides = { ...ui.hides, members: !ui.hides.members })),
}

function completes(app: App, backwards: boolean): void {
  const { ui, client } = app
  const found = complete(ui.line, wordsOf(client, ui.room), app.completion, backwards)
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

// F1: the keys, and everything that can be typed after a slash.
import { helpLines } from '../commands/table.ts'
import { createPager } from '../screen/pager.ts'
import { row } from '../text/spans.ts'
import type { App } from './app.ts'

const keys: readonly (readonly [string, string])[] = [
  ['Ctrl+K, Ctrl+G', 'go to a room by parts of its name (Ctrl+K in the middle of a line cuts its rest)'],
  ['Alt+A', 'the next room with something unread; after the last one, back'],
  ['Alt+1 … Alt+0', 'the first ten rooms'],
  ['Alt+↑ ↓, Ctrl+P N', 'the room above, below; with Shift: with something unread'],
  ['Alt+← →', 'the rooms you came from; Alt+S: the one before this, and back again'],
  ['PgUp, PgDn', 'older and newer messages; Shift+PgUp: the first unread one; Ctrl+End: the newest'],
  ['Esc', 'away with what lies on top, then to the newest message'],
  ['↑ ↓', 'what you wrote before; ↑ in an empty line changes your last message'],
  ['Ctrl+R', 'look through what you wrote before'],
  ['Ctrl+S', 'mark a message: ↑ ↓, then r answer, e change, d take back, + react, f fetch its file, o open its link'],
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

const vimKeys: readonly (readonly [string, string])[] = [
  ['Esc', 'from writing to letters that are deeds; i, a or Enter: back to writing'],
  ['j k, g G', 'mark the message below, above; to the oldest, the newest'],
  ['r e d + f o', 'answer, change, take back, react to, fetch the file of, open the link of the marked message'],
  ['J K, n', 'the room below, above; the next one with something unread'],
  ['/  :', 'look for words; type a command'],
  ['Ctrl+U, Ctrl+D', 'half a screen up, down'],
]

const lines = (all: typeof keys): readonly string[] => all.map(([key, says]) => `  ${key.padEnd(24)} ${says}`)

export function help(app: App): void {
  const all = ['Keys', ...lines(keys), '', 'The way of vim (/settings keys vim)', ...lines(vimKeys), '', ...helpLines()]
  app.put(
    createPager(
      'Help',
      all.map((text) => (/^\S/u.test(text) ? row(text, app.ui.theme.ember) : row(text))),
      app.changed,
    ),
  )
}

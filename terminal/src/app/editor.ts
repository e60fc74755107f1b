// Handing the terminal on: to the program the person edits with, or to the shell for a while.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstWord, Refusal } from '../commands/desk.ts'
import { inPlainWords } from '../commands/table.ts'
import { lineOf } from '../edit/line.ts'
import type { App } from './app.ts'

/** What was written so far, in the program the person edits with. */
export function inEditor(app: App): void {
  const { env, surface } = app.given
  const command = env['VISUAL'] || env['EDITOR'] || 'vi'
  const [program, rest] = firstWord(command)
  let folder: string | undefined
  const edit = async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-'))
    const file = join(folder, 'message.md')
    writeFileSync(file, app.ui.line.text, { mode: 0o600 })
    await surface.lend(() => ended(program, [...rest.split(/\s+/u).filter(Boolean), file]))
    app.write(lineOf(readFileSync(file, 'utf8').replace(/(?<!\n)\n+$/u, ''), app.ui.line))
  }
  edit()
    .catch((error: unknown) => app.tell(inPlainWords(error), true))
    .catch((error: unknown) => app.tell(String(error), true))
    .finally(() => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
      app.changed()
    })
}

const ended = (program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' })
    child.once('error', () => reject(new Refusal(`${program} cannot be started; set EDITOR.`)))
    // `:cq` says that what was written is not to be taken.
    child.once('close', (code, signal) =>
      code === 0 ? resolve() : reject(new Refusal(`${program} ended with ${signal ?? code}: the line stays as it was.`)),
    )
  })

/** Into the background, until the shell brings it back. */
export function suspend({ given }: App): void {
  void given.surface.lend(
    () =>
      new Promise<void>((resolve) => {
        process.once('SIGCONT', () => resolve())
        process.kill(process.pid, 'SIGTSTP')
      }),
  )
}

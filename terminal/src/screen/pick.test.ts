// Choosing a file to send.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { plainText } from '../text/spans.ts'
import { filePicker } from './pick.ts'
import { themes } from './theme.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearth-pick-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('[TERM-27] the picker says how large files are, and follows links into folders', () => {
  mkdirSync(join(folder, 'plans'))
  writeFileSync(join(folder, 'a.bin'), 'x'.repeat(2400))
  symlinkSync(join(folder, 'plans'), join(folder, 'to plans'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'to nothing'))
  const sent: string[] = []
  const opened: unknown[] = []
  const picker = filePicker(
    folder,
    (path) => void sent.push(path),
    (overlay) => void opened.push(overlay),
    { changed: () => undefined },
  )
  const shown = picker
    .draw(80, 20, themes.hearth)
    .rows.map((row) => plainText(row))
    .join('\n')
  expect(shown).toMatch(/a\.bin +2\.4 kB/u)
  for (const name of ['plans/', 'to plans/', 'to nothing', './']) expect(shown).toContain(name)
  for (const letter of 'to p') picker.hear({ is: 'text', text: letter })
  picker.hear({ is: 'key', name: 'enter' })
  expect([sent.length, opened.length]).toEqual([0, 1])
})

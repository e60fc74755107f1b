import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeName } from './file-name.ts'

const corpus: readonly (readonly [raw: string, safe: string])[] = [
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\Windows\\System32\\drivers\\etc\\hosts', 'hosts'],
  ['/etc/shadow', 'shadow'],
  ['C:\\boot.ini', 'boot.ini'],
  ['\\\\server\\share\\x.txt', 'x.txt'],
  ['..%2f..%2fetc%2fpasswd', '..%2f..%2fetc%2fpasswd'],
  ['..', 'file'],
  ['.', 'file'],
  ['', 'file'],
  ['   ', 'file'],
  ['folder/', 'file'],
  ['a\u0000b.png', 'ab.png'],
  ['evil.txt\u0000.png', 'evil.txt.png'],
  ['line\r\nSet-Cookie: x.txt', 'lineSet-Cookie_ x.txt'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['COM1.tar.gz', '_COM1.tar.gz'],
  ['console.log', 'console.log'],
  ['name.exe. . .', 'name.exe'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['a"b<c>d|e?f*g:h', 'a_b_c_d_e_f_g_h'],
  ['.gitignore', '.gitignore'],
  ['\ud800half.txt', '\ufffdhalf.txt'],
  ['Fräulein Übermut 东京 🎉.jpg', 'Fräulein Übermut 东京 🎉.jpg'],
]

test.each(corpus)('[FILES-7] %j becomes %j', (raw, safe) => {
  expect(safeName(raw)).toBe(safe)
})

test('[FILES-7] whatever it was: no part of a path, no control character, not empty, at most 255 bytes, and the ending stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (raw) => {
      const name = safeName(raw)
      expect(name).not.toMatch(/[/\\\p{Cc}\p{Cs}]/u)
      expect(name).not.toMatch(/^\.*$/)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
      expect(safeName(name)).toBe(name)
    }),
  )
  expect(safeName(`${'ü'.repeat(300)}.jpeg`)).toMatch(/^ü+\.jpeg$/)
})

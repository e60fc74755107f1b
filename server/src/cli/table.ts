// What commands print: lines, and tables that line up.
import { printable } from './printable.ts'

/** Columns as wide as what stands in them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const clean = [head, ...rows].map((row) => row.map(printable))
  const widths = head.map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0)))
  for (const row of clean)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

export const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

export const counted = (many: number, one: string): string => `${many} ${many === 1 ? one : `${one}s`}`

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

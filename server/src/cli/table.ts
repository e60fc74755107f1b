// Words for a terminal.
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

/** Names were chosen by others, and this goes to a terminal: no control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '')
}

export const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

// Changing what stands in a text box as if it had been typed: then the browser's own undo takes it back.

/** What of the one must be replaced to make the other. */
export function between(before: string, after: string): { readonly from: number; readonly to: number; readonly piece: string } {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let end = 0
  while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) end++
  return { from, to: before.length - end, piece: after.slice(from, after.length - end) }
}

/**
 * The box hears of it as of a key, and so does whoever listens to it.
 * @param select what is marked afterwards
 * @returns false where the browser cannot: nothing has changed then
 */
export function rewrite(area: HTMLTextAreaElement, after: string, select: { readonly from: number; readonly to: number }): boolean {
  const { from, to, piece } = between(area.value, after)
  area.focus()
  // What is typed goes to where the focus is.
  if (document.activeElement !== area) return false
  if (from !== to || piece !== '') {
    area.setSelectionRange(from, to)
    // Out of use for documents, and the one way into the history of a text box there is.
    const isDone = piece === '' ? document.execCommand?.('delete') : document.execCommand?.('insertText', false, piece)
    if (!isDone || area.value !== after) return false
  }
  area.setSelectionRange(select.from, select.to)
  return true
}

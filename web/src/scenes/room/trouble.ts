// Why nothing of a room can be shown.

/** How opening it went: undefined while it is under way. */
export type Opened = { readonly failure?: unknown } | undefined

/** `away`: nothing of it is kept here, and it comes by itself when the connection is back. `failed`: it comes when somebody tries again. */
export type Trouble = { readonly is: 'away' } | { readonly is: 'failed'; readonly failure: unknown }

/** @param hasWindow there are words to show, wherever they come from */
export function troubleOf(opened: Opened, hasWindow: boolean, isOnline: boolean): Trouble | undefined {
  if (hasWindow || opened === undefined) return undefined
  if (opened.failure !== undefined) return { is: 'failed', failure: opened.failure }
  return isOnline ? undefined : { is: 'away' }
}

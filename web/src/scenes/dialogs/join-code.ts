/** The code in what was typed; a whole link may be pasted as well. */
export function codeIn(typed: string): string {
  const given = /#\/?join=([^&\s]+)/.exec(typed)?.[1] ?? typed.trim()
  try {
    return decodeURIComponent(given).slice(0, 64)
  } catch {
    return given.slice(0, 64)
  }
}

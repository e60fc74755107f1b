// Which tests are run together, and with what beside them.

/** What is quick and needs no server, what starts whole servers, and of those what measures and wants both cores for itself. */
export const projects = ['rooms', 'whole', 'alone'] as const
export type Project = (typeof projects)[number]

export const rooms: readonly string[] = ['protocol', 'client', 'server', 'terminal', 'web', 'docs']
/** Files, and folders with a slash at the end. */
export const measuring: readonly string[] = ['bench/', 'test/faults/slow.test.ts']

/** @param file from the root of the checkout: 'server/src/hub/hub.test.ts' */
export function projectOf(file: string): Project {
  if (measuring.some((one) => file === one || (one.endsWith('/') && file.startsWith(one)))) return 'alone'
  return rooms.some((room) => file.startsWith(`${room}/`)) ? 'rooms' : 'whole'
}

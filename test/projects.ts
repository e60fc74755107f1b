// Which tests are run together, and with what beside them.

/** What is quick and needs no server, what starts whole servers, and of those what measures and wants both cores for itself. */
export const projects = ['rooms', 'whole', 'alone'] as const
export type Project = (typeof projects)[number]

export const rooms: readonly string[] = ['protocol', 'client', 'server', 'terminal', 'web', 'docs']
export const measuring: readonly string[] = ['bench/fan-out.test.ts', 'test/faults/slow.test.ts', 'test/faults/storms.test.ts']

/** @param file from the root of the checkout: 'server/src/hub/hub.test.ts' */
export function projectOf(file: string): Project {
  if (measuring.includes(file)) return 'alone'
  return rooms.some((room) => file.startsWith(`${room}/`)) ? 'rooms' : 'whole'
}

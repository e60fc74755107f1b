// What test files that share a process may not leave changed in it.

export type Process = Readonly<Record<string, string>>

// Not what vitest and Node set for each file, nor what the library for pictures sets when it is loaded.
const isOurs = (name: string): boolean => !/^(VITEST|NODE_|__|VIPSHOME$)/.test(name)

/** Everything of this process that another test file could trip over, by name. */
export function lookAtProcess(): Process {
  const variables = Object.entries(process.env).filter(([name]) => isOurs(name))
  const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH', 'uncaughtException', 'unhandledRejection']
  return {
    'the working folder': process.cwd(),
    umask: process.umask().toString(8),
    'the exit code': String(process.exitCode),
    ...Object.fromEntries(variables.map(([name, value]) => [`$${name}`, String(value)])),
    ...Object.fromEntries(listeners.map((name) => [`listeners of ${name}`, String(process.listenerCount(name))])),
    ...Object.fromEntries(
      Object.keys(globalThis)
        .filter(isOurs)
        .map((name) => [`the global ${name}`, 'there']),
    ),
  }
}

/** What is not as it was, a sentence each. */
export function changesOf(before: Process, after: Process): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => before[name] !== after[name]).map((name) => `${name}: ${before[name]} became ${after[name]}`)
}

/** Puts back what can be: one test file that left a mess is one failure, not those of all that come after it. */
export function putBack(before: Process): void {
  process.chdir(before['the working folder'] ?? '/')
  process.umask(before['umask'] ?? '22')
  for (const name of Object.keys(process.env)) if (isOurs(name) && before[`$${name}`] === undefined) delete process.env[name]
  for (const [name, value] of Object.entries(before)) if (name.startsWith('$')) process.env[name.slice(1)] = value
}

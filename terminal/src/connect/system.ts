// What the system says when something cannot be done, in words for the person at the terminal.

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk of this machine.',
  EDQUOT: 'there is no room left for you on the disk of this machine.',
  EACCES: 'this machine does not allow it.',
  EPERM: 'this machine does not allow it.',
  EROFS: 'the disk of this machine cannot be written to.',
  EIO: 'the disk of this machine is damaged.',
  ENOENT: 'it is not there.',
  ENOTDIR: 'a folder on the way to it is a file.',
  EISDIR: 'it is a folder.',
  EEXIST: 'something else is there already.',
  ENAMETOOLONG: 'the name is too long for this machine.',
  EMFILE: 'too many files are open.',
  ENFILE: 'too many files are open.',
  EBUSY: 'another program is at it.',
  ETXTBSY: 'another program is at it.',
}

/** A sentence for a failure of the system (the path it was about included), of SQLite, or of a connection; undefined for our own mistakes. */
export function wordsOfSystem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error && typeof error.errcode === 'number') return `${error.message}.`
  // What fetch throws when a connection breaks; the reason is behind it.
  if (error instanceof TypeError && /^(?:terminated|fetch failed|network error)/u.test(error.message))
    return 'the connection to the server was lost.'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined || !/^E[A-Z0-9]+$/u.test(code)) return undefined
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : ''
  return `${path}${sentences[code] ?? error.message}`
}

// What keeps a server from starting, said in a sentence.

/** The server cannot start, for a reason that whoever starts it can change: one sentence that says so. */
export class StartError extends Error {}

/** Of a port that could not be opened; what is none of the known reasons stays what it is. @param flag what chooses another port */
export function asStartError(error: unknown, flag: string, { bind, port }: { readonly bind: string; readonly port: number }): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(`Port ${port} is in use by another program. Stop it, or choose another port with ${flag}.`, { cause: error })
    case 'EACCES':
      return new StartError(`Port ${port} is not permitted to this user. Choose one above 1023 with ${flag}.`, { cause: error })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAFNOSUPPORT':
      return new StartError(`${bind} is no address of this machine. Choose another with --bind.`, { cause: error })
    default:
      return error
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason')

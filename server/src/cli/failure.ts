// How a command ends badly: one sentence, and the exit code.
import { ChatError } from '@hearth/protocol/errors.ts'
import { ConfigError } from '#server/config.ts'

/** 1: it could not be done. 2: it was asked for wrongly. 3: it is done, without something that was damaged before. */
type ExitCode = 1 | 2 | 3

export class Failure extends Error {
  readonly exitCode: ExitCode
  constructor(sentence: string, exitCode: ExitCode = 1, cause?: unknown) {
    super(sentence, { cause })
    this.exitCode = exitCode
  }
}

/** Runs a deed; what people can cause becomes one sentence, everything else passes as the bug it is. */
export async function plainly<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (error) {
    throw asFailure(error)
  }
}

function asFailure(error: unknown): unknown {
  if (error instanceof Failure) return error
  if (error instanceof ConfigError) return new Failure(error.message, error.usage ? 2 : 1)
  if (error instanceof ChatError) return new Failure(error.message, 1, error)
  if (!(error instanceof Error)) return error
  const sentence = sentenceOf(error)
  return sentence === undefined ? error : new Failure(sentence, 1, error)
}

/** By name: to import their classes would load the whole server for `hearth help`. */
const sentences: readonly string[] = [
  'BackupError',
  'CertificateError',
  'DataFolderError',
  'EngineError',
  'ImportError',
  'DataInUseError',
  'NewerDataError',
  'OtherDataError',
  'StartError',
  'StorageError',
]

/** Errors whose message is a sentence for people, and those of the system that people meet. */
function sentenceOf(error: Error): string | undefined {
  if (sentences.includes(error.constructor.name)) return error.message
  const code = 'code' in error ? error.code : undefined
  const place = 'path' in error ? String(error.path) : 'a file'
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${place} cannot be used (${code}): change its permissions, or choose another folder with --data.`
    case 'ENOSPC':
      return 'The disk is full.'
    case 'ENOTDIR':
    case 'EEXIST':
      return `${place} is not a folder.`
    default:
      return undefined
  }
}

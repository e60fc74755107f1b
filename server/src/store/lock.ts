// One server for one data folder.
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder, makePrivate } from './sqlite-file.ts'

/** Another process holds the data folder. */
export class DataInUseError extends Error {
  constructor(folder: string) {
    super(`Another Hearth is running on the data in ${folder}: stop it first, or choose another folder with --data.`)
    this.name = 'DataInUseError'
  }
}

/** The data folder cannot be made or written. */
export class DataFolderError extends Error {
  constructor(folder: string, cause: unknown) {
    super(
      `The data folder ${folder} cannot be written (${reasonOf(cause)}): change its permissions, or choose another folder with --data.`,
      { cause },
    )
    this.name = 'DataFolderError'
  }
}

/**
 * Takes the data folder for this process, and makes it where it is missing. Rejects with DataInUseError, DataFolderError.
 *
 * The lock is a transaction on a tiny database that is never committed: the operating system ends it with the process, so
 * that nothing stale stays behind, whatever ends the process.
 */
export async function lockData(folder: string): Promise<AsyncDisposable> {
  const file = join(folder, 'hearth.lock')
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    makePrivate(file)
  } catch (cause) {
    throw new DataFolderError(folder, cause)
  }
  const database = openLock(folder, file)
  let isHeld = true
  return {
    async [Symbol.asyncDispose]() {
      if (isHeld) database.close()
      isHeld = false
    },
  }
}

function openLock(folder: string, file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database.close()
    throw isBusy(cause) ? new DataInUseError(folder) : new DataFolderError(folder, cause)
  }
}

const SQLITE_BUSY = 5
const isBusy = (error: unknown) => error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : String(cause)
}

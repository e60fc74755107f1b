// The commit queue: writes one after another in the order they came, all that wait in one commit.
//
//   BEGIN · SAVEPOINT job … RELEASE · say, say, say · SAVEPOINT job … ROLLBACK TO · … · COMMIT · committed(), said(), … · next batch
//
// 1. A job that throws undoes itself only; what it threw is passed on after the commit, for it may have read what others wrote.
// 2. A failed COMMIT rejects all jobs of the batch with StorageError; the next batch tries anew.
// 3. Jobs are never run twice: what they closed over may have changed.
// 4. After a failed fsync nothing is written any more: what a later one claims to have kept may be gone. A restart reads what is there. The
//    same where another process wrote to the database meanwhile: what is in memory here is of before, and nothing is read either.
// 5. While what is said is on its way to the disk, what was said before is told: the one waits, the other works. Few are told before the next
//    batch is begun: who was answered often has more to say, and two halves that take turns need twice as many commits as one whole.
// 6. Who only looks has a turn like all others. Where all who are next only look, and all before them is on the disk and told, what the reading
//    connection shows is just what they may see: they need neither the writing one nor the way to its thread.
// 7. What is said and has to be looked up is looked up there, too, as long as no job of its batch has run: nothing said changes what is asked.
import { setImmediate } from 'node:timers'
import { asThrown, DisplacedError, isLostSync, isUnclear, StorageError, storageError, WriterGoneError } from './faults.ts'
import type { Said, Say } from './say.ts'
import type { Tx } from './schema.ts'
import type { Batch, Writer } from './writer.ts'

export type Log = { error(about: object, says: string): void; warn(about: object, says: string): void }

/** Something to be said, decided when its turn has come. */
export type SayJob = {
  /** From what is in memory; undefined where that is not enough. What it throws fails this one alone. */
  quick(): Say | undefined
  /** With a look at the store. It writes nothing. */
  slow(tx: Tx): Promise<Say>
  /** Once it is kept, in job order, before anything later. What it throws is handed to `failed`. */
  said(say: Say, said: Said): void
  failed(reason: unknown): void
}

export type Queue = {
  add<T>(work: (tx: Tx) => Promise<T>, committed?: (result: T) => void): Promise<T>
  /** The same for what writes nothing. */
  look<T>(work: (tx: Tx) => Promise<T>, committed?: (result: T) => void): Promise<T>
  /** Never throws. */
  say(job: SayJob): void
  /** Aborted with the reason once another process is found to have written to the database meanwhile: nobody is to read any more, either. */
  readonly displaced: AbortSignal
  /** What waits is still carried out; nothing more is taken. */
  close(): Promise<void>
}

/** One batch must not hold the event loop, or PostgreSQL's list of savepoints, for long. */
const MOST_WORKS = 100
const MOST_SAYS = 1000
/** Told in less time than a commit takes. */
const FEW = 16
/** While turns of the event loop bring more, so many are waited for, of some ten microseconds each; a batch of this length has company enough. */
const MOST_TURNS = 3
const COMPANY = 400
/** Some hundred microseconds each. */
const LOOKS_IN_A_TURN = 20

/** `work` gives what is to be done when the commit stands. */
type Work = { readonly work: (tx: Tx) => Promise<() => void>; readonly reject: (reason: unknown) => void; readonly looks: boolean }
/** The connection that only reads. */
export type Aside = {
  /** Carries something out there, all of it at one moment. */
  look<T>(job: (tx: Tx) => Promise<T>): Promise<T>
  /** Each query by itself: at one moment, too, while nobody else writes. */
  readonly tx: Tx
}
type Job = Work | SayJob
/** What follows the commit for one job. */
type Ending = { end(): void }
type Outcome = { readonly endings: readonly Ending[]; readonly failure?: StorageError; readonly isBlocked?: boolean }

const isTalk = (job: Job): job is SayJob => 'quick' in job
const isLook = (job: Job): job is Work => !isTalk(job) && job.looks
const failing = (job: Job, reason: unknown): Ending => ({ end: () => (isTalk(job) ? job.failed(reason) : job.reject(reason)) })

/** @param aside absent where there is one connection only, or another one would not show what was written last */
export function createQueue(writer: Writer, log: Log, aside?: Aside): Queue {
  const waiting: Job[] = []
  let running: Promise<void> | undefined
  let isClosed = false
  let lost: StorageError | undefined
  const displacing = new AbortController()

  const failAll = (jobs: readonly Job[], reason: unknown) =>
    void finish(
      jobs.map((job) => failing(job, reason)),
      log,
    )
  const lose = (broken: StorageError, cause: unknown) => {
    lost = broken
    failAll(waiting.splice(0), broken)
    log.error({ cause }, 'nothing is written any more until the next start')
    if (broken instanceof DisplacedError) displacing.abort(broken)
  }

  const run = async () => {
    let endings: readonly Ending[] = []
    while (waiting.length > 0 || endings.length > 0) {
      const wereTold = endings.length > 0 && endings.length <= FEW
      if (wereTold) endings = finish(endings, log)
      if (waiting.length > 0) await letIn(waiting, wereTold)
      const looks = aside === undefined ? undefined : takeLooks(waiting)
      const jobs = looks ?? take(waiting)
      const onlyTalk = jobs.every(isTalk)
      // What jobs do may depend on what follows a commit; what is said does not.
      if (!onlyTalk) endings = finish(endings, log)
      const next = aside && looks ? lookAside(aside, looks) : jobs.length > 0 ? carryOut(writer, jobs, aside) : undefined
      finish(endings, log)
      const outcome = await next
      endings = outcome?.endings ?? []
      const { failure, isBlocked = false } = outcome ?? {}
      if (failure !== undefined) failAll(jobs, failure)
      if (failure !== undefined && isBlocked) failAll(waiting.splice(0), failure)
      if (failure instanceof WriterGoneError) lose(failure, failure.cause)
      if (failure instanceof DisplacedError) lose(failure, failure)
      if (lost === undefined && isLostSync(failure?.cause)) lose(lostSync(failure?.cause), failure?.cause)
    }
    running = undefined
  }

  const enter = (job: Job) => {
    const refusal = isClosed ? new StorageError('The store is closed.') : lost
    if (refusal !== undefined) return failAll([job], refusal)
    waiting.push(job)
    running ??= run()
  }

  const enterWork = <T>(looks: boolean, job: (tx: Tx) => Promise<T>, committed?: (result: T) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      const work = async (tx: Tx) => {
        const result = await job(tx)
        return () => {
          try {
            committed?.(result)
          } catch (cause) {
            log.error({ cause }, 'what follows a commit failed')
          }
          resolve(result)
        }
      }
      enter({ looks, reject, work })
    })

  return {
    add: (job, committed) => enterWork(false, job, committed),
    look: (job, committed) => enterWork(true, job, committed),
    say: enter,
    displaced: displacing.signal,
    async close() {
      isClosed = true
      await running
    },
  }
}

const turn = (): Promise<void> => new Promise((go) => setImmediate(go))

/**
 * Everything that arrived in this turn of the event loop is let in first: that is what makes batches at all. What somebody was told in this
 * turn leaves at its end, so that an answer to it comes in the next. One that is alone is not held back for company.
 */
async function letIn(waiting: readonly Job[], wereTold: boolean): Promise<void> {
  await turn()
  if (wereTold) await turn()
  for (let before = 1, turns = 0; turns < MOST_TURNS && waiting.length > before && waiting.length < COMPANY; turns++) {
    before = waiting.length
    await turn()
  }
}

function take(waiting: Job[]): Job[] {
  let works = 0
  let most = 0
  while (most < waiting.length && most < MOST_SAYS && works < MOST_WORKS) if (!isTalk(waiting[most++] as Job)) works++
  return waiting.splice(0, most)
}

/** Those who are next, where they only look. */
function takeLooks(waiting: Job[]): Work[] | undefined {
  const looks: Work[] = []
  for (const job of waiting) {
    if (!isLook(job) || looks.length === MOST_WORKS) break
    looks.push(job)
  }
  if (looks.length === 0) return undefined
  waiting.splice(0, looks.length)
  return looks
}

async function lookAside(aside: Aside, looks: readonly Work[]): Promise<Outcome> {
  const endings: Ending[] = []
  try {
    await aside.look(async (tx) => {
      for (const look of looks) {
        const ending = await look.work(tx).then(
          (end) => ({ end }),
          (reason: unknown) => failing(look, asThrown(reason)),
        )
        endings.push(ending)
      }
    })
    return { endings }
  } catch (cause) {
    return { endings: [], failure: storageError(cause) }
  }
}

const lostSync = (cause: unknown) =>
  new StorageError('The disk failed to keep what was written. Look at the disk, then start Hearth again.', { cause })

/** What one of them throws is its own affair. */
function finish(endings: readonly Ending[], log: Log): readonly Ending[] {
  for (const ending of endings) {
    try {
      ending.end()
    } catch (cause) {
      log.error({ cause }, 'what follows a commit failed')
    }
  }
  return []
}

/** Carries out one batch. Until its first job that is not talk, or that has to look something up, all of it happens at once. */
async function carryOut(writer: Writer, jobs: readonly Job[], aside: Aside | undefined): Promise<Outcome> {
  let batch: Batch
  try {
    const begun = writer.begin()
    batch = begun instanceof Promise ? await begun : begun
  } catch (cause) {
    return { endings: [], failure: storageError(cause), isBlocked: true }
  }
  const round = new Round(batch, aside)
  try {
    for (const job of jobs) {
      const step = isTalk(job) ? round.talk(job) : round.work(job)
      if (step !== undefined) await step
    }
    return { endings: await round.commit() }
  } catch (cause) {
    const error = storageError(cause, batch.stage === 'commit' && isUnclear(cause))
    await batch.abandon()
    return { endings: [], failure: error, isBlocked: batch.stage === 'begin' }
  }
}

/** Something said in a batch, and what became of it. A class, because there is one for each message. */
class Uttered implements Ending {
  readonly talk: SayJob
  readonly say: Say
  result: Said | Error | undefined

  constructor(talk: SayJob, say: Say) {
    this.talk = talk
    this.say = say
  }

  end(): void {
    const { talk, say, result = new Error('something said was lost on its way') } = this
    if (result instanceof Error) return talk.failed(asThrown(result))
    try {
      talk.said(say, result)
    } catch (error) {
      talk.failed(error)
    }
  }
}

/** One batch under way: what was said and has not been handed on yet, and the endings in job order. */
class Round {
  readonly #batch: Batch
  /** Gone once a job has run, which may have written what is looked up. */
  #aside: Aside | undefined
  readonly #endings: Ending[] = []
  #says: Uttered[] = []
  #looked = 0

  constructor(batch: Batch, aside: Aside | undefined) {
    this.#batch = batch
    this.#aside = aside
  }

  talk(talk: SayJob): Promise<void> | undefined {
    let say: Say | undefined
    try {
      say = talk.quick()
    } catch (error) {
      this.#endings.push({ end: () => talk.failed(error) })
      return undefined
    }
    if (say === undefined) return this.#lookUp(talk)
    this.#utter(talk, say)
    return undefined
  }

  async work({ work, reject }: Work): Promise<void> {
    this.#aside = undefined
    await this.#handOn()
    const saved = this.#batch.savepoint()
    if (saved !== undefined) await saved
    try {
      this.#endings.push({ end: await work(this.#batch.tx) })
    } catch (error) {
      await this.#takeBack(asThrown(error))
      this.#endings.push({ end: () => reject(asThrown(error)) })
    }
    const released = this.#batch.release()
    if (released !== undefined) await released
  }

  async commit(): Promise<readonly Ending[]> {
    const says = this.#says
    note(says, await this.#batch.commit(says.map(({ say }) => say)))
    return this.#endings
  }

  #utter(talk: SayJob, say: Say): void {
    const uttered = new Uttered(talk, say)
    this.#says.push(uttered)
    this.#endings.push(uttered)
  }

  async #lookUp(talk: SayJob): Promise<void> {
    const aside = this.#aside
    if (aside === undefined) await this.#handOn()
    // There nobody has to be waited for, so that the event loop would wait for all of them.
    else if (++this.#looked % LOOKS_IN_A_TURN === 0) await turn()
    try {
      this.#utter(talk, await talk.slow(aside === undefined ? this.#batch.tx : aside.tx))
    } catch (error) {
      const thrown = asThrown(error)
      if (thrown instanceof StorageError) throw thrown
      this.#endings.push({ end: () => talk.failed(thrown) })
    }
  }

  /** What comes next sees what was said before it. */
  async #handOn(): Promise<void> {
    const says = this.#says
    if (says.length === 0) return
    this.#says = []
    note(says, await this.#batch.say(says.map(({ say }) => say)))
  }

  /** A full disk ends the whole transaction in SQLite: then the job's own error says more than the missing savepoint. */
  async #takeBack(thrown: unknown): Promise<void> {
    try {
      await this.#batch.undo()
    } catch (cause) {
      throw thrown instanceof StorageError ? thrown : cause
    }
  }
}

function note(says: readonly Uttered[], results: readonly (Said | Error)[]): void {
  for (const [index, uttered] of says.entries()) uttered.result = results[index]
}

// The pycord gateway: forms over HTTPS, each answered by itself.
import { type Form, type FormAnswer, openForms } from '../forms.ts'
import type { Hall, OpenGateway } from '../hall.ts'
import { createVisits } from '../visits.ts'
import { carryOut, type Office } from './deeds.ts'
import { hear } from './hear.ts'
import { statusOf } from './refusals.ts'
import { sayFailure, sayOk } from './say.ts'
import { texts } from './texts.ts'

const HOUR_MS = 3_600_000

/** Rejects as `listen` does. */
export async function openPycord(hall: Hall<'pycord'>): Promise<OpenGateway> {
  const { options, directory, legacy } = hall
  await using opened = new AsyncDisposableStack()
  const visits = opened.use(createVisits(hall, options.bound_hours * HOUR_MS))
  const office: Office = { directory, legacy, visits }
  const answer = (form: Form): Promise<FormAnswer> => answerTo(office, hall, form)
  const listening = opened.use(await openForms({ hall, port: options.port, answer, refuse }))
  const everything = opened.move()
  return { ports: { pycord: listening.port }, [Symbol.asyncDispose]: () => everything.disposeAsync() }
}

async function answerTo(office: Office, { log }: Pick<Hall, 'log'>, form: Form): Promise<FormAnswer> {
  const heard = hear(form)
  if (heard.is === 'wrong') return sayFailure(heard.status)
  try {
    return sayOk(await carryOut(office, form.address, heard.asked))
  } catch (fault) {
    const status = statusOf(fault)
    if (status !== undefined) return sayFailure(status)
    log.error({ err: fault, path: heard.asked.path }, 'a request of pycord failed for a reason that is ours')
    return sayFailure(texts.internal)
  }
}

/** What is turned away before it is read; old clients look at the sentence alone. */
const refuse = (status: number): FormAnswer => sayFailure(refused[status] ?? texts.notAForm)

const refused: Readonly<Record<number, string>> = {
  403: texts.banned,
  405: texts.notPost,
  413: texts.tooLarge,
  415: texts.notAForm,
  421: texts.foreignPage,
  429: texts.tooFast(1000),
}

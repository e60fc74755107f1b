// A form that is sent once, says what went wrong beside the field it is about, and keeps what was typed.
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import { type FormEvent, useState } from 'react'
import { sentence } from '../../words.ts'

export type FormHold = {
  readonly isBusy: boolean
  /** What failed, when it is about one of these codes, else nothing. */
  about(...codes: readonly ErrorCode[]): string | undefined
  /** What failed and belongs to no field. */
  readonly other: string | undefined
  onSubmit(event: FormEvent): void
}

export function useForm(send: () => Promise<unknown>, fields: readonly ErrorCode[] = []): FormHold {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const code = failure instanceof ChatError ? failure.code : undefined
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setFailure(undefined)
    send()
      .catch(setFailure)
      .finally(() => setBusy(false))
  }
  return {
    isBusy,
    about: (...codes) => (code && codes.includes(code) ? sentence(failure) : undefined),
    other: failure !== undefined && !(code && fields.includes(code)) ? sentence(failure) : undefined,
    onSubmit,
  }
}

// Asking a room: the question, two to ten options, how one chooses, and until when.
import type { Client } from '@hearth/client/client.ts'
import type { Special, Unsent } from '@hearth/client/unsent.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { Plus, X } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { newClientId } from '../../new-id.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError, Segments } from '../../parts/field.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'
import { sayOrWait } from './say-or-wait.ts'

const MOST = 10
const HOUR_MS = 3_600_000
/** Empty: until somebody closes it. */
const lasts = { open: 0, hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const
type Lasts = keyof typeof lasts

type Props = {
  readonly room: RoomId
  readonly asked: string
  /** One that waits, to be changed. */
  readonly unsent: Unsent | undefined
  readonly onClose: () => void
}
type Waiting = Extract<Special, { readonly do: 'poll' }>

export function NewPollDialog({ room, asked, unsent, onClose }: Props): ReactElement {
  const client = useClient()
  const before = unsent?.special?.do === 'poll' ? unsent.special : undefined
  const [question, setQuestion] = useState(unsent?.text ?? asked)
  const [options, setOptions] = useState<readonly string[]>(before?.options ?? ['', ''])
  const [choose, setChoose] = useState<'one' | 'several'>(before?.several ? 'several' : 'one')
  const [names, setNames] = useState<'open' | 'anonymous'>(before?.anonymous ? 'anonymous' : 'open')
  const [until, setUntil] = useState<Lasts>(lastsOf(before))
  const [clientId] = useState(newClientId)
  const given = [...new Set(options.map((option) => option.trim()).filter((option) => option !== ''))]
  const form = useForm(async () => {
    const how = {
      ...(choose === 'several' ? { several: true as const } : {}),
      ...(names === 'anonymous' ? { anonymous: true as const } : {}),
    }
    const open = until === 'open' ? {} : { lasts: lasts[until] }
    if (unsent) {
      const isKept = client.revise(unsent.clientId, question, {
        do: 'poll',
        options: given,
        ...how,
        ...open,
        ...voteOf(client, unsent, given, choose),
      })
      if (!isKept) throw new Error(t('It is asked by now, and cannot be changed any more.'))
      return onClose()
    }
    const closesAt = until === 'open' ? {} : { closesAt: Date.now() + client.state.behindBy + lasts[until] }
    await sayOrWait(
      client,
      () => client.ask('poll.create', { ...{ room, question, options: given, clientId }, ...how, ...closesAt }),
      (tried) => client.post(room, question, { do: 'poll', options: given, ...how, ...open }, clientId, tried),
    )
    onClose()
  })
  const title = unsent ? t('Change the poll') : t('New poll')
  return (
    <Dialog title={title} wide onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={title}>
        <Field
          label={t('Question')}
          value={question}
          onValue={setQuestion}
          placeholder={t('When do we meet?')}
          required
          autoFocus
          maxLength={300}
        />
        <Options options={options} onOptions={setOptions} />
        <Ways {...{ choose, setChoose, names, setNames, until, setUntil }} />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" busy={form.isBusy} disabled={question.trim() === '' || given.length < 2}>
            {unsent ? t('Save') : t('Ask')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}

const lastsOf = (before: Waiting | undefined): Lasts =>
  (Object.keys(lasts) as Lasts[]).find((key) => key !== 'open' && lasts[key] === before?.lasts) ?? 'open'

/** What one has chosen oneself stays as long as one can choose the same. */
function voteOf({ state }: Client, { clientId }: Unsent, options: readonly string[], choose: 'one' | 'several'): Pick<Waiting, 'vote'> {
  const now = state.outbox.find((one) => one.clientId === clientId)?.special
  if (now?.do !== 'poll' || !now.vote || now.options.join('\n') !== options.join('\n')) return {}
  return choose === 'one' && now.vote.length > 1 ? {} : { vote: now.vote }
}

type WaysProps = {
  readonly choose: 'one' | 'several'
  readonly setChoose: (choose: 'one' | 'several') => void
  readonly names: 'open' | 'anonymous'
  readonly setNames: (names: 'open' | 'anonymous') => void
  readonly until: Lasts
  readonly setUntil: (until: Lasts) => void
}

/** How one chooses, who sees it, and until when. */
function Ways({ choose, setChoose, names, setNames, until, setUntil }: WaysProps): ReactElement {
  return (
    <>
      <Segments
        label={t('How many one may choose')}
        value={choose}
        choices={[
          { value: 'one', label: t('One choice') },
          { value: 'several', label: t('Several choices') },
        ]}
        onValue={setChoose}
      />
      <Segments
        label={t('Who sees who voted')}
        value={names}
        choices={[
          { value: 'open', label: t('Names are seen') },
          { value: 'anonymous', label: t('Anonymous') },
        ]}
        onValue={setNames}
      />
      <Segments
        label={t('How long it is open')}
        value={until}
        choices={[
          { value: 'open', label: t('Until closed') },
          { value: 'hour', label: t('An hour') },
          { value: 'day', label: t('A day') },
          { value: 'week', label: t('A week') },
        ]}
        onValue={setUntil}
      />
    </>
  )
}

type OptionsProps = { readonly options: readonly string[]; readonly onOptions: (options: readonly string[]) => void }

function Options({ options, onOptions }: OptionsProps): ReactElement {
  return (
    <div className={styles.form} role="group" aria-label={t('Options')}>
      {options.map((option, at) => (
        <Field
          // biome-ignore lint/suspicious/noArrayIndexKey: an option is its place; its words are being typed
          key={at}
          label={t('Option {number}', { number: at + 1 })}
          quietLabel
          placeholder={t('Option {number}', { number: at + 1 })}
          value={option}
          maxLength={100}
          onValue={(text) => onOptions(options.with(at, text))}
          after={
            options.length > 2 && (
              <IconButton
                small
                tipAt="end"
                icon={X}
                label={t('Remove option {number}', { number: at + 1 })}
                onClick={() => onOptions(options.toSpliced(at, 1))}
              />
            )
          }
        />
      ))}
      {options.length < MOST && (
        <Button icon={Plus} onClick={() => onOptions([...options, ''])}>
          {t('One more option')}
        </Button>
      )}
    </div>
  )
}

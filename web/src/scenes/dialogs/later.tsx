// When something is to be said, or to be brought back to mind.
import { Clock } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { newClientId } from '../../new-id.ts'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { useChat, useClient, useClockSkew } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { type Plan, useUi } from '../../ui.ts'
import { fieldOf, momentIn, moments } from '../../when.ts'
import { sentence, soon } from '../../words.ts'
import styles from './later.module.css'

const MINUTE_MS = 60_000

export function LaterDialog({ plan, onClose }: { readonly plan: Plan; readonly onClose: () => void }): ReactElement {
  const skew = useClockSkew()
  const now = Date.now() + skew
  const [text, setText] = useState(wordsOf(plan))
  const [when, setWhen] = useState(() => fieldOf(plan.do === 'change' ? plan.later.due : now + 3_600_000))
  const [failed, setFailed] = useState<string>()
  const put = usePut(plan, text, onClose, setFailed)
  const isWords = plan.do === 'send' || (plan.do === 'change' && plan.later.kind === 'send')
  const chosen = momentIn(when)
  return (
    <Dialog title={titleOf(plan)} onClose={onClose}>
      <div className={styles.later}>
        {plan.do === 'send' && <p className={styles.words}>{plain(plan.text)}</p>}
        {plan.do === 'remind' && plan.words !== '' && <p className={styles.words}>{plan.words}</p>}
        {plan.do !== 'send' && (
          <Field
            label={isWords ? t('Message') : t('Note')}
            value={text}
            onValue={setText}
            placeholder={isWords ? '' : t('What to remember')}
          />
        )}
        <div className={styles.moments}>
          {moments(now).map(({ label, at }) => (
            <Button key={label} icon={Clock} wide onClick={() => put(at)}>
              {label}
            </Button>
          ))}
        </div>
        <Field label={t('Or at this time')} type="datetime-local" value={when} onValue={setWhen} />
        <ClockNote skew={skew} />
        <AwayNote plan={plan} />
        <FormError says={failed} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" disabled={chosen === undefined} onClick={() => chosen !== undefined && put(chosen)}>
            {plan.do === 'change' ? t('Save') : isWords ? t('Send then') : t('Remind me then')}
          </Button>
        </Deeds>
      </div>
    </Dialog>
  )
}

/** The server says it, and reminds: what it does not know yet can only wait here. */
function AwayNote({ plan }: { readonly plan: Plan }): ReactElement | null {
  const isOpen = useChat((state) => state.connection.is === 'open')
  if (isOpen) return null
  return (
    <p className={styles.words} role="note">
      {awayWords(plan)}
    </p>
  )
}

function awayWords(plan: Plan): string {
  switch (plan.do) {
    case 'send':
      return t('There is no connection: it waits here until there is one. If its time has passed by then, it is sent at once.')
    case 'remind':
      return t('There is no connection: it waits here until there is one. If its time has passed by then, you are reminded at once.')
    case 'change':
      return plan.later.kind === 'send'
        ? t('There is no connection: the change waits here until there is one. If it is sent before that, it is sent as it was.')
        : t('There is no connection: the change waits here until there is one.')
  }
}

/** Times are kept by the server's clock, which every device shares. */
function ClockNote({ skew }: { readonly skew: number }): ReactElement | null {
  if (Math.abs(skew) < MINUTE_MS) return null
  const minutes = Math.round(Math.abs(skew) / MINUTE_MS)
  return (
    <p className={styles.words} role="note">
      {skew > 0
        ? t.many(
            minutes,
            'The clock of this device is {count} minute behind that of the server, which counts here.',
            'The clock of this device is {count} minutes behind that of the server, which counts here.',
          )
        : t.many(
            minutes,
            'The clock of this device is {count} minute ahead of that of the server, which counts here.',
            'The clock of this device is {count} minutes ahead of that of the server, which counts here.',
          )}
    </p>
  )
}

const wordsOf = (plan: Plan): string => (plan.do === 'change' ? plan.later.text : plan.do === 'send' ? plan.text : '')

function titleOf(plan: Plan): string {
  if (plan.do === 'change') return plan.later.kind === 'send' ? t('Change the message') : t('Change the reminder')
  return plan.do === 'send' ? t('Send later') : t('Remind me')
}

function usePut(plan: Plan, text: string, onClose: () => void, setFailed: (says: string) => void): (due: number) => void {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [clientId] = useState(() => `later-${newClientId()}`)
  const ask = (due: number): Promise<unknown> => {
    switch (plan.do) {
      case 'send':
        return client.do({
          ...{ do: 'later', room: plan.room, text: plan.text, due, clientId },
          ...(plan.replyTo === null ? {} : { replyTo: plan.replyTo }),
        })
      case 'remind':
        return client.do({ do: 'remind', room: plan.room, id: plan.message, due, note: text })
      case 'change':
        return client.do({ do: 'change', room: plan.later.room, later: plan.later.id, kind: plan.later.kind, text, due })
    }
  }
  return (due) =>
    void ask(due).then(
      () => {
        if (plan.do === 'send') plan.done()
        say(t('Kept for {when}', { when: soon(due, Date.now()) }))
        onClose()
      },
      (failure: unknown) => setFailed(sentence(failure)),
    )
}

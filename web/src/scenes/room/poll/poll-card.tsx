// A poll in the talk: what is asked, how it stands, and one's own choice. One press is a vote.
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { Check, EyeOff, Lock } from 'lucide-react'
import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../../../parts/icon.tsx'
import { walk } from '../../../parts/walk.ts'
import { useClient } from '../../../state.ts'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import { sentence, wholeTime } from '../../../words.ts'
import { mayDeleteOthers, useHold, useTalk } from '../room-context.ts'
import styles from './poll.module.css'
import { useVoters } from './use-poll.ts'

type Props = { readonly message: Message; readonly poll: Poll }

/** @param isWaiting what one chose oneself waits for the server */
export function PollCard({ message, poll, isWaiting }: Props & { readonly isWaiting: boolean }): ReactElement {
  const { id: room } = useTalk()
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const isClosed = useIsClosed(poll)
  const [isOpen, setOpen] = useState(false)
  const vote = (options: readonly number[]): void => {
    client.do({ do: 'vote', room, id: message.id, options }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  }
  return (
    <Choices
      {...{ poll, isClosed, isWaiting }}
      onVote={vote}
      under={(at) => isOpen && <Voters message={message} poll={poll} at={at} />}
      foot={<Foot message={message} poll={poll} isClosed={isClosed} isOpen={isOpen} onOpen={() => setOpen(!isOpen)} />}
    />
  )
}

type ChoicesProps = {
  readonly poll: Poll
  readonly isClosed: boolean
  readonly isWaiting: boolean
  /** All that one chooses by now. */
  readonly onVote: (options: readonly number[]) => void
  readonly under?: (option: number) => ReactNode
  readonly foot?: ReactNode
}

/** What is asked, and what one may choose. */
export function Choices({ poll, isClosed, isWaiting, onVote, under, foot }: ChoicesProps): ReactElement {
  const { mine = [] } = poll
  return (
    <section className={styles.card} aria-label={t('Poll: {question}', { question: poll.question })}>
      <h3 className={styles.question} dir="auto">
        {poll.question}
      </h3>
      <p className={styles.kind}>
        {poll.anonymous && <Icon of={EyeOff} size={12} />}
        {kindOf(poll)}
      </p>
      <ul
        className={styles.options}
        role={poll.several ? 'group' : 'radiogroup'}
        data-waits={isWaiting || undefined}
        aria-label={poll.question}
        onKeyDown={(event) => walk(event, '[role="radio"], [role="checkbox"]', 'both')}
      >
        {poll.options.map((text, at) => (
          <li key={text} role="presentation">
            <Option
              {...{ poll, at, text, isClosed }}
              isMine={mine.includes(at)}
              isStop={poll.several || at === (mine[0] ?? 0)}
              onVote={() => onVote(chosenAfter(poll, at))}
            />
            {under?.(at)}
          </li>
        ))}
      </ul>
      {foot}
    </section>
  )
}

/** A press chooses, or lets go again. */
function chosenAfter({ several, mine = [] }: Poll, option: number): readonly number[] {
  const rest = several ? mine.filter((one) => one !== option) : []
  return mine.includes(option) ? rest : [...rest, option]
}

function kindOf({ several, anonymous }: Poll): string {
  if (anonymous) return several ? t('Anonymous, choose as many as you like') : t('Anonymous, choose one')
  return several ? t('Choose as many as you like') : t('Choose one')
}

type OptionProps = {
  readonly poll: Poll
  readonly at: number
  readonly text: string
  readonly isMine: boolean
  /** Of choices of which one holds Tab reaches one; arrows lead to the others. */
  readonly isStop: boolean
  readonly isClosed: boolean
  readonly onVote: () => void
}

function Option({ poll, at, text, isMine, isStop, isClosed, onVote }: OptionProps): ReactElement {
  const count = poll.counts[at] ?? 0
  const share = poll.voters === 0 ? 0 : Math.round((100 * count) / poll.voters)
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      className={styles.option}
      role={poll.several ? 'checkbox' : 'radio'}
      aria-checked={isMine}
      aria-disabled={isClosed || undefined}
      aria-label={t('{option}, {votes}', { option: text, votes: t.many(count, '{count} vote', '{count} votes') })}
      onClick={() => !isClosed && onVote()}
    >
      <span className={styles.bar} style={{ inlineSize: `${share}%` }} aria-hidden="true" />
      <span className={styles.mark} data-on={isMine || undefined} data-round={poll.several ? undefined : true}>
        {isMine && <Icon of={Check} size={12} />}
      </span>
      <span className={styles.text} dir="auto">
        {text}
      </span>
      <span className={styles.count} data-number>
        {count}
      </span>
      <span className={styles.share} data-number>
        {share}%
      </span>
    </button>
  )
}

type FootProps = Props & { readonly isClosed: boolean; readonly isOpen: boolean; readonly onOpen: () => void }

function Foot({ message, poll, isClosed, isOpen, onOpen }: FootProps): ReactElement {
  const { room, me } = useHold()
  const client = useClient()
  const show = useUi((ui) => ui.show)
  const mayClose = !isClosed && (message.author === me || mayDeleteOthers(room))
  const close = (): void =>
    show({
      is: 'confirm',
      title: t('Close this poll?'),
      says: t('Nobody can vote any more. How it stands stays in sight.'),
      act: t('Close the poll'),
      then: () => client.do({ do: 'close', room: room.id, id: message.id }),
    })
  return (
    <p className={styles.foot}>
      <span>{t.many(poll.voters, '{count} person voted', '{count} people voted')}</span>
      {isClosed && (
        <span className={styles.closed}>
          <Icon of={Lock} size={12} />
          {t('closed')}
        </span>
      )}
      {!isClosed && poll.closesAt !== undefined && <span>{t('until {time}', { time: wholeTime(poll.closesAt) })}</span>}
      {!poll.anonymous && poll.voters > 0 && (
        <button type="button" aria-expanded={isOpen} onClick={onOpen}>
          {isOpen ? t('Hide who') : t('Who voted')}
        </button>
      )}
      {mayClose && (
        <button type="button" onClick={close}>
          {t('Close the poll')}
        </button>
      )}
    </p>
  )
}

function Voters({ message, poll, at }: Props & { readonly at: number }): ReactElement | null {
  const names = useVoters(message, poll, at)
  return names === '' ? null : <p className={styles.voters}>{names}</p>
}

/** By hand, or when its time has come: then it is drawn anew. */
function useIsClosed({ closed, closesAt }: Poll): boolean {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const left = (closesAt ?? 0) - Date.now()
    if (left <= 0 || left > 86_400_000) return
    const timer = setTimeout(() => setNow(Date.now()), left + 50)
    return () => clearTimeout(timer)
  }, [closesAt])
  return closed !== undefined || (closesAt !== undefined && closesAt <= now)
}

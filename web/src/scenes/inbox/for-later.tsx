// What is put off: words to be said, and reminders. Those whose time has come stand first.

import { type HeldMark, subjectOf } from '@hearth/client/marks.ts'
import { heldLater, isDropped, type Letter, lettersIn, ownShown } from '@hearth/client/shown.ts'
import { ChatError, type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { AlarmClock, Check, Pencil, SendHorizontal, TriangleAlert, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { useOwnMarks } from '../../marks.ts'
import { IconButton } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { hashOf } from '../../route.ts'
import { useChat, useClient, usePerson, useRoom } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence, soon } from '../../words.ts'
import { Untold } from '../room/untold.tsx'
import styles from './inbox.module.css'

const rank: Readonly<Record<Later['state'], number>> = { due: 0, failed: 1, waiting: 2 }

export function ForLater(): ReactElement {
  const later = useChat((state) => ownShown(state).later)
  const marks = useChat((state) => state.marks)
  const inOrder = [...later.values()].sort((a, b) => rank[a.state] - rank[b.state] || a.due - b.due)
  return (
    <section className={styles.inbox} aria-label={t('For later')}>
      <h2>{t('For later')}</h2>
      <ul className={styles.card}>
        {inOrder.map((one) => (
          <li key={one.id} className={styles.later} data-state={one.state} data-over={isDropped(marks, one) || undefined}>
            <OneLater later={one} />
          </li>
        ))}
        {lettersIn(marks).map((letter) => (
          <li key={letter.clientId} className={styles.later}>
            <OneLetter letter={letter} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function OneLater({ later }: { readonly later: Later }): ReactElement {
  const client = useClient()
  const { say, show } = useUi.getState()
  const isReminder = later.kind === 'remind'
  const held = useChat((state) => heldLater(state.marks, later))
  const own = useOwnMarks(later.id)
  const name = useRoom(later.room)?.name ?? '…'
  if (held) return <Waiting later={later} held={held} />
  const dropped = own.filter((mark) => mark.do === 'drop')
  const isOver = dropped.length > 0
  const drop = (): void =>
    void client
      .do({ do: 'drop', room: later.room, later: later.id, kind: later.kind })
      .catch((failure: unknown) => say(t('Not called off. {why}', { why: sentence(failure) }), 'bad'))
  const where = hashOf(later.seq === null ? { at: 'room', room: later.room } : { at: 'room', room: later.room, seq: later.seq })
  return (
    <>
      <Icon of={later.state === 'failed' ? TriangleAlert : isReminder ? AlarmClock : SendHorizontal} />
      <Words later={later} href={where} isOver={isOver} />
      <Untold id={later.id} own={isOver ? dropped : own} whose={name} below={28} />
      {!isOver && (
        <>
          <IconButton
            small
            tipAt="end"
            icon={Pencil}
            size={16}
            label={t('Change')}
            onClick={() => show({ is: 'later', plan: { do: 'change', later } })}
          />
          <IconButton
            small
            tipAt="end"
            icon={later.state === 'due' ? Check : X}
            label={later.state === 'due' ? t('Done') : t('Call it off')}
            onClick={drop}
          />
        </>
      )}
    </>
  )
}

/** Where it is, when, and what: leads to its place. */
function Words({ later, href, isOver }: { readonly later: Later; readonly href: string; readonly isOver?: boolean }): ReactElement {
  const room = useRoom(later.room)
  return (
    <a href={href} className={styles.words}>
      <span className={styles.who}>
        <b>{room?.name ?? '…'}</b>
        <time>{isOver ? overOf(later) : stateOf(later)}</time>
      </span>
      <span className={styles.said}>{wordsOf(later)}</span>
    </a>
  )
}

/** Called off by oneself; the server does not know it. */
const overOf = ({ state }: Later): string => (state === 'due' ? t('Done') : t('Called off'))

function stateOf({ kind, state, due, failure }: Later): string {
  if (state === 'due') return t('Now')
  if (state === 'failed') return t('Not sent. {why}', { why: whyOf(failure) })
  const when = soon(due, Date.now())
  return kind === 'remind' ? t('Reminder: {when}', { when }) : t('Will be sent: {when}', { when })
}

/** The server does not know it yet: it can be called off here as long as it was never told. */
function Waiting({ later, held }: { readonly later: Later; readonly held: HeldMark }): ReactElement {
  return (
    <>
      <Icon of={later.kind === 'remind' ? AlarmClock : SendHorizontal} />
      <Words later={later} href={hashOf({ at: 'room', room: later.room })} />
      <Untold id={subjectOf(held)} own={[held]} below={28} />
    </>
  )
}

/** To somebody with whom there is no private chat yet. */
function OneLetter({ letter }: { readonly letter: Letter }): ReactElement {
  const { user, text, clientId } = letter
  const name = usePerson(user)?.displayName ?? '…'
  return (
    <>
      <Icon of={SendHorizontal} />
      <button type="button" className={styles.words} onClick={() => useUi.getState().show({ is: 'write', user })}>
        <span className={styles.who}>
          <b>{name}</b>
          <time>{t('A new private chat')}</time>
        </span>
        <span className={styles.said}>{plain(text)}</span>
      </button>
      <Untold id={clientId} own={[letter]} whose={name} below={28} />
    </>
  )
}

const wordsOf = ({ text }: Later): string => (text === '' ? t('A message you wanted to come back to') : plain(text))

/** The server names an error of its own table. */
const whyOf = (code: string | undefined): string => (code !== undefined && isCode(code) ? sentence(new ChatError(code)) : '')
const isCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code)

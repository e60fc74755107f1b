// Who is in the call: how loud each is here, whose hand is up, and what whoever leads may do.
import { Hand, HeadphoneOff, Mic, MicOff, MonitorUp, Volume2, VolumeX, X } from 'lucide-react'
import { type ReactElement, useId } from 'react'
import type { CallDeeds, CallView, Somebody } from '../../calls/view.ts'
import { useChoices, volumeOf } from '../../media/choices.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button, IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import side from '../../parts/side.module.css'
import { usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './panel.module.css'

type Props = { readonly view: CallView; readonly deeds: CallDeeds; readonly onClose: () => void }

export function People({ view, deeds, onClose }: Props): ReactElement {
  const { people } = view
  const hands = people.filter(({ handAt }) => handAt !== null).sort((a, b) => (a.handAt ?? 0) - (b.handAt ?? 0))
  const speakers = people.filter((one) => one.handAt === null && !one.isListener)
  const audience = people.filter((one) => one.handAt === null && one.isListener)
  return (
    <aside className={cx(side.side, styles.panel)} aria-label={t('People in this call')} data-landmark="panel">
      <PanelHead title={t.many(people.length, '{count} person here', '{count} people here')} onClose={onClose} />
      <div className={styles.scroll}>
        <Group title={t('Hands up, in this order')} people={hands} view={view} deeds={deeds} />
        <Group title={audience.length > 0 ? t('Speak') : ''} people={speakers} view={view} deeds={deeds} />
        <Group title={t('Listen')} people={audience} view={view} deeds={deeds} />
      </div>
    </aside>
  )
}

export function PanelHead({ title, onClose }: { readonly title: string; readonly onClose: () => void }): ReactElement {
  return (
    <header className={side.sideHead}>
      <h2>{title}</h2>
      <IconButton small icon={X} tipAt="end" label={t('Close')} onClick={onClose} />
    </header>
  )
}

type GroupProps = Pick<Props, 'view' | 'deeds'> & { readonly title: string; readonly people: readonly Somebody[] }

function Group({ title, people, view, deeds }: GroupProps): ReactElement | null {
  if (people.length === 0) return null
  return (
    <section aria-label={title || t('In the call')}>
      {title && <h3 className={styles.label}>{title}</h3>}
      <ul>
        {people.map((somebody) => (
          <One key={somebody.key} somebody={somebody} view={view} deeds={deeds} />
        ))}
      </ul>
    </section>
  )
}

function One({ somebody, view, deeds }: Pick<Props, 'view' | 'deeds'> & { readonly somebody: Somebody }): ReactElement {
  const person = usePerson(somebody.user)
  const name = person?.displayName ?? '…'
  return (
    <li className={styles.person}>
      <span className={styles.line}>
        <Avatar user={person} size={28} />
        <span className={styles.who}>{somebody.isMe ? t('{name} (you)', { name }) : name}</span>
        {somebody.handAt !== null && <Icon of={Hand} size={16} />}
        {somebody.hasScreen && <Icon of={MonitorUp} size={16} />}
        {somebody.isDeaf && <Icon of={HeadphoneOff} size={16} />}
        <Icon of={somebody.isMuted ? MicOff : Mic} size={16} />
        <span className="out-of-sight">{somebody.isMuted ? t('muted') : t('heard')}</span>
      </span>
      {!somebody.isMe && !somebody.isListener && <Volume user={somebody.user} name={name} />}
      {view.mayLead && !somebody.isMe && <Lead somebody={somebody} deeds={deeds} name={name} hasAudience={view.hasAudience} />}
    </li>
  )
}

/** How loud somebody is for oneself alone; kept for the next call. */
function Volume({ user, name }: { readonly user: Somebody['user']; readonly name: string }): ReactElement {
  const id = useId()
  const volumes = useChoices((choices) => choices.volumes)
  const volume = volumeOf({ volumes }, user)
  const set = (to: number): void => useChoices.getState().choose({ volumes: { ...volumes, [user]: to } })
  return (
    <span className={styles.volume}>
      <IconButton
        small
        size={16}
        icon={volume === 0 ? VolumeX : Volume2}
        label={volume === 0 ? t('Hear {name} again', { name }) : t('Do not hear {name}', { name })}
        tipAt="start"
        aria-pressed={volume === 0}
        onClick={() => set(volume === 0 ? 1 : 0)}
      />
      <label htmlFor={id} className="out-of-sight">
        {t('Volume of {name}', { name })}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        value={Math.round(volume * 100)}
        onChange={(event) => set(Number(event.target.value) / 100)}
      />
      <span className={styles.percent} data-number>
        {Math.round(volume * 100)} %
      </span>
    </span>
  )
}

type LeadProps = { readonly somebody: Somebody; readonly deeds: CallDeeds; readonly name: string; readonly hasAudience: boolean }

function Lead({ somebody, deeds, name, hasAudience }: LeadProps): ReactElement | null {
  const { key, isListener, isMuted, handAt } = somebody
  return (
    <span className={styles.lead}>
      {isListener && (
        <Button
          look={handAt === null ? 'quiet' : 'soft'}
          aria-label={t('Let speak: {name}', { name })}
          onClick={() => deeds.allow(key, true)}
        >
          {t('Let speak')}
        </Button>
      )}
      {handAt !== null && (
        <Button look="quiet" aria-label={t('Hand down: {name}', { name })} onClick={() => deeds.allow(key, !isListener)}>
          {t('Hand down')}
        </Button>
      )}
      {!isListener && !isMuted && (
        <Button look="quiet" aria-label={t('Mute {name}', { name })} onClick={() => deeds.mute(key)}>
          {t('Mute')}
        </Button>
      )}
      {hasAudience && !isListener && (
        <Button look="quiet" aria-label={t('Let {name} only listen', { name })} onClick={() => deeds.allow(key, false)}>
          {t('Only listen')}
        </Button>
      )}
    </span>
  )
}

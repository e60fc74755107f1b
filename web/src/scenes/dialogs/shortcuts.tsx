import type { ReactElement } from 'react'
import { Dialog } from '../../parts/dialog.tsx'
import { t } from '../../text/t.ts'
import styles from './dialogs.module.css'

const command = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'

type Group = { readonly name: string; readonly keys: readonly (readonly [string, string])[] }

const goingPlaces = (): Group => ({
  name: t('Going places'),
  keys: [
    [`${command} K`, t('Go to a room or a person')],
    [`${command} Shift F`, t('Search messages')],
    ['Alt ↑', t('Room above')],
    ['Alt ↓', t('Room below')],
    ['Alt Shift ↑', t('Unread room above')],
    ['Alt Shift ↓', t('Unread room below')],
    ['F6', t('Next part of the page')],
    [`${command} .`, t('Show or hide the members')],
    [`${command} /`, t('This list')],
  ],
})

const writing = (): Group => ({
  name: t('Writing'),
  keys: [
    ['Enter', t('Send')],
    ['Shift Enter', t('New line')],
    ['↑', t('Edit your last message')],
    [`${command} B`, t('Bold')],
    [`${command} I`, t('Slanted')],
    [`${command} E`, t('Code [in words]')],
    [`${command} Shift L`, t('Link [in words]')],
    ['@', t('Mention somebody')],
    ['Esc', t('Cancel the reply or edit; else mark all as read')],
    ['Shift PageUp', t('To the oldest unread message')],
  ],
})

const onMessage = (): Group => ({
  name: t('On a message'),
  keys: [
    ['↑', t('Message above')],
    ['↓', t('Message below')],
    ['R', t('Reply')],
    ['E', t('Edit')],
    ['C', t('Copy its text')],
    ['T', t('Reply in a thread')],
    ['F', t('Forward')],
    ['P', t('Pin or unpin')],
    ['S', t('Save for yourself')],
    ['U', t('Mark unread from here')],
    ['Del', t('Delete')],
  ],
})

const inCall = (): Group => ({
  name: t('In a call'),
  keys: [
    [`${command} Shift Space`, t('Mute or unmute, from anywhere')],
    ['Space', t('Hold to talk')],
    [`${command} D`, t('Mute or unmute')],
    [`${command} E`, t('Camera on or off')],
  ],
})

const groups = (): readonly Group[] => [goingPlaces(), writing(), onMessage(), inCall()]

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title={t('Keyboard')} onClose={onClose}>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('Keys')}>
        {groups().map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3 className={styles.keyGroup}>{group.name}</h3>
            <dl className={styles.keys}>
              {group.keys.map(([keys, says]) => (
                <Row key={keys} keys={keys} says={says} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

const Row = ({ keys, says }: { readonly keys: string; readonly says: string }): ReactElement => (
  <>
    <dt>
      {keys.split(' ').map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </dt>
    <dd>{says}</dd>
  </>
)

import type { ReactElement } from 'react'
import { Dialog } from '../../parts/dialog.tsx'
import { t } from '../../text/t.ts'
import styles from './dialogs.module.css'

const command = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'

const groups: readonly { readonly name: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    name: 'Going places',
    keys: [
      [`${command} K`, 'Go to a room or a person'],
      ['Alt ↑', 'Room above'],
      ['Alt ↓', 'Room below'],
      ['Alt Shift ↑', 'Unread room above'],
      ['Alt Shift ↓', 'Unread room below'],
      ['F6', 'Next part of the page'],
      [`${command} .`, 'Show or hide the members'],
      [`${command} /`, 'This list'],
    ],
  },
  {
    name: 'Writing',
    keys: [
      ['Enter', 'Send'],
      ['Shift Enter', 'New line'],
      ['↑', 'Edit your last message'],
      ['@', 'Mention somebody'],
      ['Esc', 'Cancel the reply or edit; else mark all as read'],
      ['Shift PageUp', t('To the oldest unread message')],
    ],
  },
  {
    name: 'On a message',
    keys: [
      ['↑', 'Message above'],
      ['↓', 'Message below'],
      ['R', 'Reply'],
      ['E', 'Edit'],
      ['C', 'Copy its text'],
      ['U', t('Mark unread from here')],
      ['Del', 'Delete'],
    ],
  },
  {
    name: 'In a call',
    keys: [
      [`${command} Shift Space`, 'Mute or unmute, from anywhere'],
      ['Space', 'Hold to talk'],
      [`${command} D`, 'Mute or unmute'],
      [`${command} E`, 'Camera on or off'],
    ],
  },
]

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Keys">
        {groups.map((group) => (
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

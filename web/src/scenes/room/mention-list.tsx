import type { ReactElement } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { t } from '../../text/t.ts'
import styles from './composer.module.css'
import type { MentionsHold } from './use-mentions.ts'

/** The keys stay in the text; the list only shows what they would choose. */
export function MentionList({ id, mentions }: { readonly id: string; readonly mentions: MentionsHold }): ReactElement {
  return (
    <div id={id} role="listbox" aria-label={t('People to mention')} className={styles.mentions}>
      {mentions.found.map((user, index) => (
        <button
          type="button"
          tabIndex={-1}
          key={user.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === mentions.at}
          className={styles.person}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => mentions.choose(user)}
        >
          <Avatar user={user} size={24} />
          <b>{user.displayName}</b>
          <span>
            <bdi>@{user.name}</bdi>
          </span>
        </button>
      ))}
    </div>
  )
}

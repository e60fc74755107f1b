// What a link leads to, under the words it stands in. The picture is a copy on this server: nothing is loaded from elsewhere.
import { pictureUrl } from '@hearth/client/files.ts'
import type { Preview } from '@hearth/protocol/preview-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { X } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { IconButton } from '../../parts/button.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import styles from './preview.module.css'
import { mayDeleteOthers, useHold } from './room-context.ts'

export function LinkPreview({ message, preview }: { readonly message: Message; readonly preview: Preview }): ReactElement | null {
  const client = useClient()
  const { room, me } = useHold()
  const isShown = useChat((state) => state.own.settings.previews !== false)
  if (!isShown) return null
  const mayRemove = message.author === me || mayDeleteOthers(room)
  const remove = (): void =>
    void client
      .ask('message.unpreview', { room: room.id, id: message.id })
      .catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
  const { url, title, description, site, image } = preview
  return (
    <div className={styles.preview} role="group" aria-label={t('Preview of {title}', { title })}>
      {image && <Picture image={image} />}
      <div className={styles.words}>
        <span className={styles.site} dir="auto">
          {site ?? hostOf(url)}
        </span>
        <a href={url} target="_blank" rel="noopener noreferrer" dir="auto">
          {title}
        </a>
        {description && <p dir="auto">{description}</p>}
      </div>
      {mayRemove && (
        <span className={styles.remove}>
          <IconButton small tipAt="end" icon={X} size={14} label={t('Remove the preview')} onClick={remove} />
        </span>
      )}
    </div>
  )
}

/** Its box is there before it is loaded; where it cannot be, there is none. */
function Picture({ image: { file, width, height } }: { readonly image: NonNullable<Preview['image']> }): ReactElement | null {
  const [isGone, setGone] = useState(false)
  if (isGone) return null
  return (
    <img
      className={styles.picture}
      src={pictureUrl(file, 256)}
      alt=""
      loading="lazy"
      style={{ aspectRatio: ratio(width, height) }}
      onError={() => setGone(true)}
    />
  )
}

/** Neither a stripe nor a tower. */
const ratio = (width: number, height: number): number => Math.min(2, Math.max(0.75, width / height))

const hostOf = (url: string): string => URL.parse(url)?.host ?? url

// Files may be dropped anywhere on a room; while they hang over it, it says so.
import { Upload } from 'lucide-react'
import { type DragEvent, type ReactElement, useRef, useState } from 'react'
import { useDesk } from '../../../files/desk.ts'
import { dropped } from '../../../files/incoming.ts'
import { Icon } from '../../../parts/icon.tsx'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import styles from './drop-zone.module.css'
import type { AttachHold } from './use-attach.ts'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

export function useDrop({ mayAttach, take }: Pick<AttachHold, 'mayAttach' | 'take'>) {
  const { handles } = useDesk()
  const [isOver, setOver] = useState(false)
  // Each element inside is entered before the one around it is left.
  const depth = useRef(0)
  const end = (): void => {
    depth.current = 0
    setOver(false)
  }
  return {
    isOver,
    handlers: {
      onDragEnter(event: DragEvent) {
        if (!hasFiles(event) || !mayAttach) return
        event.preventDefault()
        depth.current++
        setOver(true)
      },
      onDragOver(event: DragEvent) {
        if (!hasFiles(event)) return
        // Else the browser would leave the page and open the file.
        event.preventDefault()
        event.dataTransfer.dropEffect = mayAttach ? 'copy' : 'none'
      },
      onDragLeave(event: DragEvent) {
        if (hasFiles(event) && --depth.current <= 0) end()
      },
      onDrop(event: DragEvent) {
        if (!hasFiles(event)) return
        event.preventDefault()
        end()
        if (!mayAttach) return
        dropped(event.dataTransfer, handles).then(take, () =>
          useUi.getState().say(t('What was dropped could not be read. Try the paper clip instead.'), 'bad'),
        )
      },
    },
  }
}

export function DropZone({ room }: { readonly room: string }): ReactElement {
  return (
    <div className={styles.zone} aria-hidden="true">
      <div className={styles.sign}>
        <Icon of={Upload} size={28} />
        <b>{t('Drop to add to {room}', { room })}</b>
        <span>{t('You can write something before it is sent.')}</span>
      </div>
    </div>
  )
}

import { FolderArchive, Images, Vote } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'
import { Icon } from '../../../parts/icon.tsx'
import styles from '../../../parts/menu.module.css'
import { t } from '../../../text/t.ts'

type Props = {
  readonly at: RefObject<HTMLElement | null>
  readonly onClose: () => void
  readonly onFiles: () => void
  readonly onFolder: () => void
  readonly onPoll: () => void
}

export function AttachMenu({ at, onClose, onFiles, onFolder, onPoll }: Props): ReactElement {
  return (
    <Popover
      isOpen
      aria-label={t('Attach')}
      triggerRef={at}
      placement="top start"
      offset={8}
      onOpenChange={(open) => open || onClose()}
      className={styles.menu}
    >
      <Menu
        aria-label={t('Attach')}
        autoFocus="first"
        onAction={(key) => (key === 'files' ? onFiles() : key === 'folder' ? onFolder() : onPoll())}
        onClose={onClose}
        className={styles.list}
      >
        <MenuItem id="files" textValue={t('Files and pictures')} className={styles.item}>
          <Icon of={Images} />
          <span>{t('Files and pictures')}</span>
        </MenuItem>
        <MenuItem id="folder" textValue={t('A folder, as one zip')} className={styles.item}>
          <Icon of={FolderArchive} />
          <span>{t('A folder, as one zip')}</span>
        </MenuItem>
        <MenuItem id="poll" textValue={t('New poll')} className={styles.item}>
          <Icon of={Vote} />
          <span>{t('New poll')}</span>
        </MenuItem>
      </Menu>
    </Popover>
  )
}

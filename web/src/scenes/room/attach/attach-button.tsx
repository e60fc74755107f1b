import { Paperclip } from 'lucide-react'
import { type ChangeEvent, type ReactElement, Suspense, useRef, useState } from 'react'
import { useDesk } from '../../../files/desk.ts'
import { canPick, pick } from '../../../files/handles.ts'
import { folderOf } from '../../../files/incoming.ts'
import { IconButton } from '../../../parts/button.tsx'
import { late } from '../../../parts/late.ts'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import { useHold } from '../room-context.ts'
import type { AttachHold } from './use-attach.ts'

const AttachMenu = late(() => import('./attach-menu.tsx').then((module) => module.AttachMenu))

/** Phones know no folders; there the button goes straight to the files. */
const knowsFolders = (): boolean => 'webkitdirectory' in HTMLInputElement.prototype && !matchMedia('(pointer: coarse)').matches

export function AttachButton({ attach }: { readonly attach: AttachHold }): ReactElement {
  const { room } = useHold()
  const show = useUi((ui) => ui.show)
  const button = useRef<HTMLButtonElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [isOpen, setOpen] = useState(false)
  const hasMenu = knowsFolders()
  const { handles } = useDesk()
  const choose = (): void => {
    // On a phone the plain way leads to the camera and the pictures as well.
    if (!hasMenu || !canPick(window)) return files.current?.click()
    pick(window, handles).then(
      (chosen) => chosen.length > 0 && attach.take({ files: chosen, folders: [] }),
      () => files.current?.click(),
    )
  }
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => {
    const chosen = [...(event.target.files ?? [])]
    const whole = event.target === folder.current ? folderOf(chosen) : undefined
    attach.take(whole ? { files: [], folders: [whole] } : { files: chosen, folders: [] })
    // The same file may be chosen once more.
    event.target.value = ''
  }
  return (
    <>
      <IconButton
        ref={button}
        icon={Paperclip}
        tipAt="above-start"
        label={t('Attach files')}
        aria-haspopup={hasMenu ? 'menu' : undefined}
        aria-expanded={hasMenu ? isOpen : undefined}
        onClick={() => (hasMenu ? setOpen(true) : choose())}
      />
      <input ref={files} type="file" multiple hidden aria-label={t('Files')} data-attach="files" onChange={onChange} />
      <input
        ref={(input) => {
          folder.current = input
          if (input) input.webkitdirectory = true
        }}
        type="file"
        hidden
        aria-label={t('Folder')}
        data-attach="folder"
        onChange={onChange}
      />
      {isOpen && (
        <Suspense fallback={null}>
          <AttachMenu
            at={button}
            onClose={() => setOpen(false)}
            onFiles={choose}
            onFolder={() => folder.current?.click()}
            onPoll={() => show({ is: 'new-poll', room: room.id })}
          />
        </Suspense>
      )}
    </>
  )
}

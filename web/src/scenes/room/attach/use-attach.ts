// Files on their way in: looked at, measured, put to what is being written. A folder is packed first.
import type { Parcel } from '@hearth/client/parcels.ts'
import { useState } from 'react'
import { check } from '../../../files/check.ts'
import { useDesk, useParcels } from '../../../files/desk.ts'
import { aboutOf, type Folder, type Incoming, measure, pack, sizeOf } from '../../../files/incoming.ts'
import { useChat } from '../../../state.ts'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import { maySpeak, useHold } from '../room-context.ts'

/** To be measured an image is unpacked: of a larger one the server alone says how large it is. */
const MOST_MEASURED_BYTES = 64 * 1_048_576

export type AttachHold = {
  /** What lies where one writes. */
  readonly draft: Parcel | undefined
  /** Names of folders that become a file right now. */
  readonly packing: readonly string[]
  readonly mayAttach: boolean
  take(incoming: Incoming): void
  /** What was recorded here. */
  takeRecorded(file: File, durationMs: number): void
}

export function useAttach(): AttachHold {
  const { room, thread, focusComposer } = useHold()
  const { parcels } = useDesk()
  const say = useUi((ui) => ui.say)
  const limits = useChat((state) => state.hello?.limits)
  const draft = useParcels(room.id, thread?.root).find(({ isPosted }) => !isPosted)
  const [packing, setPacking] = useState<readonly string[]>([])

  function add(files: readonly File[]): void {
    const keys = parcels.add(
      room.id,
      files.map((file) => ({ about: aboutOf(file), bytes: file })),
      thread?.root,
    )
    files.forEach((file, index) => void noteMeasures(file, keys[index] ?? ''))
  }
  async function noteMeasures(file: File, key: string): Promise<void> {
    const isDrawn = file.type.startsWith('image/') && file.size <= MOST_MEASURED_BYTES
    const measures = isDrawn ? await measure(file) : undefined
    if (measures) parcels.note(key, measures)
  }
  function addFolder(folder: Folder): void {
    setPacking((before) => [...before, folder.name])
    pack(folder)
      .then(
        (zip) => add([zip]),
        () => say(t('The folder “{name}” could not be read. Nothing of it was sent; try again.', { name: folder.name }), 'bad'),
      )
      .finally(() => setPacking((before) => before.toSpliced(before.indexOf(folder.name), 1)))
  }

  return {
    draft,
    packing,
    mayAttach: maySpeak(room),
    take({ files, folders }) {
      const zips = folders.map((folder) => ({ name: `${folder.name}.zip`, size: sizeOf(folder), type: 'application/zip', folder }))
      const { taken, refused } = check([...files, ...zips], draft?.pieces.length ?? 0, limits)
      if (refused.length > 0) say(refused.slice(0, 3).join(' '), 'bad')
      const whole = taken.filter((one) => one instanceof File)
      if (whole.length > 0) add(whole)
      for (const one of taken) if ('folder' in one) addFolder(one.folder)
      focusComposer()
    },
    takeRecorded(file, durationMs) {
      const { refused } = check([file], draft?.pieces.length ?? 0, limits)
      if (refused[0] !== undefined) return say(refused[0], 'bad')
      parcels.add(room.id, [{ about: { ...aboutOf(file), durationMs }, bytes: file }], thread?.root)
    },
  }
}

import { type ChangeEvent, type ReactElement, useRef, useState } from 'react'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'
import { Button } from './button.tsx'
import styles from './picture-buttons.module.css'

type Props = {
  readonly has: boolean
  readonly onChoose: (image: File) => void
  readonly onRemove: () => Promise<unknown>
}

/** The ways to a picture of somebody or something, and away from it. */
export function PictureButtons({ has, onChoose, onRemove }: Props): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => {
    const [image] = event.target.files ?? []
    event.target.value = ''
    if (image) onChoose(image)
  }
  const remove = (): void => {
    setBusy(true)
    onRemove()
      .catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
      .finally(() => setBusy(false))
  }
  return (
    <div className={styles.buttons}>
      <Button onClick={() => input.current?.click()}>{has ? t('Change picture') : t('Add a picture')}</Button>
      {has && (
        <Button look="quiet" busy={isBusy} onClick={remove}>
          {t('Remove picture')}
        </Button>
      )}
      <input ref={input} type="file" accept="image/*" hidden aria-label={t('Picture')} data-picture onChange={onChange} />
    </div>
  )
}

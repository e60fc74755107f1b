import { type ReactElement, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { PictureButtons } from '../../parts/picture-buttons.tsx'
import { useChat, useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

/** By number, as the server keeps them. */
const hues = (): readonly string[] => [
  ...[t('Ember'), t('Honey'), t('Olive'), t('Leaf'), t('Pine'), t('Sea')],
  ...[t('Sky'), t('Ink'), t('Iris'), t('Plum'), t('Rose'), t('Brick')],
]

export function Profile(): ReactElement {
  const client = useClient()
  const me = useMe()
  const say = useUi((ui) => ui.say)
  const limits = useChat((state) => state.hello?.limits)
  const [displayName, setDisplayName] = useState(me.displayName)
  const [status, setStatus] = useState(me.status)
  const [colour, setColour] = useState(me.colour)
  const form = useForm(async () => {
    await client.ask('account.change', { displayName, status, colour })
    say(t('Profile saved'))
  }, ['name_invalid', 'name_taken'])
  const isChanged = displayName !== me.displayName || status !== me.status || colour !== me.colour
  return (
    <Part title={t('Profile')} says={t('What everybody here sees of you.')}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Profile')}>
        <div className={styles.person}>
          <Avatar user={{ ...me, displayName: displayName || me.displayName, colour }} size={72} />
          <PictureButtons
            has={me.picture !== undefined}
            onChoose={(image) => useUi.getState().show({ is: 'picture', image })}
            onRemove={() => client.ask('account.picture', { file: null })}
          />
        </div>
        <fieldset className={styles.hues}>
          <legend>{t('Colour')}</legend>
          {hues().map((name, index) => (
            <label key={name} title={name} className={styles.hue} style={{ '--hue': (40 + index * 30) % 360 }}>
              <input
                type="radio"
                name="colour"
                className="out-of-sight"
                checked={colour === index}
                onChange={() => setColour(index)}
                aria-label={name}
              />
            </label>
          ))}
        </fieldset>
        <Field
          label={t('Display name')}
          value={displayName}
          onValue={setDisplayName}
          error={form.about('name_invalid', 'name_taken')}
          maxLength={limits?.nameChars ?? 64}
          required
        />
        <Field
          label={t('Status')}
          value={status}
          onValue={setStatus}
          placeholder={t('In the workshop until six')}
          maxLength={limits?.statusChars ?? 120}
        />
        <FormError says={form.other} />
        <div className={styles.deeds}>
          <Button look="main" type="submit" busy={form.isBusy} disabled={!isChanged}>
            {t('Save profile')}
          </Button>
        </div>
      </form>
    </Part>
  )
}

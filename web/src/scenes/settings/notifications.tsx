// What calls for attention: on this device, and what of it on all devices.
import type { Level, ReadWhen } from '@hearth/protocol/own-shapes.ts'
import { BellRing } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { isOn, permission, tryIt, turnOff, turnOn } from '../../attention/bell.ts'
import { useOwnSettings } from '../../own-settings.ts'
import { Button } from '../../parts/button.tsx'
import { Field, FormError, Segments } from '../../parts/field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import { Part } from './part.tsx'
import { Pending } from './pending.tsx'
import { QuietTimes } from './quiet-times.tsx'
import styles from './settings.module.css'

export function Notifications(): ReactElement {
  const [settings, change] = useOwnSettings()
  const levels: readonly { readonly value: Level; readonly label: string }[] = [
    { value: 'all', label: t('Everything') },
    { value: 'mentions', label: t('Mentions') },
    { value: 'none', label: t('Nothing') },
  ]
  const ways: readonly { readonly value: ReadWhen; readonly label: string }[] = [
    { value: 'seen', label: t('Always') },
    { value: 'private', label: t('Private chats') },
    { value: 'asked', label: t('Never') },
  ]
  return (
    <>
      <Part title={t('Notifications')} says={t('Private chats always call you, unless you mute them in their menu.')}>
        <OnThisDevice />
        <hr className={styles.rule} />
        <div className={styles.row}>
          <span>{t('Groups and channels call you for')}</span>
          <Segments
            label={t('Groups and channels call you for')}
            value={settings.notify}
            choices={levels}
            onValue={(notify) => change({ notify })}
          />
        </div>
        <OwnWords key={settings.words.join()} words={settings.words} />
        <Switch label={t('Play a sound')} on={settings.sound} onChange={(sound) => change({ sound })} />
        <Switch
          label={t('Hide what was said in notifications')}
          on={settings.hideContent}
          onChange={(hideContent) => change({ hideContent })}
        />
        <hr className={styles.rule} />
        <QuietTimes quiet={settings.quiet} onChange={(quiet) => change({ quiet })} />
        <Pending />
      </Part>
      <Part title={t('Reading')} says={t('Only what is in sight while you look counts. Esc in a room marks all of it as read.')}>
        <div className={styles.row}>
          <span>{t('Mark as read what I look at')}</span>
          <Segments
            label={t('Mark as read what I look at')}
            value={settings.readWhen}
            choices={ways}
            onValue={(readWhen) => change({ readWhen })}
          />
        </div>
      </Part>
    </>
  )
}

/** The browser is asked only when somebody presses the button. */
function OnThisDevice(): ReactElement {
  const [now, setNow] = useState({ on: isOn(), may: permission() })
  const look = (): void => setNow({ on: isOn(), may: permission() })
  const begin = (): void => void turnOn().then(look)
  const end = (): void => {
    turnOff()
    look()
  }
  const says =
    now.may === 'missing'
      ? t('This browser shows no notifications.')
      : now.may === 'denied'
        ? t('This browser was told to show none from here. Allow them in its settings for this address.')
        : now.on
          ? t('On for this device.')
          : t('Off for this device.')
  return (
    <div className={styles.row}>
      <span>{says}</span>
      <div className={styles.buttons}>
        {now.on && (
          <Button icon={BellRing} onClick={tryIt}>
            {t('Try it')}
          </Button>
        )}
        {(now.may === 'default' || now.may === 'granted') && (
          <Button look={now.on ? 'soft' : 'main'} onClick={now.on ? end : begin}>
            {now.on ? t('Turn off') : t('Turn on')}
          </Button>
        )}
      </div>
    </div>
  )
}

function OwnWords({ words }: { readonly words: readonly string[] }): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [text, setText] = useState(words.join(', '))
  const form = useForm(async () => {
    const wanted = text
      .split(/[,\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== '')
    await client.ask('own.change', { words: wanted })
    say(t('Words saved'))
  }, [])
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Words of your own')}>
      <Field
        label={t('Words of your own')}
        hint={t('With commas between them. They call you as your name does.')}
        value={text}
        onValue={setText}
        placeholder={t('laser, plywood')}
        autoComplete="off"
      />
      <FormError says={form.other} />
      {text !== words.join(', ') && (
        <div className={styles.deeds}>
          <Button look="main" type="submit" busy={form.isBusy}>
            {t('Save words')}
          </Button>
        </div>
      )}
    </form>
  )
}

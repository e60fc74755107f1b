// Which microphone, camera and speaker; used before a call and in it.
import { Volume2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useChoices } from '../../media/choices.ts'
import { canChooseSpeaker, type OneDevice, useDevices } from '../../media/devices.ts'
import { testSpeaker } from '../../media/tones.ts'
import { Button } from '../../parts/button.tsx'
import { Pick, Switch } from '../../parts/pick.tsx'
import { t } from '../../text/t.ts'

type Props = {
  /** Changes when a device was opened: names are told only after that. */
  readonly opened: unknown
  readonly onChange: (what: 'microphone' | 'camera' | 'speaker') => void
}

export function Pickers({ opened, onChange }: Props): ReactElement {
  const { microphone, camera, speaker, noise, choose } = useChoices()
  const devices = useDevices(opened)
  return (
    <>
      <DevicePick
        label={t('Microphone')}
        devices={devices.microphones}
        chosen={microphone}
        onChoose={(id) => {
          choose({ microphone: id })
          onChange('microphone')
        }}
      />
      <DevicePick
        label={t('Camera')}
        devices={devices.cameras}
        chosen={camera}
        onChoose={(id) => {
          choose({ camera: id })
          onChange('camera')
        }}
      />
      <DevicePick
        label={t('Speaker')}
        devices={canChooseSpeaker() ? devices.speakers : []}
        chosen={speaker}
        none={t('As the system has it')}
        after={<TestButton speaker={speaker} />}
        onChoose={(id) => {
          choose({ speaker: id })
          onChange('speaker')
        }}
      />
      <Switch
        label={t('Take noise out')}
        hint={t('Fans, keys, the street; off for music.')}
        isOn={noise}
        onChange={(isOn) => {
          choose({ noise: isOn })
          onChange('microphone')
        }}
      />
    </>
  )
}

type DevicePickProps = {
  readonly label: string
  readonly devices: readonly OneDevice[]
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
  readonly none?: string
  readonly after?: ReactElement
}

/** What was chosen once and is not there today is not lost: it is chosen again when it is back. */
function DevicePick({ label, devices, chosen, onChoose, none, after }: DevicePickProps): ReactElement {
  const hasDefault = devices.some(({ id }) => id === 'default')
  const choices = [
    ...(hasDefault ? [] : [{ value: '', label: devices.length === 0 ? (none ?? t('None known yet')) : t('Same as the system') }]),
    ...devices.map(({ id, name }) => ({ value: id === 'default' ? '' : id, label: name })),
  ]
  const value = devices.some(({ id }) => id === chosen) ? (chosen ?? '') : ''
  return (
    <Pick
      label={label}
      value={value}
      choices={choices}
      disabled={choices.length < 2}
      after={after}
      onValue={(id) => onChoose(id || null)}
    />
  )
}

function TestButton({ speaker }: { readonly speaker: string | null }): ReactElement {
  const [isPlaying, setPlaying] = useState(false)
  const test = (): void => {
    setPlaying(true)
    testSpeaker(speaker)
      .catch(() => undefined)
      .finally(() => setPlaying(false))
  }
  return (
    <Button icon={Volume2} busy={isPlaying} aria-label={t('Test the speaker')} onClick={test}>
      {t('Test')}
    </Button>
  )
}

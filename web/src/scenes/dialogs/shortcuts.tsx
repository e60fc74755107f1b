// What the keys do; and, from the settings, other keys for it.
import { type ReactElement, useState } from 'react'
import { shownKeys, useKeys } from '../../keys/keys.ts'
import { type KeyDeed, keysOf } from '../../keys/table.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import styles from './dialogs.module.css'
import { deedSays, fixedKeys, groups } from './key-words.ts'
import { useNewKeys } from './use-new-keys.ts'

type Props = { readonly isChanging: boolean; readonly onClose: () => void }

export function ShortcutsDialog({ isChanging, onClose }: Props): ReactElement {
  const show = useUi((ui) => ui.show)
  const hasOwn = useKeys(({ chosen }) => Object.keys(chosen).length > 0)
  return (
    <Dialog title={isChanging ? t('Change the keys') : t('Keyboard')} onClose={onClose}>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('Keys')}>
        {groups().map(({ name, deeds, fixed }) => (
          <section key={name} aria-label={name}>
            <h3 className={styles.keyGroup}>{name}</h3>
            <dl className={styles.keys}>
              {deeds.map((deed) => (isChanging ? <Changing key={deed} deed={deed} /> : <Bound key={deed} deed={deed} />))}
              {!isChanging && fixedKeys(fixed).map(([keys, says]) => <Row key={keys} keys={keys} says={says} />)}
            </dl>
          </section>
        ))}
      </div>
      <div className={styles.keyFoot}>
        {isChanging && hasOwn && <Button onClick={() => useKeys.getState().reset()}>{t('All as they were')}</Button>}
        {isChanging ? (
          <Button look="main" onClick={onClose}>
            {t('Done')}
          </Button>
        ) : (
          <Button onClick={() => show({ is: 'shortcuts', isChanging: true })}>{t('Change the keys')}</Button>
        )}
      </div>
    </Dialog>
  )
}

const useBound = (deed: KeyDeed): string => useKeys(({ chosen }) => shownKeys(keysOf(deed, chosen)))

const Bound = ({ deed }: { readonly deed: KeyDeed }): ReactElement => <Row keys={useBound(deed)} says={deedSays(deed)} />

function Changing({ deed }: { readonly deed: KeyDeed }): ReactElement {
  const [isListening, setListening] = useState(false)
  const isOwn = useKeys(({ chosen }) => deed in chosen)
  const objection = useNewKeys(deed, isListening, () => setListening(false))
  const keys = useBound(deed)
  const says = deedSays(deed)
  return (
    <>
      <dt>{isListening ? <kbd data-listens>…</kbd> : <Keys keys={keys} />}</dt>
      <dd className={styles.keyDeed}>
        <span>
          {says}
          {isListening && (
            <small role="status" data-bad={objection !== null || undefined}>
              {objection ?? t('Press the new keys. Esc leaves it as it was.')}
            </small>
          )}
        </span>
        {isOwn && !isListening && (
          <button
            type="button"
            className={styles.link}
            aria-label={t('As it was: {deed}', { deed: says })}
            onClick={() => useKeys.getState().choose(deed, null)}
          >
            {t('As it was')}
          </button>
        )}
        <button
          type="button"
          className={styles.link}
          aria-pressed={isListening}
          aria-label={t('Change the keys for: {deed}', { deed: says })}
          onClick={() => setListening(!isListening)}
        >
          {t('Change')}
        </button>
      </dd>
    </>
  )
}

const Row = ({ keys, says }: { readonly keys: string; readonly says: string }): ReactElement => (
  <>
    <dt>
      <Keys keys={keys} />
    </dt>
    <dd>{says}</dd>
  </>
)

const Keys = ({ keys }: { readonly keys: string }): ReactElement => (
  <>
    {keys.split(' ').map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </>
)

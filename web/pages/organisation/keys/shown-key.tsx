import { createSignal, type JSX, Show } from 'solid-js'
import type { Scope } from '../../../../server/platform/scopes.ts'
import { curlCommand } from '../../../api/keys.ts'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { CopyField } from '../../../ui/control/copy-field.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { exampleOf } from './scopes.ts'

/** Shows a key once. Only its button closes the dialog, because the key would be lost otherwise. */
export function ShownKey(props: {
  name: string
  secret: string
  scopes: readonly Scope[]
  /** An additional note, e.g. what happens to the old key. */
  words?: string
  onClose: () => void
}): JSX.Element {
  const [warned, setWarned] = createSignal(false)
  const example = (): string => curlCommand(exampleOf(props.scopes), props.secret)
  return (
    <Dialog
      title={t('shownKey.title')}
      width="wide"
      onClose={() => setWarned(true)}
      footer={
        <Button look="primary" onClick={() => props.onClose()}>
          {t('shownKey.done')}
        </Button>
      }
    >
      <CopyField
        label={t('shownKey.key', { name: props.name })}
        value={props.secret}
        hint={t('shownKey.once')}
        copyLabel={t('shownKey.copy')}
        copiedLabel={t('link.copied')}
      />
      <CopyField
        label={t('shownKey.example')}
        value={example()}
        hint={t('shownKey.exampleHint')}
        copyLabel={t('shownKey.copyExample')}
        copiedLabel={t('link.copied')}
      />
      <Show when={props.words}>
        <p>{props.words}</p>
      </Show>
      <Show when={warned()}>
        <p class="shown-key-stay" role="alert">
          {t('shownKey.stay')}
        </p>
      </Show>
    </Dialog>
  )
}

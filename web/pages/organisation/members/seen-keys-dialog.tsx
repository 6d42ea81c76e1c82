import { A } from '@solidjs/router'
import { For, type JSX } from 'solid-js'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

export type SeenKeys = NonNullable<MemberView['keysToReplace']>

/** Names the keys of service accounts that somebody who leaves has seen, and leads to where they are replaced. */
export function SeenKeysDialog(props: {
  name: string
  keys: SeenKeys
  onClose: () => void
}): JSX.Element {
  return (
    <Dialog
      title={t('deactivate.done', { name: props.name })}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('seenKeys.later')}</Button>
          <A class="button button-primary button-normal" href="/organisation/keys">
            {t('seenKeys.go')}
          </A>
        </>
      }
    >
      <p>{t('seenKeys.words', { count: props.keys.length, name: props.name })}</p>
      <ul class="seen-keys">
        <For each={props.keys}>
          {(key) => (
            <li>
              {key.name} · {key.serviceAccount.name}
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  )
}

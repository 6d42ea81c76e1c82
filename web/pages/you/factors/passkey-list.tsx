import Pencil from 'lucide-solid/icons/pencil'
import Trash from 'lucide-solid/icons/trash'
import { createSignal, For, type JSX, Show } from 'solid-js'
import type { PasskeyView } from '../../../../server/modules/identity/factors/contract.ts'
import { removePasskey } from '../../../api/factors.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { RowMenu } from '../../../ui/overlay/row-menu.tsx'
import { RenamePasskeyDialog } from './passkey-dialogs.tsx'

type PasskeyAct = 'rename' | 'remove'
const acts: readonly PasskeyAct[] = ['rename', 'remove']

const aboutPasskey = ({ lastUsedAt, host, isSynced }: PasskeyView): string =>
  [
    lastUsedAt
      ? t('security.used', { when: formatMoment(lastUsedAt, locale()) })
      : t('security.usedNever'),
    isSynced ? t('security.passkeySynced') : '',
    // A passkey works only on its own host, which needs no name when it is this one.
    host === window.location.hostname ? '' : t('security.passkeyAt', { host }),
  ]
    .filter(Boolean)
    .join(' · ')

export function PasskeyList(props: {
  passkeys: readonly PasskeyView[]
  isLast: boolean
  onChanged: () => Promise<void>
}): JSX.Element {
  const [chosen, setChosen] = createSignal<{ passkey: PasskeyView; act: PasskeyAct }>()
  const about = (act: PasskeyAct): PasskeyView | undefined => {
    const now = chosen()
    return now?.act === act ? now.passkey : undefined
  }
  const remove = async ({ id }: PasskeyView): Promise<void> => {
    await removePasskey(id)
    showToast({ tone: 'plain', words: t('security.passkeyRemoved') })
    await props.onChanged()
  }
  return (
    <>
      <ul class="passkey-list">
        <For each={props.passkeys}>
          {(passkey) => (
            <li>
              <div>
                <span>{passkey.name}</span>
                <span class="cell-second">{aboutPasskey(passkey)}</span>
              </div>
              <RowMenu
                label={t('security.passkeyActions', { name: passkey.name })}
                acts={acts}
                entries={{
                  rename: () => ({ label: t('security.passkeyRename'), icon: <Pencil /> }),
                  remove: () => ({
                    label: t('security.passkeyRemove'),
                    icon: <Trash />,
                    danger: true,
                  }),
                }}
                onAct={(act) => setChosen({ passkey: { ...passkey }, act })}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={about('rename')}>
        {(passkey) => (
          <RenamePasskeyDialog
            passkey={passkey()}
            onRenamed={props.onChanged}
            onClose={() => setChosen()}
          />
        )}
      </Show>
      <Show when={about('remove')}>
        {(passkey) => (
          <ConfirmDialog
            title={t('security.passkeyRemoveAsk', { name: passkey().name })}
            words={props.isLast ? t('security.removeLast') : t('security.passkeyRemoveWords')}
            confirm={t('security.passkeyRemove')}
            run={() => remove(passkey())}
            onClose={() => setChosen()}
          />
        )}
      </Show>
    </>
  )
}

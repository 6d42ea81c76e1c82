import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { AppDialog } from './app-dialog.tsx'
import { CodesDialog } from './codes-dialog.tsx'
import { NewPasskeyDialog } from './passkey-dialogs.tsx'

export type NewFactor = 'app' | 'passkey'

/** The dialogs that add a factor; calls `onAdded` once its recovery codes, if any, were saved. */
export function AddFactor(props: {
  what: NewFactor | undefined
  onAdded: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [codes, setCodes] = createSignal<string[]>()
  const added = (what: NewFactor, recoveryCodes: string[] | null): void => {
    showToast({
      tone: 'plain',
      words: t(what === 'app' ? 'app.added' : 'security.passkeyAdded'),
    })
    props.onClose()
    if (recoveryCodes) setCodes(recoveryCodes)
    else void props.onAdded()
  }
  return (
    <>
      <Switch>
        <Match when={props.what === 'app'}>
          <AppDialog onAdded={(codes) => added('app', codes)} onClose={props.onClose} />
        </Match>
        <Match when={props.what === 'passkey'}>
          <NewPasskeyDialog onAdded={(codes) => added('passkey', codes)} onClose={props.onClose} />
        </Match>
      </Switch>
      <Show when={codes()}>
        {(shown) => (
          <CodesDialog
            codes={shown()}
            onClose={() => {
              setCodes()
              void props.onAdded()
            }}
          />
        )}
      </Show>
    </>
  )
}

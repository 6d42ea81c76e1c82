import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { FactorsView } from '../../../../server/modules/identity/factors/contract.ts'
import { removeApp, renewCodes } from '../../../api/factors.ts'
import { formatDate } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { AddFactor, type NewFactor } from './add-factor.tsx'
import { CodesDialog } from './codes-dialog.tsx'
import { Email } from './email.tsx'
import { PasskeyList } from './passkey-list.tsx'
import './factors.css'

/** How the person signs in: their address and their second factors. */
export function Security(props: {
  factors: FactorsView
  onChanged: () => Promise<void>
}): JSX.Element {
  const [adding, setAdding] = createSignal<NewFactor>()
  const count = (): number => props.factors.passkeys.length + (props.factors.totp ? 1 : 0)
  return (
    <section class="form-card" id="security" aria-labelledby="you-security">
      <header>
        <h2 id="you-security">{t('security.title')}</h2>
        <p>{t('security.words')}</p>
      </header>
      <div>
        <Email email={props.factors.email} onChanged={props.onChanged} />
        <App
          confirmedAt={props.factors.totp?.confirmedAt}
          isLast={count() === 1}
          onAdd={() => setAdding('app')}
          onChanged={props.onChanged}
        />
        <div class="factor-row">
          <div>
            <h3>{t('security.passkeys')}</h3>
            <p>{t('security.passkeysNone')}</p>
          </div>
          <Button size="small" onClick={() => setAdding('passkey')}>
            {t('security.passkeyAdd')}
          </Button>
          <Show when={props.factors.passkeys.length > 0}>
            <PasskeyList
              passkeys={props.factors.passkeys}
              isLast={count() === 1}
              onChanged={props.onChanged}
            />
          </Show>
        </div>
        <Show when={count() > 0}>
          <Codes left={props.factors.recoveryCodesLeft} onChanged={props.onChanged} />
        </Show>
      </div>
      <AddFactor what={adding()} onAdded={props.onChanged} onClose={() => setAdding()} />
    </section>
  )
}

function App(props: {
  confirmedAt: string | undefined
  isLast: boolean
  onAdd: () => void
  onChanged: () => Promise<void>
}): JSX.Element {
  const [removing, setRemoving] = createSignal(false)
  const remove = async (): Promise<void> => {
    await removeApp()
    showToast({ tone: 'plain', words: t('security.appRemoved') })
    await props.onChanged()
  }
  return (
    <div class="factor-row">
      <div>
        <h3>{t('security.app')}</h3>
        <p>
          {props.confirmedAt
            ? t('security.appSince', { when: formatDate(props.confirmedAt, locale()) })
            : t('security.appNone')}
        </p>
      </div>
      <Switch>
        <Match when={props.confirmedAt}>
          <Button size="small" onClick={() => setRemoving(true)}>
            {t('security.appRemove')}
          </Button>
        </Match>
        <Match when={true}>
          <Button size="small" onClick={() => props.onAdd()}>
            {t('security.appAdd')}
          </Button>
        </Match>
      </Switch>
      <Show when={removing()}>
        <ConfirmDialog
          title={t('security.appRemoveAsk')}
          words={t(props.isLast ? 'security.removeLast' : 'security.removeWords')}
          confirm={t('security.appRemove')}
          run={remove}
          onClose={() => setRemoving(false)}
        />
      </Show>
    </div>
  )
}

function Codes(props: { left: number; onChanged: () => Promise<void> }): JSX.Element {
  const [asking, setAsking] = createSignal(false)
  const [codes, setCodes] = createSignal<string[]>()
  const renew = async (): Promise<void> => {
    const { recoveryCodes } = await renewCodes()
    setCodes(recoveryCodes)
    await props.onChanged()
  }
  return (
    <div class="factor-row">
      <div>
        <h3>{t('security.codes')}</h3>
        <p>
          {t('security.codesWords')}{' '}
          {props.left > 0
            ? t('security.codesLeft', { count: props.left })
            : t('security.codesNone')}
        </p>
      </div>
      <Button size="small" onClick={() => setAsking(true)}>
        {t('security.codesRenew')}
      </Button>
      <Show when={asking()}>
        <ConfirmDialog
          title={t('security.codesRenewAsk')}
          words={t('security.codesRenewWords')}
          confirm={t('security.codesRenew')}
          look="primary"
          run={renew}
          onClose={() => setAsking(false)}
        />
      </Show>
      <Show when={codes()}>
        {(shown) => <CodesDialog codes={shown()} onClose={() => setCodes()} />}
      </Show>
    </div>
  )
}

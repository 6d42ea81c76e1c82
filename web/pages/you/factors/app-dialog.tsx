import { createSignal, type JSX, onMount, Show } from 'solid-js'
import type { NewTotp } from '../../../../server/modules/identity/factors/contract.ts'
import { confirmApp, setUpApp } from '../../../api/factors.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { CodeField } from '../../../ui/control/code-field.tsx'
import { CopyField } from '../../../ui/control/copy-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import './factors.css'

/** Sets up an authenticator app. `onAdded` gets the recovery codes that come with the first factor. */
export function AppDialog(props: {
  onAdded: (recoveryCodes: string[] | null) => void
  onClose: () => void
}): JSX.Element {
  const [app, setApp] = createSignal<NewTotp>()
  const [code, setCode] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const begin = createAct()
  const { busy, problem, run } = createAct()
  const show = (): Promise<void> =>
    begin.run(async () => {
      setApp(await setUpApp())
    })
  onMount(() => void show())
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!code().trim()) return
    await run(async () => {
      const { recoveryCodes } = await confirmApp(code().trim())
      props.onAdded(recoveryCodes)
    })
  }
  return (
    <Dialog
      title={t('app.title')}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Show when={app()}>
            <Button look="primary" busy={busy()} onClick={() => void submit()}>
              {t('app.confirm')}
            </Button>
          </Show>
        </>
      }
    >
      <Starting act={begin} retry={() => void show()} />
      <Show when={app()}>
        {(made) => (
          <>
            <AppSecret app={made()} />
            <form
              noValidate
              onSubmit={(event) => {
                event.preventDefault()
                void submit()
              }}
            >
              <CodeField
                label={t('app.code')}
                name="app-code"
                hint={t('app.codeHint')}
                value={code()}
                fault={
                  tried() && !code().trim() ? t('second.needCode') : faultAt(problem(), '/code')
                }
                onInput={setCode}
              />
              <button type="submit" hidden tabindex="-1">
                {t('app.confirm')}
              </button>
            </form>
            <Show when={problemBeside(problem(), '/code')}>
              {(found) => <Failure problem={found()} />}
            </Show>
          </>
        )}
      </Show>
    </Dialog>
  )
}

/** The secret as a picture and as text. */
function AppSecret(props: { app: NewTotp }): JSX.Element {
  return (
    <>
      <p>{t('app.scan')}</p>
      <img
        class="factor-qr"
        alt={t('app.qr')}
        src={`data:image/svg+xml,${encodeURIComponent(props.app.qr)}`}
      />
      <CopyField
        label={t('app.byHand')}
        value={props.app.secret}
        copyLabel={t('action.copy')}
        copiedLabel={t('action.copied')}
      />
    </>
  )
}

function Starting(props: { act: ReturnType<typeof createAct>; retry: () => void }): JSX.Element {
  return (
    <>
      <Show when={props.act.problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{ label: t('action.retry'), run: () => props.retry() }}
          />
        )}
      </Show>
      <Show when={props.act.busy()}>
        <Skeleton lines={5} />
      </Show>
    </>
  )
}

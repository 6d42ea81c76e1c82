import { createEffect, createSignal, For, type JSX, Show } from 'solid-js'
import { askSecondPasskey, takeSecondStep } from '../../api/factors.ts'
import type { PendingSignIn } from '../../../server/modules/identity/factors/contract.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { type Key, t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { cancelSignIn, enter, authState } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { CodeField } from '../../ui/control/code-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'

type Method = PendingSignIn['methods'][number]

const words: Record<Method, Key> = {
  totp: 'second.words',
  passkey: 'second.wordsPasskey',
  recovery: 'second.wordsRecovery',
}
const choices: Record<Method, Key> = {
  totp: 'second.useCode',
  passkey: 'second.passkey',
  recovery: 'second.useRecovery',
}

function createSecondStep(pending: PendingSignIn) {
  const [method, setMethod] = createSignal<Method>(pending.methods[0] ?? 'recovery')
  const [code, setCode] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run, forget } = createAct()
  const byCode = async (): Promise<void> => {
    setTried(true)
    if (!code().trim()) return
    await run(async () => {
      await takeSecondStep({ pending: pending.pending, code: code().trim() })
      await enter()
    })
  }
  const byPasskey = (): Promise<void> =>
    run(async () => {
      const { usePasskey } = await import('../../lib/passkeys/browser.ts')
      const assertion = await usePasskey(await askSecondPasskey(pending.pending))
      await takeSecondStep({ pending: pending.pending, assertion })
      await enter()
    })
  const choose = (next: Method): void => {
    setMethod(next)
    setCode('')
    setTried(false)
    forget()
  }
  const others = (): Method[] => pending.methods.filter((one) => one !== method())
  return { method, code, setCode, tried, busy, problem, byCode, byPasskey, choose, others }
}

/** The second step of a sign-in: a code of the app, a passkey, or a recovery code. */
export default function SecondStepPage(): JSX.Element {
  const pending = (): PendingSignIn | undefined => {
    const now = authState()
    return now.is === 'second-step' ? now.pending : undefined
  }
  createEffect(() => {
    document.title = `${t('second.title')} · AAM`
  })
  return (
    <AuthPage>
      <Show when={pending()} keyed>
        {(owed) => <SecondStep pending={owed} />}
      </Show>
    </AuthPage>
  )
}

function SecondStep(props: { pending: PendingSignIn }): JSX.Element {
  const step = createSecondStep(props.pending)
  const isOver = (): boolean => step.problem()?.code === 'sign_in_over'
  const atField = (): string | undefined =>
    step.tried() && !step.code().trim() ? t('second.needCode') : faultAt(step.problem(), '/code')
  return (
    <>
      <header class="auth-head">
        <Brand name="AAM" />
        <h1>{t('second.title')}</h1>
        <p>{t(words[step.method()])}</p>
      </header>
      <Show when={!isOver()}>
        <Show
          when={step.method() !== 'passkey'}
          fallback={
            <Button look="primary" busy={step.busy()} onClick={() => void step.byPasskey()}>
              {t('second.passkey')}
            </Button>
          }
        >
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void step.byCode()
            }}
          >
            <CodeField
              label={t(step.method() === 'totp' ? 'second.code' : 'second.recovery')}
              name="code"
              hasLetters={step.method() === 'recovery'}
              autofocus
              value={step.code()}
              fault={atField()}
              onInput={step.setCode}
            />
            <Button look="primary" type="submit" busy={step.busy()}>
              {t('second.submit')}
            </Button>
          </form>
        </Show>
      </Show>
      <Show when={problemBeside(step.problem(), '/code')}>
        {(found) => <Failure problem={found()} />}
      </Show>
      <Show when={!isOver()}>
        <For each={step.others()}>
          {(method) => (
            <button type="button" class="link" onClick={() => step.choose(method)}>
              {t(choices[method])}
            </button>
          )}
        </For>
        <p class="field-hint">{t('second.lost')}</p>
      </Show>
      <button type="button" class="link" onClick={cancelSignIn}>
        {t('second.again')}
      </button>
    </>
  )
}

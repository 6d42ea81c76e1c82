import { createResource, createSignal, For, type JSX, Show } from 'solid-js'
import { askForStepUpPasskey, listFactors } from '../../api/factors.ts'
import { stepUp } from '../../api/me.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { type Key, t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { CodeField } from '../../ui/control/code-field.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'

type Way = 'password' | 'code' | 'passkey'

const choices: Record<Way, Key> = {
  password: 'stepUp.usePassword',
  code: 'stepUp.useCode',
  passkey: 'stepUp.usePasskey',
}

/** The person's second factors; empty where they cannot be read. */
async function readWays(): Promise<Way[]> {
  try {
    const { totp, passkeys, recoveryCodesLeft } = await listFactors()
    return [
      ...(totp || recoveryCodesLeft > 0 ? (['code'] as const) : []),
      ...(passkeys.length > 0 ? (['passkey'] as const) : []),
    ]
  } catch {
    return []
  }
}

function createStepUp(onAnswer: (isProved: boolean) => void) {
  const [way, setWay] = createSignal<Way>('password')
  const [text, setText] = createSignal('')
  const [fault, setFault] = createSignal<string>()
  const [problem, setProblem] = createSignal<Problem>()
  const [busy, setBusy] = createSignal(false)
  const describeWrong = (): string => t(way() === 'code' ? 'fault.wrong_code' : 'stepUp.wrong')
  const prove = async (act: () => Promise<void>): Promise<void> => {
    if (busy()) return
    setProblem()
    setBusy(true)
    try {
      await act()
      onAnswer(true)
    } catch (error) {
      const found = problemOf(error)
      const isWrong = ['wrong_credentials', 'wrong_proof'].includes(found.code)
      if (isWrong && way() !== 'passkey') setFault(describeWrong())
      else setProblem(found)
    } finally {
      setBusy(false)
    }
  }
  const submit = async (): Promise<void> => {
    const need = t(way() === 'code' ? 'second.needCode' : 'stepUp.need')
    setFault(text().trim() ? undefined : need)
    if (!text().trim()) return
    await prove(() => stepUp(way() === 'code' ? { code: text().trim() } : { password: text() }))
  }
  const usePasskey = (): Promise<void> =>
    prove(async () => {
      const passkeys = await import('../../lib/passkeys/browser.ts')
      await stepUp({ assertion: await passkeys.usePasskey(await askForStepUpPasskey()) })
    })
  const choose = (next: Way): void => {
    setFault()
    setProblem()
    setText('')
    setWay(next)
    if (next === 'passkey') void usePasskey()
  }
  const type = (value: string): void => {
    setFault()
    setProblem()
    setText(value)
  }
  const pointer = (): string => `/${way()}`
  return {
    way,
    text,
    type,
    fault: () => fault() ?? faultAt(problem(), pointer()),
    problem: () => problemBeside(problem(), pointer()),
    busy,
    submit,
    usePasskey,
    choose,
  }
}

/** Opens when a request needs a confirmed identity; the request continues afterwards. */
export default function StepUpDialog(props: {
  onAnswer: (isProved: boolean) => void
}): JSX.Element {
  const step = createStepUp((isProved) => props.onAnswer(isProved))
  const [more] = createResource(readWays)
  const others = (): Way[] =>
    (['password', ...(more.latest ?? [])] as Way[]).filter((way) => way !== step.way())
  return (
    <Dialog
      title={t('stepUp.title')}
      onClose={() => props.onAnswer(false)}
      footer={
        <>
          <Button onClick={() => props.onAnswer(false)}>{t('action.cancel')}</Button>
          <Button
            look="primary"
            busy={step.busy()}
            onClick={() => void (step.way() === 'passkey' ? step.usePasskey() : step.submit())}
          >
            {t('stepUp.do')}
          </Button>
        </>
      }
    >
      <p>{t(step.way() === 'password' ? 'stepUp.words' : 'stepUp.codeWords')}</p>
      <Show when={step.way() !== 'passkey'}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void step.submit()
          }}
        >
          <Show
            when={step.way() === 'password'}
            fallback={
              <CodeField
                label={t('stepUp.code')}
                name="step-up-code"
                autofocus
                hasLetters
                value={step.text()}
                fault={step.fault()}
                onInput={step.type}
              />
            }
          >
            <PasswordField
              label={t('stepUp.password')}
              name="step-up-password"
              autocomplete="current-password"
              autofocus
              value={step.text()}
              fault={step.fault()}
              onInput={step.type}
            />
          </Show>
          <button type="submit" hidden tabindex="-1">
            {t('stepUp.do')}
          </button>
        </form>
      </Show>
      <Show when={step.problem()}>{(found) => <Failure problem={found()} />}</Show>
      <For each={others()}>
        {(way) => (
          <button type="button" class="link step-up-way" onClick={() => step.choose(way)}>
            {t(choices[way])}
          </button>
        )}
      </For>
    </Dialog>
  )
}

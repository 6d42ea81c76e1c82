import { createSignal, type JSX, Show } from 'solid-js'
import { changePassword } from '../../api/me.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { me } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'

export function Password(props: { onChanged: () => void }): JSX.Element {
  const [current, setCurrent] = createSignal('')
  const [next, setNext] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!current() || !next()) return
    await run(async () => {
      await changePassword({ current: current(), next: next() })
      setCurrent('')
      setNext('')
      setTried(false)
      showToast({ tone: 'plain', words: t('you.changed') })
      props.onChanged()
    })
  }
  return (
    <section class="form-card" aria-labelledby="you-password">
      <header>
        <h2 id="you-password">{t('you.password')}</h2>
        <p>{t('you.passwordWords')}</p>
      </header>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <input
          class="hidden-words"
          tabindex="-1"
          aria-hidden="true"
          autocomplete="username"
          readOnly
          value={me()?.user.email ?? ''}
        />
        <PasswordField
          label={t('you.current')}
          name="current"
          autocomplete="current-password"
          value={current()}
          fault={tried() && !current() ? t('you.needCurrent') : faultAt(problem(), '/current')}
          onInput={setCurrent}
        />
        <PasswordField
          label={t('you.next')}
          name="next"
          autocomplete="new-password"
          hint={t('password.hint')}
          value={next()}
          fault={tried() && !next() ? t('password.need') : faultAt(problem(), '/next')}
          onInput={setNext}
        />
        <Show when={problemBeside(problem(), '/current', '/next')}>
          {(found) => <Failure problem={found()} />}
        </Show>
        <Button type="submit" busy={busy()}>
          {t('you.change')}
        </Button>
      </form>
    </section>
  )
}

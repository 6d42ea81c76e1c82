import { A, useNavigate } from '@solidjs/router'
import { createEffect, createResource, createSignal, type JSX, Show } from 'solid-js'
import type { InvitationLook } from '../../../server/modules/identity/invitations/contract.ts'
import { acceptInvitation, readInvitation } from '../../api/joining.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { continueSignIn, me } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { AskPage } from './ask-page.tsx'
import { linkToken } from '../../features/auth/link-token.ts'

/** The page of an invitation's link; without one, it offers to send a link to an allowed address. */
export default function JoinPage(): JSX.Element {
  return (
    <Show when={linkToken()} fallback={<AskPage />}>
      <InvitedPage />
    </Show>
  )
}

function InvitedPage(): JSX.Element {
  const [problem, setProblem] = createSignal<Problem>()
  const [look, { refetch }] = createResource(async () => {
    try {
      setProblem()
      return await readInvitation(linkToken())
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    }
  })
  createEffect(() => {
    document.title = `${t('members.invite')} · AAM`
  })
  return (
    <AuthPage>
      <Show when={!look.loading} fallback={<Skeleton lines={4} />}>
        <Show when={look.latest}>{(found) => <JoinForm look={found()} />}</Show>
        <Show when={problem()}>
          {(found) => (
            <>
              <Failure
                problem={found()}
                action={
                  found().code === 'link_over'
                    ? undefined
                    : { label: t('action.retry'), run: () => void refetch() }
                }
              />
              <A class="link" href="/meetings">
                {t('join.toSignIn')}
              </A>
            </>
          )}
        </Show>
      </Show>
    </AuthPage>
  )
}

function JoinHead(props: { look: InvitationLook }): JSX.Element {
  const role = (): string => t(`role.${props.look.role}`)
  return (
    <header class="auth-head">
      <Brand name={props.look.organisation} />
      <h1>{t('join.title', { organisation: props.look.organisation })}</h1>
      <p>
        {props.look.invitedBy
          ? t('join.by', { name: props.look.invitedBy, role: role() })
          : t('join.invited', { role: role() })}
      </p>
      <p>{t(`role.${props.look.role}.words`)}</p>
      <Show when={props.look.note}>{(note) => <blockquote>{note()}</blockquote>}</Show>
      <Show when={props.look.isReturning}>
        <p>{t('join.returning')}</p>
      </Show>
      <Show when={me()}>
        {(now) => <p>{t('join.signedIn', { name: now().user.name, email: props.look.email })}</p>}
      </Show>
    </header>
  )
}

function JoinForm(props: { look: InvitationLook }): JSX.Element {
  const navigate = useNavigate()
  const [name, setName] = createSignal(props.look.name ?? '')
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!name().trim() || !password()) return
    await run(async () => {
      const answer = await acceptInvitation({
        token: linkToken(),
        name: name().trim(),
        password: password(),
      })
      navigate('/meetings', { replace: true })
      await continueSignIn(answer)
    })
  }
  return (
    <>
      <JoinHead look={props.look} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field label={t('join.email')}>
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              type="email"
              name="email"
              autocomplete="username"
              readOnly
              value={props.look.email}
            />
          )}
        </Field>
        <Field
          label={t('join.name')}
          fault={tried() && !name().trim() ? t('join.needName') : faultAt(problem(), '/name')}
        >
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              name="name"
              autocomplete="name"
              autofocus
              maxLength={200}
              value={name()}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <PasswordField
          label={t('join.password')}
          name="new-password"
          autocomplete="new-password"
          hint={t('password.hint')}
          value={password()}
          fault={tried() && !password() ? t('password.need') : faultAt(problem(), '/password')}
          onInput={setPassword}
        />
        <Show when={problemBeside(problem(), '/name', '/password')}>
          {(found) => <Failure problem={found()} />}
        </Show>
        <Button look="primary" type="submit" busy={busy()}>
          {t('join.do')}
        </Button>
      </form>
    </>
  )
}

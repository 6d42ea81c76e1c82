import { A, Navigate, useNavigate } from '@solidjs/router'
import { createEffect, type JSX, Show } from 'solid-js'
import { bringSamples } from '../../api/samples.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { can, me } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import './sign-up.css'

/** Offers sample meetings to those who have no recording at hand. */
function Samples(): JSX.Element {
  const navigate = useNavigate()
  const { busy, problem, run } = createAct()
  const bring = (): Promise<void> =>
    run(async () => {
      await bringSamples()
      navigate('/meetings')
    })
  return (
    <div class="welcome-next">
      <Button busy={busy()} onClick={() => void bring()}>
        {t('welcome.samples')}
      </Button>
      <p>{t('welcome.samplesWords')}</p>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </div>
  )
}

/** The start page of a new organisation: the first step, and what can wait. Viewers get neither. */
export default function StartPage(): JSX.Element {
  return (
    <Show when={can('meetings:write')} fallback={<Navigate href="/meetings" />}>
      <Welcome />
    </Show>
  )
}

function Welcome(): JSX.Element {
  const title = (): string => t('welcome.title', { organisation: me()?.tenant.name ?? '' })
  createEffect(() => {
    document.title = `${title()} · AAM`
  })
  return (
    <div class="page welcome">
      <header class="page-head">
        <h1>{title()}</h1>
      </header>
      <p>{t('welcome.words')}</p>
      <p>
        <A class="button button-primary button-normal" href="/meetings?add=file">
          {t('welcome.add')}
        </A>
      </p>
      <Samples />
      <Show when={can('members:write')}>
        <div class="welcome-next">
          <A class="link" href="/organisation/members">
            {t('welcome.people')}
          </A>
          <p>{t('welcome.peopleWords')}</p>
        </div>
      </Show>
      <A class="link" href="/meetings">
        {t('welcome.later')}
      </A>
    </div>
  )
}

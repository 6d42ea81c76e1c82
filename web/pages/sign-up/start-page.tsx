import { A } from '@solidjs/router'
import { createEffect, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { can, me } from '../../lib/session.ts'
import './sign-up.css'

/** The first page of a new organisation: one thing to begin with, and what can wait. */
export default function StartPage(): JSX.Element {
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

import { A, useNavigate, useParams } from '@solidjs/router'
import { createEffect, createResource, type JSX, Match, Show, Switch } from 'solid-js'
import { inLocale, t } from '../../i18n/index.ts'
import { problemOf } from '../../lib/problem.ts'
import { settled } from '../../lib/settled.ts'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import type { KnownScenario } from './list/known-scenarios.ts'
import { readKnown } from './scenario/scenario-store.ts'
import './scenario-parts.css'

interface FrameProps {
  title: string
  words?: string
  children: (scenario: KnownScenario) => JSX.Element
}

function OneScenario(props: FrameProps & { id: string }): JSX.Element {
  const navigate = useNavigate()
  const [known, { refetch }] = createResource(() => readKnown(props.id))
  const name = (): string => inLocale(settled(known)?.title ?? { en: props.id })
  createEffect(() => {
    document.title = `${props.title} · ${name()} · AAM`
  })
  return (
    <div class="page">
      <header class="crumbed-head">
        <nav class="crumbs" aria-label={t('nav.scenarios')}>
          <A href="/scenarios">{t('nav.scenarios')}</A>
          <span aria-hidden="true"> › </span>
          <A href={`/scenarios/${encodeURIComponent(props.id)}`}>{name()}</A>
        </nav>
        <h1>{props.title}</h1>
      </header>
      <Show when={props.words}>
        <p class="page-words">{props.words}</p>
      </Show>
      <Switch>
        <Match when={known.error}>
          <Failure
            problem={problemOf(known.error)}
            action={
              problemOf(known.error).status === 404
                ? { label: t('scenario.toList'), run: () => navigate('/scenarios') }
                : { label: t('action.retry'), run: () => void refetch() }
            }
          />
        </Match>
        <Match when={settled(known)}>{(scenario) => props.children(scenario())}</Match>
        <Match when={true}>
          <Skeleton lines={8} />
        </Match>
      </Switch>
    </div>
  )
}

/** Frame of a page about the scenario in the address. */
export function ScenarioFrame(props: FrameProps): JSX.Element {
  const params = useParams()
  return (
    <Show when={params['id']} keyed>
      {(id) => <OneScenario {...props} id={id} />}
    </Show>
  )
}

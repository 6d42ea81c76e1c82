import { A, useNavigate } from '@solidjs/router'
import Layers from 'lucide-solid/icons/layers'
import { createResource, type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { listScenarios } from '../../../api/scenario-list.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { startDraftFromVersion } from '../draft-from-version.ts'

/** What the id belongs to: nothing, a built-in scenario, or an own one with its newest version. */
type Found = { is: 'unknown' } | { is: 'built-in' } | { is: 'own'; version: string | undefined }

async function findScenario(id: string): Promise<Found> {
  const { data, unusable } = await listScenarios()
  const found = [...data, ...unusable].find((scenario) => scenario.id === id)
  if (!found) return { is: 'unknown' }
  if (found.origin === 'built-in') return { is: 'built-in' }
  return { is: 'own', version: found.versions[0]?.version }
}

function BackToList(): JSX.Element {
  return (
    <A class="button button-plain button-normal" href="/scenarios">
      {t('editor.toList')}
    </A>
  )
}

function Forbidden(props: { id: string }): JSX.Element {
  return (
    <EmptyState
      icon={<Layers />}
      title={t('editor.forbidden.title')}
      words={t('editor.forbidden.words')}
    >
      <A
        class="button button-primary button-normal"
        href={`/scenarios/${encodeURIComponent(props.id)}`}
      >
        {t('editor.forbidden.look')}
      </A>
      <BackToList />
    </EmptyState>
  )
}

/** An own scenario whose next version nobody has started yet. */
function StartDraft(props: {
  id: string
  version: string | undefined
  onStarted: () => void
}): JSX.Element {
  const act = createAct()
  const start = async (version: string): Promise<void> => {
    await startDraftFromVersion(props.id, version)
    props.onStarted()
  }
  return (
    <EmptyState
      icon={<Layers />}
      title={t('editor.noDraft.title')}
      words={t('editor.noDraft.words')}
    >
      <Show when={props.version}>
        {(version) => (
          <Button
            look="primary"
            busy={act.busy()}
            onClick={() => void act.run(() => start(version()))}
          >
            {t('editor.noDraft.begin', { version: version() })}
          </Button>
        )}
      </Show>
      <Show when={act.problem()}>{(problem) => <Failure problem={problem()} />}</Show>
    </EmptyState>
  )
}

function NotOwn(props: { is: 'built-in' | 'unknown' }): JSX.Element {
  const navigate = useNavigate()
  return (
    <Show
      when={props.is === 'built-in'}
      fallback={
        <EmptyState
          icon={<Layers />}
          title={t('editor.unknown.title')}
          words={t('editor.unknown.words')}
        >
          <BackToList />
        </EmptyState>
      }
    >
      <EmptyState
        icon={<Layers />}
        title={t('editor.builtIn.title')}
        words={t('editor.builtIn.words')}
      >
        <Button look="primary" onClick={() => navigate('/scenarios')}>
          {t('editor.toList')}
        </Button>
      </EmptyState>
    </Show>
  )
}

/** Shown instead of the editor where there is no draft: why, and what can be done. */
export function NoDraft(props: {
  id: string
  problem: Problem
  onStarted: () => void
}): JSX.Element {
  const [scenario] = createResource(
    () => props.problem.status === 404 && props.id,
    (id) => findScenario(id),
  )
  const found = () => settled(scenario)
  const own = () => {
    const known = found()
    return known?.is === 'own' ? known : undefined
  }
  const other = () => {
    const known = found()
    return known && known.is !== 'own' ? known : undefined
  }
  return (
    <div class="page">
      <Switch fallback={<Skeleton lines={6} />}>
        <Match when={!can('scenarios:write') || props.problem.status === 403}>
          <Forbidden id={props.id} />
        </Match>
        <Match when={props.problem.status !== 404}>
          <Failure
            problem={props.problem}
            action={{ label: t('action.retry'), run: props.onStarted }}
          />
        </Match>
        <Match when={scenario.error}>
          <Failure
            problem={problemOf(scenario.error)}
            action={{ label: t('action.retry'), run: props.onStarted }}
          />
        </Match>
        <Match when={own()}>
          {(known) => (
            <StartDraft id={props.id} version={known().version} onStarted={props.onStarted} />
          )}
        </Match>
        <Match when={other()}>{(known) => <NotOwn is={known().is} />}</Match>
      </Switch>
    </div>
  )
}

import { A, useNavigate } from '@solidjs/router'
import Layers from 'lucide-solid/icons/layers'
import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { listScenarios } from '../../../api/scenarios.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { startDraftFromVersion } from '../draft-from-version.ts'

type Standing = { is: 'unknown' } | { is: 'built-in' } | { is: 'own'; version: string | undefined }

async function readStanding(id: string): Promise<Standing> {
  const { data, unusable } = await listScenarios()
  const found = [...data, ...unusable].find((scenario) => scenario.id === id)
  if (!found) return { is: 'unknown' }
  if (found.origin === 'built-in') return { is: 'built-in' }
  return { is: 'own', version: found.versions[0]?.version }
}

/** In place of the editor where there is nothing to edit: why, and what can be done. */
export function NoDraft(props: { id: string; problem: Problem; onBegun: () => void }): JSX.Element {
  const navigate = useNavigate()
  const mayWrite = (): boolean => can('scenarios:write')
  const [standing] = createResource(
    () => props.problem.status === 404 && props.id,
    (id) => readStanding(id),
  )
  const [busy, setBusy] = createSignal(false)
  const [failure, setFailure] = createSignal<Problem>()
  const own = () => {
    const found = settled(standing)
    return found?.is === 'own' ? found : undefined
  }
  const begin = async (version: string): Promise<void> => {
    setBusy(true)
    try {
      await startDraftFromVersion(props.id, version)
      props.onBegun()
    } catch (error) {
      setFailure(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const back = (): JSX.Element => (
    <A class="button button-plain button-normal" href="/scenarios">
      {t('editor.toList')}
    </A>
  )
  return (
    <div class="page">
      <Switch fallback={<Skeleton lines={6} />}>
        <Match when={!mayWrite() || props.problem.status === 403}>
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
            {back()}
          </EmptyState>
        </Match>
        <Match when={props.problem.status !== 404}>
          <Failure
            problem={props.problem}
            action={{ label: t('action.retry'), run: props.onBegun }}
          />
        </Match>
        <Match when={standing.error}>
          <Failure
            problem={problemOf(standing.error)}
            action={{ label: t('action.retry'), run: props.onBegun }}
          />
        </Match>
        <Match when={own()}>
          {(found) => (
            <EmptyState
              icon={<Layers />}
              title={t('editor.noDraft.title')}
              words={t('editor.noDraft.words')}
            >
              <Show when={found().version}>
                {(version) => (
                  <Button look="primary" busy={busy()} onClick={() => void begin(version())}>
                    {t('editor.noDraft.begin', { version: version() })}
                  </Button>
                )}
              </Show>
              <Show when={failure()}>{(problem) => <Failure problem={problem()} />}</Show>
            </EmptyState>
          )}
        </Match>
        <Match when={settled(standing)?.is === 'built-in'}>
          <EmptyState
            icon={<Layers />}
            title={t('editor.builtIn.title')}
            words={t('editor.builtIn.words')}
          >
            <Button look="primary" onClick={() => navigate('/scenarios')}>
              {t('editor.toList')}
            </Button>
          </EmptyState>
        </Match>
        <Match when={settled(standing)?.is === 'unknown'}>
          <EmptyState
            icon={<Layers />}
            title={t('editor.unknown.title')}
            words={t('editor.unknown.words')}
          >
            {back()}
          </EmptyState>
        </Match>
      </Switch>
    </div>
  )
}

import { A, useNavigate, useParams } from '@solidjs/router'
import Copy from 'lucide-solid/icons/copy'
import Play from 'lucide-solid/icons/play'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { inLocale, t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { type KnownScenario, shownVersion } from '../list/known-scenarios.ts'
import { ScenarioBadges } from '../list/scenario-table.tsx'
import { startDraftFromVersion } from '../draft-from-version.ts'
import { DraftBlock } from './draft-block.tsx'
import { GoldenBlock } from './golden-list.tsx'
import { type Question, QuestionDialog } from './question-dialog.tsx'
import { createScenario, type ScenarioStore } from './scenario-store.ts'
import { SectionList } from './section-list.tsx'
import { VersionsTable } from './versions-table.tsx'
import '../scenario-parts.css'
import './scenario-page.css'

function Actions(props: {
  scenario: KnownScenario
  onCopy: (version: string) => void
}): JSX.Element {
  return (
    <Show when={can('scenarios:write')}>
      <div class="page-actions">
        <Show when={props.scenario.version}>
          <A
            class="button button-plain button-normal"
            href={`/scenarios/${props.scenario.id}/backfill`}
            title={t('scenario.backfillWords')}
          >
            <Play />
            {t('scenario.backfill')}
          </A>
        </Show>
        <Show when={shownVersion(props.scenario)}>
          {(version) => (
            <Button onClick={() => props.onCopy(version())}>
              <Copy />
              {t('scenarios.copy')}
            </Button>
          )}
        </Show>
      </div>
    </Show>
  )
}

function ScenarioHead(props: {
  scenario: KnownScenario
  onCopy: (version: string) => void
}): JSX.Element {
  return (
    <>
      <header class="crumbed-head">
        <nav class="crumbs" aria-label={t('nav.scenarios')}>
          <A href="/scenarios">{t('nav.scenarios')}</A>
        </nav>
        <div class="scenario-title">
          <h1>{inLocale(props.scenario.title)}</h1>
          <Show when={shownVersion(props.scenario)}>{(version) => <Badge>{version()}</Badge>}</Show>
          <ScenarioBadges scenario={props.scenario} />
        </div>
        <Actions scenario={props.scenario} onCopy={props.onCopy} />
      </header>
      <Show when={props.scenario.description}>
        {(description) => <p class="page-words">{inLocale(description())}</p>}
      </Show>
    </>
  )
}

/** The draft of an own scenario, with the buttons that start, edit and delete it. */
function Draft(props: {
  store: ScenarioStore
  scenario: KnownScenario
  onDelete: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const [busy, setBusy] = createSignal(false)
  const start = async (): Promise<void> => {
    setBusy(true)
    try {
      await startDraftFromVersion(props.store.id, shownVersion(props.scenario) ?? '')
      navigate(`/scenarios/${props.scenario.id}/draft`)
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <DraftBlock
      store={props.store}
      scenario={props.scenario}
      busy={busy()}
      onStart={() => void start()}
      onDelete={() => props.onDelete()}
    />
  )
}

/** The sections of the version that new meetings get. */
function Sections(props: { store: ScenarioStore; version: string }): JSX.Element {
  return (
    <section class="scenario-part">
      <h2>
        {t('scenario.sections', { version: props.version })}
        <Show when={settled(props.store.shown)}>
          {(shown) => (
            <span class="scenario-count figures">
              {t('scenarios.sections', { count: shown().sections.length })}
            </span>
          )}
        </Show>
      </h2>
      <Show
        when={!props.store.shown.error}
        fallback={<Failure problem={problemOf(props.store.shown.error)} />}
      >
        <Show when={settled(props.store.shown)} fallback={<Skeleton lines={6} />}>
          {(shown) => <SectionList version={shown()} />}
        </Show>
      </Show>
    </section>
  )
}

function ScenarioBody(props: { store: ScenarioStore; scenario: KnownScenario }): JSX.Element {
  const [question, setQuestion] = createSignal<Question>()
  const copy = (version: string): void => void setQuestion({ about: 'copy', version })
  const deprecate = (version: string): void => void setQuestion({ about: 'deprecate', version })
  return (
    <>
      <ScenarioHead scenario={props.scenario} onCopy={copy} />
      <Show
        when={props.scenario.origin === 'own'}
        fallback={<p class="scenario-hint">{t('scenario.builtInWords')}</p>}
      >
        <Draft
          store={props.store}
          scenario={props.scenario}
          onDelete={() => setQuestion({ about: 'delete-draft' })}
        />
      </Show>
      <Show when={props.scenario.versions.length > 0}>
        <section class="scenario-part">
          <h2>{t('scenario.versions')}</h2>
          <VersionsTable
            store={props.store}
            scenario={props.scenario}
            actions={{ copy, deprecate }}
          />
        </section>
      </Show>
      <Show when={props.store.isOwn() && can('scenarios:write')}>
        <GoldenBlock store={props.store} />
      </Show>
      <Show when={props.store.version()}>
        {(version) => <Sections store={props.store} version={version()} />}
      </Show>
      <QuestionDialog
        store={props.store}
        scenario={props.scenario}
        question={question()}
        onClose={() => setQuestion()}
      />
    </>
  )
}

function OneScenario(props: { id: string }): JSX.Element {
  const navigate = useNavigate()
  const store = createScenario(props.id)
  createEffect(() => {
    const known = store.latest()
    document.title = `${known ? inLocale(known.title) : t('scenarios.title')} · AAM`
  })
  return (
    <div class="page">
      <Show when={store.known.error}>
        <Failure
          problem={problemOf(store.known.error)}
          action={
            problemOf(store.known.error).status === 404
              ? { label: t('scenario.toList'), run: () => navigate('/scenarios') }
              : { label: t('action.retry'), run: () => void store.reload() }
          }
        />
      </Show>
      <Show
        when={store.latest()}
        fallback={
          <Show when={!store.known.error}>
            <Skeleton lines={8} />
          </Show>
        }
      >
        {(scenario) => <ScenarioBody store={store} scenario={scenario()} />}
      </Show>
    </div>
  )
}

export default function ScenarioPage(): JSX.Element {
  const params = useParams()
  return (
    <Show when={params['id']} keyed>
      {(id) => <OneScenario id={id} />}
    </Show>
  )
}

import CheckCheck from 'lucide-solid/icons/check-check'
import Undo from 'lucide-solid/icons/undo-2'
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { SectionView } from '../../../server/modules/scenarios/contract.ts'
import { inLocale, t, describeCode } from '../../i18n/index.ts'
import { Button } from '../../ui/control/button.tsx'
import { useResult } from './result-context.ts'
import { isUndecided, lacksProof, needsNote } from './review/review-state.ts'
import { CardsRenderer, KeyValueRenderer, ProseRenderer } from './block-renderers.tsx'
import { ListRenderer, type RendererProps, TimelineRenderer } from './row-renderers.tsx'
import { ScoreRenderer } from './score-renderer.tsx'
import { TableRenderer } from './table-renderer.tsx'

const renderers: Record<SectionView['render'], (props: RendererProps) => JSX.Element> = {
  list: ListRenderer,
  table: TableRenderer,
  cards: CardsRenderer,
  timeline: TimelineRenderer,
  'key-value': KeyValueRenderer,
  prose: ProseRenderer,
  score: ScoreRenderer,
}

function AcceptAll(props: RendererProps): JSX.Element {
  const { review } = useResult()
  const [busy, setBusy] = createSignal(false)
  const acceptable = (): number =>
    props.section.items.filter((item) => isUndecided(item) && !needsNote(item, props.section.view))
      .length
  const accept = async (): Promise<void> => {
    setBusy(true)
    await review.acceptSection(props.section.name)
    setBusy(false)
  }
  return (
    <Show when={review.mayReview() && acceptable() > 1}>
      <Button
        size="small"
        busy={busy()}
        aria-label={t('section.acceptAllOf', { section: inLocale(props.section.view.title) })}
        onClick={() => void accept()}
      >
        <CheckCheck />
        {t('section.acceptAll')}
      </Button>
    </Show>
  )
}

/** Stays as long as there is something to take back. */
function UndoAcceptAll(props: RendererProps): JSX.Element {
  const { review } = useResult()
  const [busy, setBusy] = createSignal(false)
  const undo = async (): Promise<void> => {
    setBusy(true)
    await review.undoSection(props.section.name)
    setBusy(false)
  }
  return (
    <Show when={review.mayReview() && review.undoableInSection(props.section.name) > 0}>
      <Button
        size="small"
        look="quiet"
        busy={busy()}
        aria-label={t('section.undoAllOf', { section: inLocale(props.section.view.title) })}
        onClick={() => void undo()}
      >
        <Undo />
        {t('section.undoAll')}
      </Button>
    </Show>
  )
}

export function Section(
  props: RendererProps & { onRunAgain?: (() => void) | undefined },
): JSX.Element {
  const headId = (): string => `section-${props.section.name}`
  const faults = (): string[] => [
    ...new Set(
      props.section.errors.flatMap(({ code }) =>
        code ? (describeCode('section.fault', code) ?? []) : [],
      ),
    ),
  ]
  /** Where exactly an answer is wrong; other faults concern the section as a whole, and are said above. */
  const unsaid = () =>
    props.section.errors.find(
      ({ code }) =>
        code === 'invalid' || !code || describeCode('section.fault', code) === undefined,
    )
  const unproven = (): number =>
    props.section.items.filter((item) => lacksProof(item, props.section.view)).length
  return (
    <section class="section" aria-labelledby={headId()} data-section={props.section.name}>
      <header class="section-head">
        <h2 id={headId()}>
          {inLocale(props.section.view.title)}
          <Show when={props.section.view.isList && props.section.items.length > 0}>
            <span class="section-count figures">{props.section.items.length}</span>
          </Show>
        </h2>
        <Show when={unproven() > 0}>
          <span class="section-aside">{t('section.unproven', { count: unproven() })}</span>
        </Show>
        <UndoAcceptAll section={props.section} />
        <AcceptAll section={props.section} />
      </header>
      <Show when={props.section.state !== 'failed' && faults().length > 0}>
        <p class="section-detail" role="note">
          {faults().join(' ')}
        </p>
      </Show>
      <Switch>
        <Match when={props.section.state === 'failed'}>
          <div class="section-failed" role="note">
            <p>{t('section.failed')}</p>
            <For each={faults()}>{(words) => <p>{words}</p>}</For>
            <Show when={unsaid()}>
              {(error) => (
                <p class="section-detail" lang="en">
                  {error().code === 'invalid' ? '' : error().pointer} {error().detail}
                </p>
              )}
            </Show>
            <Show when={props.onRunAgain}>
              {(run) => (
                <Button size="small" onClick={() => run()()}>
                  {t('section.failedRemedy')}
                </Button>
              )}
            </Show>
          </div>
          <Show when={props.section.items.length > 0}>
            <Dynamic component={renderers[props.section.view.render]} section={props.section} />
          </Show>
        </Match>
        <Match when={props.section.items.length === 0}>
          <p class="section-empty">{t('section.empty')}</p>
        </Match>
        <Match when={true}>
          <Dynamic component={renderers[props.section.view.render]} section={props.section} />
        </Match>
      </Switch>
    </section>
  )
}

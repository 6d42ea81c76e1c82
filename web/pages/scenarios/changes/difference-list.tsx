import { For, type JSX, Show } from 'solid-js'
import type { DiffView, DifferenceView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import type { Tone } from '../../../ui/display/badge.tsx'
import { bumps, type Bump } from '../../../../plugins/vocabulary.ts'

export const bumpTones: Record<Bump, Tone> = {
  major: 'bad',
  minor: 'info',
  patch: 'neutral',
}

/** Descriptions are shown before and after the change; other differences are described by their text alone. */
function textOf(value: unknown, { kind }: DifferenceView): string | undefined {
  return kind === 'description-changed' && typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : undefined
}

function DifferenceRow(props: { difference: DifferenceView }): JSX.Element {
  const before = () => textOf(props.difference.before, props.difference)
  const after = () => textOf(props.difference.after, props.difference)
  return (
    <li class="difference">
      <p>{inLocale(props.difference.words)}</p>
      <Show when={before() ?? after()}>
        <p class="difference-texts">
          <Show when={before()}>
            {(text) => (
              <del>
                <span class="hidden-words">{t('changes.before')} </span>
                {text()}
              </del>
            )}
          </Show>
          <Show when={before() && after()}>
            <span aria-hidden="true"> → </span>
          </Show>
          <Show when={after()}>
            {(text) => (
              <ins>
                <span class="hidden-words">{t('changes.after')} </span>
                {text()}
              </ins>
            )}
          </Show>
        </p>
      </Show>
    </li>
  )
}

/** Every difference, grouped by the version bump that it requires. */
export function DifferenceList(props: { diff: DiffView }): JSX.Element {
  const of = (bump: Bump): DifferenceView[] =>
    props.diff.differences.filter((difference) => difference.bump === bump)
  return (
    <For each={bumps.filter((bump) => of(bump).length > 0)}>
      {(bump) => (
        <section class="difference-group">
          <h3>
            {t(`changes.group.${bump}`)}
            <span class="scenario-count figures">{of(bump).length}</span>
          </h3>
          <p class="scenario-hint">{t(`changes.about.${bump}`)}</p>
          <ul class="differences">
            <For each={of(bump)}>{(difference) => <DifferenceRow difference={difference} />}</For>
          </ul>
        </section>
      )}
    </For>
  )
}

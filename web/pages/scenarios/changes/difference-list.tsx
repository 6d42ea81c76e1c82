import { For, type JSX, Show } from 'solid-js'
import type { DiffView, DifferenceView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'

export const bumps = ['major', 'minor', 'patch'] as const
export const bumpTones: Record<(typeof bumps)[number], Tone> = {
  major: 'bad',
  minor: 'info',
  patch: 'neutral',
}

/** Short values stand beside words that do not name them; what is longer is seen in the files. */
function wordValue(value: unknown, { words, before, after }: DifferenceView): string | undefined {
  if (value === null || value === undefined || before === after) return undefined
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= 80 && !inLocale(words).includes(text) ? text : undefined
}

function DifferenceRow(props: { difference: DifferenceView }): JSX.Element {
  const before = () => wordValue(props.difference.before, props.difference)
  const after = () => wordValue(props.difference.after, props.difference)
  const place = (): string =>
    [props.difference.section, props.difference.field].filter(Boolean).join(' › ')
  return (
    <li class="difference">
      <p>{inLocale(props.difference.words)}</p>
      <p class="difference-place">
        <Show when={place()}>
          <code>{place()}</code>
        </Show>
        <Show when={before() ?? after()}>
          <span>
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
          </span>
        </Show>
      </p>
    </li>
  )
}

/** Every difference in words, by how much of a version step it asks for. */
export function DifferenceList(props: { diff: DiffView }): JSX.Element {
  const of = (bump: (typeof bumps)[number]): DifferenceView[] =>
    props.diff.differences.filter((difference) => difference.bump === bump)
  return (
    <For each={bumps.filter((bump) => of(bump).length > 0)}>
      {(bump) => (
        <section class="difference-group">
          <h3>
            <Badge tone={bumpTones[bump]}>{t(`changes.bump.${bump}`)}</Badge>
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

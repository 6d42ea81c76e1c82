import { For, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import './skeleton.css'

/** Placeholder lines; screen readers hear once that the content is loading. */
export function Skeleton(props: { lines: number }): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="hidden-words">{t('state.loading')}</span>
      <For each={Array.from({ length: props.lines })}>{() => <span aria-hidden="true" />}</For>
    </div>
  )
}

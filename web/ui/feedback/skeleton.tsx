import { For, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import './skeleton.css'

/** Lines in place of what is on its way; says so once to screen readers. */
export function Skeleton(props: { lines: number }): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="hidden-words">{t('state.loading')}</span>
      <For each={Array.from({ length: props.lines })}>{() => <span aria-hidden="true" />}</For>
    </div>
  )
}

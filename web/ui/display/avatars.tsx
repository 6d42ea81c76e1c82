import { For, type JSX, Show } from 'solid-js'
import { toneOfName } from './name-tone.ts'
import './avatars.css'

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0))
    .join('')
    .toUpperCase()

const shownCount = 4

export function Avatars(props: { names: readonly string[] }): JSX.Element {
  return (
    <span class="avatars" title={props.names.join(', ')}>
      <span class="hidden-words">{props.names.join(', ')}</span>
      <For each={props.names.slice(0, shownCount)}>
        {(name) => (
          <span class="avatar" data-speaker={toneOfName(name)} aria-hidden="true">
            {initials(name)}
          </span>
        )}
      </For>
      <Show when={props.names.length > shownCount}>
        <span class="avatars-more figures" aria-hidden="true">
          +{props.names.length - shownCount}
        </span>
      </Show>
    </span>
  )
}

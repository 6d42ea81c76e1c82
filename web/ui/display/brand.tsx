import { type JSX, Show } from 'solid-js'
import './brand.css'

/** The organisation's logo, or its first letter on the accent, and its name. */
export function Brand(props: { name: string; logo?: string | null | undefined }): JSX.Element {
  return (
    <span class="brand">
      <Show
        when={props.logo}
        fallback={
          <span class="brand-mark" aria-hidden="true">
            {props.name.trim().charAt(0).toUpperCase()}
          </span>
        }
      >
        {(logo) => <img class="brand-logo" src={logo()} alt="" width="26" height="26" />}
      </Show>
      <span class="brand-name">{props.name}</span>
    </span>
  )
}

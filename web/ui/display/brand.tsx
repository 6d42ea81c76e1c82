import type { JSX } from 'solid-js'
import './brand.css'

/** The organisation's first letter on the accent, and its name. */
export function Brand(props: { name: string }): JSX.Element {
  return (
    <span class="brand">
      <span class="brand-mark" aria-hidden="true">
        {props.name.trim().charAt(0).toUpperCase()}
      </span>
      <span class="brand-name">{props.name}</span>
    </span>
  )
}

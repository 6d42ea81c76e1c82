import type { JSX } from 'solid-js'
import './toggle.css'

/** A switch that takes effect at once. */
export function Toggle(props: {
  label: string
  on: boolean
  onChange: (on: boolean) => void
  disabled?: boolean
}): JSX.Element {
  return (
    <button
      type="button"
      role="switch"
      class="toggle"
      aria-checked={props.on}
      aria-label={props.label}
      disabled={props.disabled}
      onClick={() => props.onChange(!props.on)}
    />
  )
}

import type { JSX } from 'solid-js'
import './facts.css'

/** A list of facts with their labels. */
export function Facts(props: { children: JSX.Element }): JSX.Element {
  return <dl class="facts">{props.children}</dl>
}

export function Fact(props: { label: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="fact">
      <dt>{props.label}</dt>
      <dd class="figures">{props.children}</dd>
    </div>
  )
}

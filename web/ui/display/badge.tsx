import type { JSX } from 'solid-js'
import './badge.css'

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'accent'

export function Badge(props: { tone?: Tone; children: JSX.Element }): JSX.Element {
  return <span class={`badge badge-${props.tone ?? 'neutral'}`}>{props.children}</span>
}

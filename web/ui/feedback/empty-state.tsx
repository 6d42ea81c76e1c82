import type { JSX } from 'solid-js'
import './empty-state.css'

export interface EmptyStateProps {
  icon: JSX.Element
  title: string
  words: string
  children?: JSX.Element
}

export function EmptyState(props: EmptyStateProps): JSX.Element {
  return (
    <div class="empty-state">
      <span class="empty-icon" aria-hidden="true">
        {props.icon}
      </span>
      <h2>{props.title}</h2>
      <p>{props.words}</p>
      {props.children}
    </div>
  )
}

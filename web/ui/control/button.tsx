import { type JSX, mergeProps, splitProps } from 'solid-js'
import './button.css'

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'plain' | 'quiet' | 'danger'
  size?: 'normal' | 'small'
  busy?: boolean | undefined
}

export function Button(given: ButtonProps): JSX.Element {
  const props = mergeProps({ look: 'plain', size: 'normal', type: 'button' } as const, given)
  const [own, rest] = splitProps(props, ['look', 'size', 'busy', 'class', 'classList', 'onClick'])
  return (
    <button
      {...rest}
      class={`button button-${own.look} button-${own.size} ${own.class ?? ''}`}
      aria-disabled={own.busy || undefined}
      aria-busy={own.busy || undefined}
      onClick={(event) => {
        if (own.busy) event.preventDefault()
        else if (typeof own.onClick === 'function') own.onClick(event)
      }}
    />
  )
}

export interface IconButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does: read aloud and shown on hover. */
  label: string
  keyHint?: string | undefined
}

export function IconButton(props: IconButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'keyHint', 'class'])
  return (
    <button
      type="button"
      {...rest}
      class={`icon-button ${own.class ?? ''}`}
      aria-label={own.label}
      title={own.keyHint ? `${own.label} · ${own.keyHint}` : own.label}
    />
  )
}

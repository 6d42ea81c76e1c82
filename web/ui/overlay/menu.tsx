import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import type { MenuProps } from './menu-props.ts'
import './menu.css'

const importOpenMenu = () => import('./open-menu.tsx')
const OpenMenu = lazy(importOpenMenu)

/** Renders a plain button and loads the menu, a third of a page's size limit, on demand. */
export function Menu(props: MenuProps): JSX.Element {
  const [wanted, setWanted] = createSignal(false)
  const preload = (): void => void importOpenMenu()
  const button = (): JSX.Element => (
    <button
      type="button"
      class={props.triggerClass}
      aria-label={props.label}
      aria-haspopup="menu"
      aria-expanded="false"
      tabindex={props.triggerTabIndex}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={() => setWanted(true)}
    >
      {props.trigger}
    </button>
  )
  return (
    <Show when={wanted()} fallback={button()}>
      <Suspense fallback={button()}>
        <OpenMenu {...props} />
      </Suspense>
    </Show>
  )
}

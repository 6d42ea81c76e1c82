import { createEffect, For, type JSX } from 'solid-js'
import './tabs.css'

export interface Tab<V extends string> {
  value: V
  label: string
}

/** Tabs by the ARIA pattern: one stop for Tab, arrows walk, what is walked to is shown. */
export function Tabs<V extends string>(props: {
  label: string
  idPrefix: string
  value: V
  tabs: readonly Tab<V>[]
  onChoose: (value: V) => void
  class?: string
}): JSX.Element {
  let list: HTMLDivElement | undefined
  const walk = (event: KeyboardEvent): void => {
    const at = props.tabs.findIndex((tab) => tab.value === props.value)
    const last = props.tabs.length - 1
    const targets: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }
    const target = targets[event.key]
    const tab = target === undefined ? undefined : props.tabs[target]
    if (!tab) return
    event.preventDefault()
    props.onChoose(tab.value)
    list?.querySelectorAll<HTMLElement>('[role="tab"]')[target ?? 0]?.focus()
  }
  // Where not all of them have room, as on a phone, the chosen one is among those that are seen.
  createEffect(() => {
    const at = props.tabs.findIndex((tab) => tab.value === props.value)
    const tab = list?.querySelectorAll<HTMLElement>('[role="tab"]')[at]
    if (list && tab) list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2
  })
  return (
    <div
      ref={(element) => {
        list = element
      }}
      class={`tabs ${props.class ?? ''}`}
      role="tablist"
      aria-label={props.label}
      onKeyDown={walk}
    >
      <For each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            class="tab"
            role="tab"
            id={`${props.idPrefix}-tab-${tab.value}`}
            aria-selected={tab.value === props.value}
            aria-controls={`${props.idPrefix}-panel`}
            tabindex={tab.value === props.value ? 0 : -1}
            onClick={() => props.onChoose(tab.value)}
          >
            {tab.label}
          </button>
        )}
      </For>
    </div>
  )
}

import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { For, type JSX, Show } from 'solid-js'
import './menu.css'

export interface MenuEntry {
  label: string
  icon?: JSX.Element
  detail?: string
  checked?: boolean
  danger?: boolean
  disabled?: boolean
  /** Opens this address instead of running something. */
  href?: string
  run?: () => void
}

export interface MenuProps {
  label: string
  trigger: JSX.Element
  triggerClass: string
  groups: readonly (readonly MenuEntry[])[]
  heading?: JSX.Element
}

function Entry(props: { entry: MenuEntry }): JSX.Element {
  const choose = (): void => {
    if (props.entry.href) window.location.assign(props.entry.href)
    else props.entry.run?.()
  }
  return (
    <DropdownMenu.Item
      class="menu-entry"
      classList={{ 'menu-danger': Boolean(props.entry.danger) }}
      disabled={props.entry.disabled ?? false}
      onSelect={choose}
    >
      <span class="menu-icon" aria-hidden="true">
        {props.entry.icon}
      </span>
      <span class="menu-label">{props.entry.label}</span>
      <Show when={props.entry.checked}>
        <span class="menu-detail" aria-label="✓">
          ✓
        </span>
      </Show>
      <Show when={props.entry.detail}>
        <span class="menu-detail">{props.entry.detail}</span>
      </Show>
    </DropdownMenu.Item>
  )
}

export function Menu(props: MenuProps): JSX.Element {
  return (
    <DropdownMenu gutter={6} preventScroll={false}>
      <DropdownMenu.Trigger class={props.triggerClass} aria-label={props.label}>
        {props.trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu">
          {props.heading}
          <For each={props.groups.filter((group) => group.length > 0)}>
            {(group, index) => (
              <>
                <Show when={index() > 0}>
                  <DropdownMenu.Separator class="menu-line" />
                </Show>
                <For each={group}>{(entry) => <Entry entry={entry} />}</For>
              </>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}

import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import Check from 'lucide-solid/icons/check'
import { For, type JSX, Show } from 'solid-js'
import type { MenuEntry, MenuProps } from './menu-props.ts'

/** A choice among several; choosing closes the menu as any action does. */
function ChoiceEntry(props: { entry: MenuEntry }): JSX.Element {
  return (
    <DropdownMenu.RadioGroup value={props.entry.checked ? 'this' : 'other'}>
      <DropdownMenu.RadioItem
        class="menu-entry"
        value="this"
        closeOnSelect
        onSelect={() => props.entry.run()}
      >
        <span class="menu-icon" aria-hidden="true">
          {props.entry.icon}
        </span>
        <span class="menu-label">{props.entry.label}</span>
        <Show when={props.entry.checked}>
          <Check />
        </Show>
      </DropdownMenu.RadioItem>
    </DropdownMenu.RadioGroup>
  )
}

function ActionEntry(props: { entry: MenuEntry }): JSX.Element {
  return (
    <DropdownMenu.Item
      class="menu-entry"
      classList={{ 'menu-danger': Boolean(props.entry.danger) }}
      disabled={props.entry.disabled ?? false}
      onSelect={() => props.entry.run()}
    >
      <span class="menu-icon" aria-hidden="true">
        {props.entry.icon}
      </span>
      <span class="menu-label">{props.entry.label}</span>
      <Show when={props.entry.detail}>
        <span class="menu-detail">{props.entry.detail}</span>
      </Show>
    </DropdownMenu.Item>
  )
}

export default function OpenMenu(props: MenuProps): JSX.Element {
  return (
    <DropdownMenu gutter={6} preventScroll={false} defaultOpen>
      <DropdownMenu.Trigger
        class={props.triggerClass}
        aria-label={props.label}
        tabIndex={props.triggerTabIndex}
      >
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
                <For each={group}>
                  {(entry) =>
                    entry.checked === undefined ? (
                      <ActionEntry entry={entry} />
                    ) : (
                      <ChoiceEntry entry={entry} />
                    )
                  }
                </For>
              </>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}

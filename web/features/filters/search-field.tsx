import Search from 'lucide-solid/icons/search'
import X from 'lucide-solid/icons/x'
import { type JSX, onCleanup, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { IconButton } from '../../ui/control/button.tsx'
import './filters.css'

const typingMs = 250

export function SearchField(props: {
  label: string
  value: string | undefined
  onSearch: (words: string | undefined) => void
}): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined
  let input: HTMLInputElement | undefined
  onCleanup(() => clearTimeout(timer))
  return (
    <span class="search-field">
      <Search />
      <input
        ref={(element) => {
          input = element
        }}
        class="input"
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        value={props.value ?? ''}
        onInput={(event) => {
          const words = event.currentTarget.value.trim()
          clearTimeout(timer)
          timer = setTimeout(() => props.onSearch(words || undefined), typingMs)
        }}
      />
      <Show when={props.value}>
        <IconButton
          label={t('meetings.filter.clear')}
          onClick={() => {
            props.onSearch(undefined)
            input?.focus()
          }}
        >
          <X />
        </IconButton>
      </Show>
    </span>
  )
}

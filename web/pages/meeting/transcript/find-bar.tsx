import ChevronDown from 'lucide-solid/icons/chevron-down'
import ChevronUp from 'lucide-solid/icons/chevron-up'
import Search from 'lucide-solid/icons/search'
import { type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { maxMatches } from './find-matches.ts'
import type { Find } from './find.ts'

export function FindBar(props: {
  find: Find
  ref: (input: HTMLInputElement) => void
}): JSX.Element {
  const count = (): number => props.find.matches().length
  const words = (): string => {
    if (count() === 0) return t('transcript.noMatches')
    const shown = count() === maxMatches ? `${maxMatches}+` : count()
    return t('transcript.matches', { at: props.find.at() + 1, count: shown })
  }
  return (
    <div class="find" role="search">
      <Search />
      <input
        ref={props.ref}
        class="find-input"
        type="search"
        aria-label={t('transcript.find')}
        placeholder={t('transcript.find')}
        value={props.find.words()}
        onInput={(event) => props.find.search(event.currentTarget.value)}
        on:keydown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault()
            props.find.step(event.shiftKey ? -1 : 1)
          } else if (event.key === 'Escape' && props.find.words()) {
            event.preventDefault()
            props.find.search('')
          }
        }}
      />
      <Show when={props.find.words().trim()} fallback={<kbd aria-hidden="true">/</kbd>}>
        <span class="find-count figures" role="status">
          {words()}
        </span>
        <IconButton
          label={t('transcript.previous')}
          disabled={count() === 0}
          onClick={() => props.find.step(-1)}
        >
          <ChevronUp />
        </IconButton>
        <IconButton
          label={t('transcript.next')}
          disabled={count() === 0}
          onClick={() => props.find.step(1)}
        >
          <ChevronDown />
        </IconButton>
      </Show>
    </div>
  )
}

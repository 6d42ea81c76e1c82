import { useNavigate } from '@solidjs/router'
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  type JSX,
  Show,
} from 'solid-js'
import type { MeetingPage } from '../../../server/modules/meetings/contract.ts'
import { listMeetings } from '../../api/meetings.ts'
import { locale, t } from '../../i18n/index.ts'
import { bindings, formatChord } from '../../lib/keys/bindings.ts'
import { chooseLocale, signOut } from '../../lib/session.ts'
import { settled } from '../../lib/settled.ts'
import { chooseTheme } from '../../lib/theme.ts'
import { Dialog } from '../../ui/overlay/dialog.tsx'
import { places } from './places.tsx'
import './command-palette.css'
import { locales } from '../../../plugins/vocabulary.ts'

interface Command {
  group: string
  label: string
  chord?: string
  run: () => void
}

const minSearchChars = 2
const foundCount = 6

async function searchMeetings(words: string): Promise<MeetingPage['data']> {
  if (words.length < minSearchChars) return []
  try {
    return (await listMeetings({ q: words, limit: foundCount })).data
  } catch {
    // The commands still work; the list itself says what is wrong with the server.
    return []
  }
}

function ownCommands(go: (href: string) => void, openKeys: () => void): Command[] {
  const toPlaces = places.map((place) => ({
    group: t('commands.go'),
    label: t(place.label),
    run: () => go(place.href),
  }))
  const fromKeys = bindings()
    .filter((binding) => !binding.keyOnly && binding.chord !== '?' && binding.chord !== 'g m')
    .map((binding) => ({
      group: t('commands.do'),
      label: t(binding.label),
      chord: binding.chord,
      run: binding.run,
    }))
  const toDo: Omit<Command, 'group'>[] = [
    { label: t('meetings.add'), run: () => go('/meetings?add=file') },
    {
      label: t('commands.language'),
      run: () =>
        void chooseLocale(locales[(locales.indexOf(locale()) + 1) % locales.length] ?? 'en'),
    },
    { label: t('account.theme.light'), run: () => chooseTheme('light') },
    { label: t('account.theme.dark'), run: () => chooseTheme('dark') },
    { label: t('account.theme.system'), run: () => chooseTheme('system') },
    { label: t('keys.help'), chord: '?', run: openKeys },
    { label: t('account.signOut'), run: () => void signOut() },
  ]
  return [
    ...fromKeys,
    ...toPlaces,
    ...toDo.map((command) => ({ ...command, group: t('commands.do') })),
  ]
}

export default function CommandPalette(props: {
  onClose: () => void
  openKeys: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const [words, setWords] = createSignal('')
  const [at, setAt] = createSignal(0)
  const commands = ownCommands((href) => navigate(href), props.openKeys)
  const [found] = createResource(words, searchMeetings)
  const shown = createMemo((): Command[] => {
    const wanted = words().trim().toLocaleLowerCase()
    const fitting = commands.filter((command) => command.label.toLocaleLowerCase().includes(wanted))
    const meetings = (settled(found) ?? []).map((meeting) => ({
      group: t('commands.meetings'),
      label: meeting.title,
      run: () => navigate(`/meetings/${meeting.id}`),
    }))
    return wanted.length < minSearchChars ? fitting : [...fitting, ...meetings]
  })
  const choose = (command: Command | undefined): void => {
    if (!command) return
    props.onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined) setAt((now) => Math.max(0, Math.min(shown().length - 1, now + step)))
    else if (event.key === 'Enter') choose(shown()[at()])
    else return
    event.preventDefault()
  }
  createEffect(() => {
    document.getElementById(`palette-${at()}`)?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <Dialog title={t('commands.title')} bare onClose={props.onClose}>
      <div class="palette">
        <input
          class="palette-input"
          role="combobox"
          aria-label={t('commands.placeholder')}
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={shown().length > 0 ? `palette-${at()}` : undefined}
          autocomplete="off"
          spellcheck={false}
          autofocus
          placeholder={t('commands.placeholder')}
          value={words()}
          onInput={(event) => {
            setAt(0)
            setWords(event.currentTarget.value)
          }}
          onKeyDown={onKeyDown}
        />
        <CommandList commands={shown()} at={at()} onPoint={setAt} onChoose={choose} />
        <Show when={shown().length === 0}>
          <p class="palette-none">{t('commands.none')}</p>
        </Show>
      </div>
    </Dialog>
  )
}

function CommandList(props: {
  commands: readonly Command[]
  at: number
  onPoint: (at: number) => void
  onChoose: (command: Command) => void
}): JSX.Element {
  return (
    <ul class="palette-list" id="palette-list" role="listbox" aria-label={t('commands.title')}>
      <For each={props.commands}>
        {(command, index) => (
          <li
            id={`palette-${index()}`}
            role="option"
            class="palette-entry"
            aria-selected={index() === props.at}
            onMouseMove={() => props.onPoint(index())}
            onClick={() => props.onChoose(command)}
          >
            <span class="palette-group">{command.group}</span>
            <span class="palette-label">{command.label}</span>
            <Show when={command.chord}>{(chord) => <kbd>{formatChord(chord())}</kbd>}</Show>
          </li>
        )}
      </For>
    </ul>
  )
}

import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import type { AccentView } from '../../../../server/modules/settings/contract.ts'
import { brandStylesheet, previewAccent } from '../../../api/settings.ts'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { createSaving } from './save-settings.ts'
import type { SettingsStore } from './settings-store.ts'

const own = '#2f5d50'
const pauseMs = 150

const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text)
/** With or without `#`, as people paste it. */
const readColour = (text: string): string => {
  const typed = text.trim().toLowerCase()
  return typed.startsWith('#') ? typed : `#${typed}`
}

/** Previews a colour shortly after it was typed, as the server would adjust it. */
function createPreview(colour: () => string) {
  const [seen, setSeen] = createSignal<AccentView>()
  let asked: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async (wanted: string): Promise<void> => {
    asked = new AbortController()
    try {
      setSeen(await previewAccent(wanted, asked.signal))
    } catch {
      // Without a preview the colour can still be saved, and is checked then.
    }
  }
  createEffect(
    on(colour, (wanted) => {
      clearTimeout(timer)
      asked?.abort()
      if (isColour(wanted)) timer = setTimeout(() => void ask(wanted), pauseMs)
    }),
  )
  onCleanup(() => {
    clearTimeout(timer)
    asked?.abort()
  })
  return seen
}

export function ColourForm(props: { store: SettingsStore }): JSX.Element {
  const kept = createKeptForm('settings.colour')
  const [typed, setTyped] = createSignal(props.store.settings()?.accent ?? own)
  const colour = (): string => readColour(typed())
  /** AAM's own colour was made for both themes and needs no preview. */
  const isChosen = (): boolean => Boolean(props.store.settings()?.accent) || colour() !== own
  const seen = createPreview(colour)
  const { busy, problem, save } = createSaving(() => props.store)
  const [tried, setTried] = createSignal(false)
  const submit = async (accent: string | null): Promise<void> => {
    setTried(true)
    if (accent !== null && !isColour(accent)) return
    if (!(await save({ accent }))) return
    if (accent === null) setTyped(own)
    kept.settle()
    reloadSheet()
  }
  return (
    <section class="form-card" aria-labelledby="settings-colour">
      <header>
        <h2 id="settings-colour">{t('settings.colour')}</h2>
        <p>{t('settings.colourWords')}</p>
      </header>
      <form
        noValidate
        ref={(element) => kept.attach(element)}
        onSubmit={(event) => {
          event.preventDefault()
          void submit(colour())
        }}
      >
        <KeptNote kept={kept} />
        <Field
          label={t('settings.colourCode')}
          hint={t('settings.colourHint')}
          fault={tried() && !isColour(colour()) ? t('settings.colourFault') : undefined}
        >
          {(ids) => (
            <div class="colour-row">
              <input
                type="color"
                aria-label={t('settings.colourPick')}
                value={isColour(colour()) ? colour() : own}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
              <input
                class="input"
                id={ids.id}
                name="colour"
                aria-describedby={ids.describedBy}
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                maxLength={20}
                value={typed()}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            </div>
          )}
        </Field>
        <Show when={isChosen() && seen()}>{(accent) => <Preview accent={accent()} />}</Show>
        <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
        <div class="settings-buttons">
          <Button type="submit" look="primary" busy={busy()}>
            {t('settings.colourSave')}
          </Button>
          <Show when={props.store.settings()?.accent}>
            <Button look="quiet" busy={busy()} onClick={() => void submit(null)}>
              {t('settings.colourOwn')}
            </Button>
          </Show>
        </div>
      </form>
    </section>
  )
}

/** Replaces the stylesheet only once the new one has loaded, so that the page does not flash. */
function reloadSheet(): void {
  const sheet = document.querySelector<HTMLLinkElement>(`link[href^="${brandStylesheet}"]`)
  if (!sheet) return
  const next = sheet.cloneNode() as HTMLLinkElement
  next.href = `${brandStylesheet}?at=${Date.now()}`
  next.addEventListener('load', () => sheet.remove(), { once: true })
  next.addEventListener('error', () => next.remove(), { once: true })
  sheet.after(next)
}

function Preview(props: { accent: AccentView }): JSX.Element {
  const words = (): string => {
    const { light, dark } = props.accent.mended
    if (light && dark) return t('settings.mendedBoth')
    if (light) return t('settings.mendedLight')
    return t(dark ? 'settings.mendedDark' : 'settings.mendedNot')
  }
  return (
    <>
      <div class="accent-tiles" aria-hidden="true">
        <Tile theme="light" accent={props.accent} />
        <Tile theme="dark" accent={props.accent} />
      </div>
      <p class="field-hint" role="status">
        {words()}
      </p>
    </>
  )
}

function Tile(props: { theme: 'light' | 'dark'; accent: AccentView }): JSX.Element {
  const tokens = () => props.accent[props.theme]
  return (
    <div
      class={`accent-tile accent-tile-${props.theme}`}
      style={{
        '--accent': tokens().accent,
        '--on-accent': tokens().onAccent,
        '--accent-soft': tokens().accentSoft,
        '--accent-line': tokens().accentLine,
      }}
    >
      <span class="accent-button">{t('settings.sampleButton')}</span>
      <span class="accent-link">{t('settings.sampleLink')}</span>
      <span class="accent-chip">{t('settings.sampleChip')}</span>
    </div>
  )
}

import { createRoot, createSignal } from 'solid-js'
import type { Key, Messages } from './en/index.ts'
import { type Locale, locales, type Params, wordMessage } from './message.ts'

export type { Key, Locale }

const storageKey = 'aam.locale'
const loadFirst: Record<Locale, () => Promise<Partial<Messages>>> = {
  en: async () => (await import('./en/first.ts')).first,
  ru: async () => (await import('./ru/first.ts')).first,
}
const loadAuthoring: Record<Locale, () => Promise<Partial<Messages>>> = {
  en: async () => (await import('./en/authoring/index.ts')).authoring,
  ru: async () => (await import('./ru/authoring/index.ts')).authoring,
}
let wantsAuthoring = false

const [spoken, setSpoken] = createRoot(() =>
  createSignal<{ locale: Locale; messages: Partial<Messages> }>({ locale: 'en', messages: {} }),
)

export const locale = (): Locale => spoken().locale

export function isLocale(value: unknown): value is Locale {
  return locales.some((known) => known === value)
}

function rememberedLocale(): Locale | undefined {
  try {
    const kept = localStorage.getItem(storageKey)
    return isLocale(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

/** What the person chose here before, else the first language of the browser that we speak. */
export function firstLocale(): Locale {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale)
  return rememberedLocale() ?? wanted ?? 'en'
}

export async function speak(next: Locale): Promise<void> {
  const parts = [loadFirst[next](), ...(wantsAuthoring ? [loadAuthoring[next]()] : [])]
  const messages: Partial<Messages> = Object.assign({}, ...(await Promise.all(parts)))
  document.documentElement.lang = next
  setSpoken({ locale: next, messages })
  try {
    localStorage.setItem(storageKey, next)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** The words of the pages about scenarios, which the first page does without; they stay once they are there. */
export async function speakOfScenarios(): Promise<void> {
  if (wantsAuthoring) return
  wantsAuthoring = true
  const { locale } = spoken()
  try {
    const words = await loadAuthoring[locale]()
    setSpoken((now) =>
      now.locale === locale ? { locale, messages: { ...now.messages, ...words } } : now,
    )
  } catch (error) {
    wantsAuthoring = false
    throw error
  }
}

export function t(key: Key, params?: Params): string {
  const { locale, messages } = spoken()
  return wordMessage(messages[key] ?? '', locale, params)
}

const has = (key: string): key is Key => Object.hasOwn(spoken().messages, key)

/** For codes that the server sends: words where we have them. */
export function wordCode(prefix: string, code: string, params?: Params): string | undefined {
  const key = `${prefix}.${code}`
  return has(key) ? t(key, params) : undefined
}

export const inLocale = (words: { en: string; ru: string }): string => words[locale()]

/** The order in which words of both languages are asked for: the reader’s first. */
export const readersFirst = (): readonly Locale[] =>
  locale() === 'ru' ? ['ru', 'en'] : ['en', 'ru']

import { createRoot, createSignal } from 'solid-js'
import type { Key, Messages } from './en/index.ts'
import {
  isLocale,
  type Locale,
  locales,
  type Translated,
  translate,
} from '../../plugins/vocabulary.ts'
import { type Params, formatMessage } from './message.ts'

export { isLocale }
export type { Key, Locale }

const storageKey = 'aam.locale'
const loadFirst: Record<Locale, () => Promise<Partial<Messages>>> = {
  en: async () => (await import('./en/first.ts')).first,
  ru: async () => (await import('./ru/first.ts')).first,
}
/** Messages that the first page does not need, loaded with the first page that does. */
const loadExtra = {
  authoring: {
    en: async () => (await import('./en/authoring/index.ts')).authoring,
    ru: async () => (await import('./ru/authoring/index.ts')).authoring,
  },
  organisation: {
    en: async () => (await import('./en/organisation/index.ts')).organisation,
    ru: async () => (await import('./ru/organisation/index.ts')).organisation,
  },
  governing: {
    en: async () => (await import('./en/governing/index.ts')).governing,
    ru: async () => (await import('./ru/governing/index.ts')).governing,
  },
  transcript: {
    en: async () => (await import('./en/transcript/index.ts')).transcript,
    ru: async () => (await import('./ru/transcript/index.ts')).transcript,
  },
} satisfies Record<string, Record<Locale, () => Promise<Partial<Messages>>>>
export type ExtraMessages = keyof typeof loadExtra
const wanted = new Map<ExtraMessages, Promise<void>>()

const [spoken, setSpoken] = createRoot(() =>
  createSignal<{ locale: Locale; messages: Partial<Messages> }>({ locale: 'en', messages: {} }),
)

export const locale = (): Locale => spoken().locale

function rememberedLocale(): Locale | undefined {
  try {
    const kept = localStorage.getItem(storageKey)
    return isLocale(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

/** The language that the person chose before, or the browser's first supported one. */
export function firstLocale(): Locale {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale)
  return rememberedLocale() ?? wanted ?? 'en'
}

export async function setLocale(next: Locale): Promise<void> {
  const parts = [loadFirst[next](), ...[...wanted.keys()].map((extra) => loadExtra[extra][next]())]
  const messages: Partial<Messages> = Object.assign({}, ...(await Promise.all(parts)))
  document.documentElement.lang = next
  setSpoken({ locale: next, messages })
  try {
    localStorage.setItem(storageKey, next)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Loads messages that the first page does not need, once. */
export function loadMessages(extra: ExtraMessages): Promise<void> {
  const known = wanted.get(extra)
  if (known) return known
  const loading = addMessages(extra).catch((error: unknown) => {
    wanted.delete(extra)
    throw error
  })
  wanted.set(extra, loading)
  return loading
}

async function addMessages(extra: ExtraMessages): Promise<void> {
  const { locale } = spoken()
  const words: Partial<Messages> = await loadExtra[extra][locale]()
  setSpoken((now) =>
    now.locale === locale ? { locale, messages: { ...now.messages, ...words } } : now,
  )
}

export function t(key: Key, params?: Params): string {
  const { locale, messages } = spoken()
  return formatMessage(messages[key] ?? '', locale, params)
}

const has = (key: string): key is Key => Object.hasOwn(spoken().messages, key)

/** The message for a server's code, where there is one. */
export function describeCode(prefix: string, code: string, params?: Params): string | undefined {
  const key = `${prefix}.${code}`
  return has(key) ? t(key, params) : undefined
}

export const inLocale = (words: Translated): string => translate(words, locale())

/** The order in which texts are asked for in every language: the reader’s first. */
export const readersFirst = (): readonly Locale[] => [
  locale(),
  ...locales.filter((one) => one !== locale()),
]

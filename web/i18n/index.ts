import { createRoot, createSignal } from 'solid-js'
import type { Key, Messages } from './en/index.ts'
import {
  isLocale,
  type Locale,
  locales,
  type Translated,
  translate,
} from '../../plugins/vocabulary.ts'
import { type Params, wordMessage } from './message.ts'

export { isLocale }
export type { Key, Locale }

const storageKey = 'aam.locale'
const loadFirst: Record<Locale, () => Promise<Partial<Messages>>> = {
  en: async () => (await import('./en/first.ts')).first,
  ru: async () => (await import('./ru/first.ts')).first,
}
/** Words that the first page does without, each loaded with the first page that needs them. */
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
export type ExtraWords = keyof typeof loadExtra
const wanted = new Map<ExtraWords, Promise<void>>()

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

/** What the person chose here before, else the first language of the browser that we speak. */
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

/** Words that the first page does without; they stay once they are there. */
export function loadMessages(extra: ExtraWords): Promise<void> {
  const known = wanted.get(extra)
  if (known) return known
  const loading = addWords(extra).catch((error: unknown) => {
    wanted.delete(extra)
    throw error
  })
  wanted.set(extra, loading)
  return loading
}

async function addWords(extra: ExtraWords): Promise<void> {
  const { locale } = spoken()
  const words: Partial<Messages> = await loadExtra[extra][locale]()
  setSpoken((now) =>
    now.locale === locale ? { locale, messages: { ...now.messages, ...words } } : now,
  )
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

export const inLocale = (words: Translated): string => translate(words, locale())

/** The order in which words of every language are asked for: the reader’s first. */
export const readersFirst = (): readonly Locale[] => [
  locale(),
  ...locales.filter((one) => one !== locale()),
]

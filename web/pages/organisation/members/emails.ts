const form = /^[^\s@,;<>"]{1,64}@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}$/

/** The addresses in a text, each once: by lines, commas, semicolons or spaces, also as `Anna Kern <anna@acme.example>`. */
export function emailsIn(text: string): string[] {
  const named = text.replaceAll(/[^,;\n<>]*<([^<>\s]+)>/g, ' $1 ')
  const parts = named.split(/[\s,;]+/).map((part) => part.trim().toLowerCase())
  return [...new Set(parts.filter(Boolean))]
}

const shownAtMost = 60

/** Shortens what was typed to enough to recognise it. */
export const shorten = (text: string): string =>
  text.length > shownAtMost ? `${text.slice(0, shownAtMost)}…` : text

export const notAnEmail = (text: string): boolean => text.length > 254 || !form.test(text)

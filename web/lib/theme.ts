import { createRoot, createSignal } from 'solid-js'

export type Theme = 'system' | 'light' | 'dark'

const storageKey = 'aam.theme'

function keptTheme(): Theme {
  const kept = document.documentElement.dataset['theme']
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

const [theme, setTheme] = createRoot(() => createSignal<Theme>(keptTheme()))
export { theme }

export function chooseTheme(next: Theme): void {
  setTheme(next)
  if (next === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = next
  try {
    if (next === 'system') localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, next)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

import { type AccentTokens, adjustAccent } from '../branding/accent.ts'

/** The dashboard's tokens in an organisation's colour, with higher specificity than the dashboard's own. */
export function renderBrandSheet(accent: string | null): string {
  if (accent === null) return ''
  const { light, dark } = adjustAccent(accent)
  return [
    `:root:root{${declare(light)}}`,
    `@media (prefers-color-scheme:dark){:root:root:not([data-theme='light']){${declare(dark)}}}`,
    `:root:root[data-theme='dark']{${declare(dark)}}`,
    '',
  ].join('\n')
}

const declare = (tokens: AccentTokens): string =>
  [
    `--accent:${tokens.accent}`,
    `--accent-hover:${tokens.accentHover}`,
    `--on-accent:${tokens.onAccent}`,
    `--accent-soft:${tokens.accentSoft}`,
    `--accent-line:${tokens.accentLine}`,
    `--mark:${tokens.accentLine}`,
  ].join(';')

import { locale, t } from '../../../i18n/index.ts'
import { areas, isSame, type Level, levelsIn, presets } from './scopes.ts'

/** What a key may do, in a line for what it changes and one for what it only reads. */
export function describeScopes(scopes: readonly string[]): string[] {
  const levels = levelsIn(scopes)
  if (isSame(levels, presets.full)) return [t('scopes.everything')]
  if (isSame(levels, presets.read)) return [t('scopes.readEverything')]
  const named = (level: Level): string =>
    areas
      .filter((area) => levels[area] === level)
      .map((area) => t(`scopes.area.${area}`).toLocaleLowerCase(locale()))
      .join(', ')
  const [writes, reads] = [named('write'), named('read')]
  return [
    ...(writes ? [t('scopes.writes', { areas: writes })] : []),
    ...(reads ? [t('scopes.reads', { areas: reads })] : []),
  ]
}

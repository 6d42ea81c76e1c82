import { type Static, Type } from '@sinclair/typebox'
import { Closed, LocaleName, Nullable } from '../../http/contract.ts'
import { TimeZone } from '../identity/contract.ts'

const Colour = Type.String({
  pattern: '^#[0-9a-fA-F]{6}$',
  description: 'A colour as `#rrggbb`',
})

const Tokens = Closed(
  {
    accent: Colour,
    accentHover: Colour,
    onAccent: Colour,
    accentSoft: Colour,
    accentLine: Colour,
  },
  { $id: 'AccentTokens' },
)

export const AccentView = Closed(
  {
    light: Tokens,
    dark: Tokens,
    mended: Closed(
      { light: Type.Boolean(), dark: Type.Boolean() },
      { description: 'Where the colour was made darker or lighter, so that it can be read' },
    ),
  },
  { $id: 'Accent' },
)
export type AccentView = Static<typeof AccentView>

export const AccentQuery = Closed({ colour: Colour })
export type AccentQuery = Static<typeof AccentQuery>

const OrganisationName = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

export const SettingsView = Closed(
  {
    rev: Type.Integer({ description: 'The resource’s ETag' }),
    name: Type.String(),
    locale: LocaleName,
    timeZone: Type.String(),
    defaultScenario: Nullable(
      Type.String({ description: 'Id of the scenario that is proposed for a new meeting' }),
    ),
    accent: Nullable(
      Type.String({ description: 'The colour that was chosen, `#rrggbb`; null is AAM’s own' }),
    ),
    logo: Nullable(Type.String({ description: 'Path of the logo on the organisation’s host' })),
  },
  { $id: 'Settings' },
)
export type SettingsView = Static<typeof SettingsView>

export const PatchSettings = Closed(
  {
    name: Type.Optional(OrganisationName),
    locale: Type.Optional(LocaleName),
    timeZone: Type.Optional(TimeZone),
    defaultScenario: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 100 }))),
    accent: Type.Optional(Nullable(Colour)),
  },
  { $id: 'SettingsChange', minProperties: 1, examples: [{ name: 'Acme', accent: '#2f5d50' }] },
)
export type PatchSettings = Static<typeof PatchSettings>

export const BrandQuery = Closed({
  at: Type.Optional(
    Type.String({
      maxLength: 20,
      description: 'Anything: has it read anew by a page that is open',
    }),
  ),
})

export const LogoParams = Closed({ hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) })

/** Names that belong to the installation itself, or that people would take for it: the one list of them. */
const reserved: ReadonlySet<string> = new Set(
  `aam admin administrator api app assets auth billing blog cdn dashboard demo dev docs download files ftp help
  host imap internal jobs localhost login logout mail media metrics mx ns ns1 ns2 operator ops payments platform
  pop private public root secure security signin sign-in signup sign-up smtp sso staging static status storage
  support swagger sysadmin system test tls web webhook webhooks www`.split(/\s+/),
)

const form = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const longest = 40

export type SlugFault = 'slug_form' | 'slug_reserved' | 'slug_confusable'

/** Letters that look alike in an address bar, folded to one. */
const look = (slug: string): string =>
  slug
    .replaceAll('-', '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replaceAll(/[1l]/g, 'i')
    .replaceAll('5', 's')

const reservedLooks: ReadonlySet<string> = new Set([...reserved].map(look))

/** Reserved ones that an operator may give away all the same: the samples live there, or used to. */
const forOperators: ReadonlySet<string> = new Set(['demo', 'dev', 'staging', 'test'])

/** Why a name cannot be an organisation's even if an operator wants it: its form, or its place in the installation. */
export function faultForOperator(slug: string): SlugFault | null {
  if (!form.test(slug)) return 'slug_form'
  return reserved.has(slug) && !forOperators.has(slug) ? 'slug_reserved' : null
}

/** Why a name can be nobody's address; null for one that can. */
export function faultOfSlug(slug: string): SlugFault | null {
  // IDNA (RFC 5890) keeps two hyphens in the third place for itself.
  if (!form.test(slug) || slug.length > longest || slug.slice(2, 4) === '--') return 'slug_form'
  if (reserved.has(slug)) return 'slug_reserved'
  return reservedLooks.has(look(slug)) ? 'slug_confusable' : null
}

const cyrillic: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

/** An address for an organisation of this name, as a start: `ООО «Ромашка и К°»` becomes `ooo-romashka-i-k`. */
export function proposeSlug(name: string): string {
  // Composed first: й and ё taken apart would be read as и and е.
  const latin = [...name.toLowerCase().normalize('NFC')].map((sign) => cyrillic[sign] ?? sign)
  const slug = latin
    .join('')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  const tried = faultOfSlug(slug) === null ? slug : `${slug || 'our'}-team`
  return faultOfSlug(tried) === null ? tried : 'our-team'
}

/** Other addresses near one that is taken. */
export const proposalsNear = (slug: string): string[] =>
  [`${slug}-team`, `${slug}-hq`, `${slug}-2`, `${slug}-3`, `get-${slug}`, `${slug}-co`].filter(
    (one) => faultOfSlug(one) === null,
  )

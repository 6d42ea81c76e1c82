/** Names that belong to the installation, or that people would take for part of it. */
const reserved: ReadonlySet<string> = new Set(
  `aam admin administrator api app assets auth billing blog cdn dashboard demo dev docs download files ftp help
  host imap internal jobs localhost login logout mail media metrics mx ns ns1 ns2 operator ops payments platform
  pop private public root secure security signin sign-in signup sign-up smtp sso staging static status storage
  support swagger sysadmin system test tls web webhook webhooks www`.split(/\s+/),
)

const form = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const maxLength = 40

export type SlugFault = 'slug_form' | 'slug_reserved' | 'slug_confusable'

/** Maps characters that look alike in an address bar to one. */
const skeleton = (slug: string): string =>
  slug
    .replaceAll('-', '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replaceAll(/[1l]/g, 'i')
    .replaceAll('5', 's')

const reservedSkeletons: ReadonlySet<string> = new Set([...reserved].map(skeleton))

/** Reserved names that an operator may still assign: demo organisations use them. */
const operatorSlugs: ReadonlySet<string> = new Set(['demo', 'dev', 'staging', 'test'])

/** Why even an operator cannot assign a name: its form, or because the installation uses it. */
export function faultForOperator(slug: string): SlugFault | null {
  if (!form.test(slug)) return 'slug_form'
  return reserved.has(slug) && !operatorSlugs.has(slug) ? 'slug_reserved' : null
}

/** Why a name cannot be an organisation's address; null when it can. */
export function faultOfSlug(slug: string): SlugFault | null {
  // IDNA (RFC 5890) reserves two hyphens in the third and fourth position.
  if (!form.test(slug) || slug.length > maxLength || slug.slice(2, 4) === '--') return 'slug_form'
  if (reserved.has(slug)) return 'slug_reserved'
  return reservedSkeletons.has(skeleton(slug)) ? 'slug_confusable' : null
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

/** Suggests an address for an organisation's name: `ООО «Ромашка и К°»` becomes `ooo-romashka-i-k`. */
export function proposeSlug(name: string): string {
  // NFC first: decomposed й and ё would become и and е.
  const latin = [...name.toLowerCase().normalize('NFC')].map((sign) => cyrillic[sign] ?? sign)
  const slug = latin
    .join('')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, maxLength)
    .replace(/-+$/, '')
  const tried = faultOfSlug(slug) === null ? slug : `${slug || 'our'}-team`
  return faultOfSlug(tried) === null ? tried : 'our-team'
}

/** Suggests alternatives to an address that is taken. */
export const suggestSlugsNear = (slug: string): string[] =>
  [`${slug}-team`, `${slug}-hq`, `${slug}-2`, `${slug}-3`, `get-${slug}`, `${slug}-co`].filter(
    (one) => faultOfSlug(one) === null,
  )

/** The slug in `demo.example.com` under the base domain `example.com`; null for the bare domain or another host. */
export function slugOfHost(host: string, baseDomain: string): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!name.endsWith(`.${baseDomain}`)) return null
  const slug = name.slice(0, -(baseDomain.length + 1))
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) ? slug : null
}

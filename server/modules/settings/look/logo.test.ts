import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { crc32, deflateSync } from 'node:zlib'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import type { SettingsView } from '../contract.ts'
import { readPictureFacts } from './picture-facts.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let other: Client

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  other = await openTenant(installation, 'elsewhere')
})
afterAll(() => installation.close())

const bytesOf = (...parts: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
  )

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A grey PNG of this size, with `extra` between its head and its data. */
function pngOf(width: number, height: number, extra: Uint8Array = new Uint8Array()) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(Math.min(height * (width + 1), 300_000_000)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return bytesOf(
    signature,
    chunk('IHDR', head),
    extra,
    chunk('IDAT', rows),
    chunk('IEND', new Uint8Array()),
  )
}

/** A picture of bars made by ffmpeg. */
async function barsAs(kind: 'jpg' | 'webp', size = '600x300'): Promise<Uint8Array<ArrayBuffer>> {
  const codec =
    kind === 'jpg' ? ['-c:v', 'mjpeg', '-f', 'mjpeg'] : ['-c:v', 'libwebp', '-f', 'webp']
  const child = Bun.spawn(
    [
      'ffmpeg',
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      `smptebars=s=${size}`,
      '-frames:v',
      '1',
      ...codec,
      '-',
    ],
    { stdout: 'pipe' },
  )
  return new Uint8Array(await new Response(child.stdout).arrayBuffer())
}

/** EXIF that says: taken here, turn it by a quarter. */
function withExif(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const tiff = Buffer.alloc(64)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(2, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(6, 18)
  tiff.writeUInt16LE(0x010e, 22)
  tiff.writeUInt16LE(2, 24)
  tiff.writeUInt32LE(18, 26)
  tiff.writeUInt32LE(40, 30)
  tiff.write('taken at home 52.5N\0', 40, 'latin1')
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const marker = Buffer.alloc(4)
  marker.writeUInt16BE(0xffe1, 0)
  marker.writeUInt16BE(body.length + 2, 2)
  return bytesOf(jpeg.subarray(0, 2), marker, body, jpeg.subarray(2))
}

const put = (by: Client, body: Uint8Array<ArrayBuffer> | string) =>
  by.send('/settings/logo', {
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/octet-stream' },
  })

async function saved(by: Client, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const response = await put(by, body)
  if (response.status !== 200) throw new Error(await response.text())
  return ((await response.json()) as SettingsView).logo ?? ''
}

const sizeOf = async (response: Response) => {
  const facts = readPictureFacts(new Uint8Array(await response.arrayBuffer()))
  return `${facts?.kind} ${facts?.width}x${facts?.height}`
}

describe('a logo', () => {
  test('of each kind becomes a small PNG at an address that lasts', async () => {
    for (const picture of [pngOf(600, 300), await barsAs('jpg'), await barsAs('webp')]) {
      const path = await saved(owner, picture)
      expect(path).toMatch(/^\/api\/v1\/settings\/logo\/[0-9a-f]{64}$/)
      const response = await installation.request('acme', path)
      expect(response.headers.get('content-type')).toBe('image/png')
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await sizeOf(response)).toBe('png 256x128')
    }
  })

  test('that is small stays as small as it is', async () => {
    expect(
      await sizeOf(await installation.request('acme', await saved(owner, pngOf(20, 10)))),
    ).toBe('png 20x10')
  })

  test('loses what the file told beside the picture, and stands upright', async () => {
    const exif = withExif(await barsAs('jpg'))
    const response = await installation.request('acme', await saved(owner, exif))
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.includes('taken at home')).toBe(false)
    expect(bytes.includes('eXIf')).toBe(false)
    const facts = readPictureFacts(bytes)
    expect(`${facts?.width}x${facts?.height}`).toBe('128x256')
    const told = pngOf(40, 40, chunk('tEXt', Buffer.from('Comment\0secret place')))
    const plain = await installation.request('acme', await saved(owner, told))
    expect(Buffer.from(await plain.arrayBuffer()).includes('secret')).toBe(false)
  })

  test('shows on the sign-in page and to members, and is gone when it is removed', async () => {
    const path = await saved(owner, pngOf(64, 64))
    const here = await installation.request('acme', '/api/v1/auth/tenant')
    expect(await here.json()).toMatchObject({ logo: path })
    const { tenant } = await owner.get<{ tenant: { logo: string } }>('/me')
    expect(tenant.logo).toBe(path)
    expect((await owner.send('/settings/logo', { method: 'DELETE' })).status).toBe(200)
    expect(await refusalOf(await installation.request('acme', path))).toBe('404 not_found')
    const actions = await installation.admin`
      select action from audit_log where action like 'logo.%' order by id desc limit 2`
    expect(actions.map(({ action }) => action)).toEqual(['logo.removed', 'logo.changed'])
  })

  test('of one organisation is not found on the host of another', async () => {
    const path = await saved(owner, pngOf(64, 65))
    expect(await refusalOf(await installation.request('elsewhere', path))).toBe('404 not_found')
  })
})

describe('what is no logo is refused in words, and the old one stays', () => {
  const reasonOf = async (response: Response) => {
    const { status, errors } = await problemOf(response)
    return `${status} ${errors[0]?.reason}`
  }

  test('other files, also by the name or the first bytes of a picture', async () => {
    const path = await saved(owner, pngOf(30, 30))
    const jpeg = await barsAs('jpg')
    for (const body of [
      '',
      'hello',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'GIF89a' + 'x'.repeat(100),
      '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n',
      bytesOf(pngOf(30, 30).subarray(0, 40)),
      bytesOf(pngOf(30, 30).subarray(0, 33), 'x'.repeat(500)),
      bytesOf(jpeg.subarray(0, 20)),
    ]) {
      expect(await reasonOf(await put(owner, body))).toBe('422 not_a_picture')
    }
    expect((await owner.get<SettingsView>('/settings')).logo).toBe(path)
  })

  test('animations', async () => {
    const frames = Buffer.alloc(8)
    frames.writeUInt32BE(2, 0)
    expect(await reasonOf(await put(owner, pngOf(30, 30, chunk('acTL', frames))))).toBe(
      '422 animated',
    )
    const webp = Buffer.alloc(60)
    webp.write('RIFF', 0, 'latin1')
    webp.write('WEBPVP8X', 8, 'latin1')
    webp[20] = 0b10
    expect(await reasonOf(await put(owner, bytesOf(webp)))).toBe('422 animated')
  })

  test('bombs: many pixels in few bytes, said or hidden', async () => {
    const bomb = pngOf(16_000, 16_000)
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await reasonOf(await put(owner, bomb))).toBe('422 too_many_pixels')
    const wide = pngOf(1_000_000, 1)
    expect(await reasonOf(await put(owner, wide))).toBe('422 too_many_pixels')
    // A WebP whose outer frame says less than what is inside.
    const inner = await barsAs('webp', '4100x4100')
    const lying = Buffer.concat([
      Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1'),
      Buffer.from([10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 9, 0, 0]),
      inner.subarray(12),
    ])
    lying.writeUInt32LE(lying.length - 8, 4)
    const answer = await put(owner, bytesOf(lying))
    expect([200, 422]).toContain(answer.status)
    if (answer.status === 200) {
      const path = ((await answer.json()) as SettingsView).logo ?? ''
      expect(await sizeOf(await installation.request('acme', path))).toMatch(
        /^png \d{1,3}x\d{1,3}$/,
      )
    }
  })

  test('more than 1 MB, announced or not', async () => {
    const large = bytesOf(pngOf(30, 30), new Uint8Array(1024 * 1024))
    expect(await refusalOf(await put(owner, large))).toBe('413 payload_too_large')
  })

  test('a change against an older revision', async () => {
    const { rev } = await other.get<SettingsView>('/settings')
    const sent = (revision: number) =>
      other.send('/settings/logo', {
        method: 'PUT',
        body: pngOf(20, 20),
        headers: { 'if-match': `"${revision}"` },
      })
    expect(await refusalOf(await sent(rev + 5))).toBe('412 precondition_failed')
    expect((await sent(rev)).status).toBe(200)
  })
})

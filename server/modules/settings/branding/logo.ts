import { createHash } from 'node:crypto'
import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { claimantOf, openFairGate } from '../../../platform/fair-gate.ts'
import { announceChange } from '../../../platform/tenant-changes.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { SettingsView } from '../contract.ts'
import type { SettingsDeps } from '../deps.ts'
import { requireRev, toSettingsView } from '../general/settings.ts'
import { PictureFault } from '../ports.ts'
import { findLogo, getSettings, getSettingsForChange, saveLogo } from '../repo.ts'
import { readPictureFacts } from './picture-facts.ts'

export const logoMostBytes = 1024 * 1024
const mostSide = 256
const mostPixelsASide = 8_192
const mostPixels = 16_000_000

/** Each image is decoded in a separate process; two at a time. */
const decodingGate = openFairGate({
  name: 'pictures',
  slots: 2,
  runningPerTenant: 1,
  waitingAtMost: 40,
  waitAtMostMs: 15_000,
  what: { en: 'logos', ru: 'логотипов' },
})

/** Stores an uploaded image as the logo: scaled down and without metadata. */
export async function putLogo(
  deps: SettingsDeps,
  ctx: Ctx,
  bytes: Uint8Array,
  expectedRev: number | null,
): Promise<SettingsView> {
  authorize(ctx, 'settings:write')
  const png = await shrink(deps, ctx, bytes)
  const hash = createHash('sha256').update(png).digest('hex')
  return change(deps, ctx, expectedRev, { png, hash })
}

export async function deleteLogo(
  deps: SettingsDeps,
  ctx: Ctx,
  expectedRev: number | null,
): Promise<SettingsView> {
  authorize(ctx, 'settings:write')
  return change(deps, ctx, expectedRev, null)
}

/** The logo with this hash; `not_found` once it was replaced. */
export async function readLogo(
  deps: Pick<SettingsDeps, 'db'>,
  tenantId: string,
  hash: string,
): Promise<Uint8Array> {
  const logo = await withTenant(deps.db, { tenantId }, (tx) => findLogo(tx, hash))
  if (!logo) throw notFound('logo')
  return logo
}

async function change(
  deps: SettingsDeps,
  ctx: Ctx,
  expectedRev: number | null,
  logo: { png: Uint8Array; hash: string } | null,
): Promise<SettingsView> {
  const save = () =>
    withWrite(deps.db, ctx, async (tx) => {
      requireRev(await getSettingsForChange(tx), expectedRev)
      await saveLogo(tx, logo)
      await audit(tx, ctx, logo ? 'logo.changed' : 'logo.removed', tx.tenantId)
      return toSettingsView(await getSettings(tx))
    })
  return announceChange(deps.tenantChanges, ctx.tenantId, save)
}

async function shrink(deps: SettingsDeps, ctx: Ctx, bytes: Uint8Array): Promise<Uint8Array> {
  const facts = readPictureFacts(bytes)
  if (!facts) throw refusal('not_a_picture')
  const { kind, width, height, isAnimated } = facts
  if (isAnimated) throw refusal('animated')
  if (width < 1 || height < 1) throw refusal('not_a_picture')
  if (Math.max(width, height) > mostPixelsASide || width * height > mostPixels) {
    throw refusal('too_many_pixels')
  }
  const { pictures } = deps
  if (!pictures) throw noPictures()
  try {
    return await decodingGate.run(claimantOf(ctx), () =>
      pictures.shrink({ kind, bytes }, mostSide, ctx.signal),
    )
  } catch (error) {
    if (error instanceof PictureFault) throw refusal('not_a_picture')
    throw error
  }
}

const reasons = {
  not_a_picture: {
    en: 'This file is not a PNG, JPEG or WebP image, or it is damaged.',
    ru: 'Этот файл — не изображение PNG, JPEG или WebP, или он повреждён.',
  },
  animated: {
    en: 'This image is animated. Choose a still one.',
    ru: 'Это анимация. Выберите неподвижное изображение.',
  },
  too_many_pixels: {
    en: 'This image has too many pixels. Choose one of at most 4,000 × 4,000.',
    ru: 'В этом изображении слишком много пикселей. Выберите не больше 4000 × 4000.',
  },
} as const

function refusal(reason: keyof typeof reasons): AppError {
  const { en, ru } = reasons[reason]
  return new AppError(
    'invalid_request',
    `${en} Nothing was changed.`,
    [{ pointer: '', detail: en, inRussian: ru, reason }],
    {},
    `${ru} Ничего не изменено.`,
  )
}

const noPictures = (): AppError =>
  new AppError(
    'unavailable',
    'This server cannot read images: ffmpeg is missing. Ask your AAM operator to install it.',
    [],
    {},
    'Эта машина не может прочитать изображение: нет ffmpeg. Попросите того, кто ведёт AAM, установить его.',
  )

export const logoTooLarge = (): AppError =>
  new AppError(
    'payload_too_large',
    'The image is larger than 1 MB. Choose a smaller one. Nothing was changed.',
    [],
    {},
    'Изображение больше 1 МБ. Выберите поменьше. Ничего не изменено.',
  )

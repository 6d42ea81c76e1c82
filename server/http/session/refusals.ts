import { AppError } from '../../platform/errors.ts'

export const tenantHeaderRefused = (): AppError =>
  new AppError(
    'invalid_request',
    'X-Aam-Tenant works only together with an API key. Leave it out, and use your organisation’s own address.',
    [{ pointer: '', detail: 'header X-Aam-Tenant', inRussian: 'заголовок X-Aam-Tenant' }],
    {},
    'X-Aam-Tenant действует только вместе с ключом API. Уберите этот заголовок и обращайтесь по адресу своей организации.',
  )

export const noTenant = (): AppError =>
  new AppError(
    'no_tenant',
    'This address names no organisation. Use your organisation’s own address, e.g. demo.localhost.',
    [],
    {},
    'Этот адрес не принадлежит ни одной организации. Откройте адрес своей организации, например demo.localhost.',
  )

export const unknownTenant = (slug: string): AppError =>
  new AppError(
    'unknown_tenant',
    `There is no organisation at the address “${slug}”. Check the spelling.`,
    [],
    {},
    `По адресу «${slug}» нет организации. Проверьте, нет ли опечатки.`,
  )

export const tenantUnproved = (): AppError =>
  new AppError(
    'tenant_unproved',
    'This organisation opens once its owner has confirmed their email address. The link is in their inbox.',
    [],
    {},
    'Эта организация откроется, когда её владелец подтвердит свой адрес почты. Ссылка — в его почте.',
  )

export const tenantSuspended = (): AppError =>
  new AppError(
    'tenant_suspended',
    'This organisation is suspended; nothing was deleted. Whoever closed it can reopen it for 30 days; otherwise ask your AAM operator.',
    [],
    {},
    'Работа этой организации приостановлена; ничего не удалено. Кто её закрыл, может открыть её снова в течение 30 дней; иначе обратитесь к оператору.',
  )

export const keyNotValid = (): AppError =>
  new AppError(
    'unauthenticated',
    'This API key is not valid here: mistyped, revoked, past its time, or of another organisation. Make a new one on the page Keys.',
    [],
    {},
    'Этот ключ API здесь не действует: опечатка, отозван, срок истёк или он другой организации. Новый ключ создаётся на странице «Ключи».',
  )

export const notSignedIn = (): AppError =>
  new AppError(
    'unauthenticated',
    'Sign in first, or send a bearer token that is still valid.',
    [],
    {},
    'Войдите или пришлите действующий токен.',
  )

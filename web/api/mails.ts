import type { MailList, MailView } from '../../server/modules/mail/contract.ts'
import { request, withQuery } from '../lib/api.ts'

export interface MailFilter {
  state?: MailView['state']
}

export const listMails = (filter: MailFilter, limit: number, cursor?: string): Promise<MailList> =>
  request('GET', withQuery('/mails', { ...filter, limit, cursor }))

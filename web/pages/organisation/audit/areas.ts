/** What people look for in the audit, by the areas and actions of the server. */
export const auditAreas = {
  access: 'session,password,email,factor,access',
  people: 'member,invitation,user',
  keys: 'key,service_account',
  meetings:
    'meeting,item,section,recording,upload,run,transcript.corrected,transcript.imported,transcript.speakers_changed',
  reads: 'transcript.read,media.read,result.exported,interaction,audit',
  directory: 'client,person',
  scenarios: 'scenario',
  organisation:
    'tenant,organisation,plan,limit,usage,meter,provider,settings,logo,joining,retention',
} as const
export type AuditArea = keyof typeof auditAreas

export const isAuditArea = (text: string): text is AuditArea => Object.hasOwn(auditAreas, text)

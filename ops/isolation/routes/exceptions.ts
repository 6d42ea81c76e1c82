/** Routes that need more than they declare for part of what they return, each with the reason. */
export const stricterBehind: Record<string, string> = {
  'GET /api/v1/scenarios/{id}/diff':
    'versions are for everybody; a draft is for those who write it',
}

/** Routes behind which some of what they give needs more than they declare, each with the reason. */
export const stricterBehind: Record<string, string> = {
  'GET /api/v1/scenarios/{id}/diff':
    'versions are for everybody; a draft is for those who write it',
}

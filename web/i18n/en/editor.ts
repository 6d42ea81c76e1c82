export const editor = {
  'editor.saved': 'Saved',
} as const

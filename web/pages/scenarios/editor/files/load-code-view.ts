/** The code editor is the largest part of the dashboard, so only its pane waits for it. */
export const loadCodeView = () => import('./code-view.ts')

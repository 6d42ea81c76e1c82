/** The code editor is the largest part of the dashboard: nothing waits for it but the pane that it stands in. */
export const loadCodeView = () => import('./code-view.ts')

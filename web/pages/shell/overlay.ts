/** What covers the page; at most one at a time. */
export type Overlay = 'none' | 'commands' | 'keys'

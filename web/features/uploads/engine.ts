type Engine = typeof import('./recordings.ts')

/** Loaded when it is first needed: most pages are opened without uploading anything. */
export const loadEngine = (): Promise<Engine> => import('./recordings.ts')

export const onEngine = (act: (engine: Engine) => unknown): void => {
  void loadEngine().then(act)
}

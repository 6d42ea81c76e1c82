export const scenarioPath = (id: string): string => `/scenarios/${encodeURIComponent(id)}`

export const versionPath = (id: string, version: string): string =>
  `${scenarioPath(id)}/versions/${encodeURIComponent(version)}`

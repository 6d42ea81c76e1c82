/** SQL and the ways to send it, as this code base writes them. */
const signs = [
  /\bsql\s*[<`]/,
  /\bsql\.(json|unsafe|array|raw|join)\b/,
  /\.orm\b/,
  /\bfrom 'drizzle-orm/,
  /\breadTenant\(/,
  /[`'"]\s*(select\s|insert into\s|delete from\s|update\s\w+(\s\w)?\sset\s)/,
]

export const holdsSql = (text: string): boolean => signs.some((sign) => sign.test(text))

/** Whether a file may hold SQL: `repo.ts`, a folder `repo/`, and tests, which set up rows past the product. */
export const isSqlHome = (file: string): boolean =>
  /(^|\/)(repo\.ts$|repo\/[^/]+\.ts$|test\/)|\.test\.ts$/.test(file)

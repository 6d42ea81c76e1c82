/** A query whose values come from the page's address; the server checks them. */
export type AddressQuery<Query> = { [Name in keyof Query]?: string | number | undefined }

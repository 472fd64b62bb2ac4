export interface FetchRows {}

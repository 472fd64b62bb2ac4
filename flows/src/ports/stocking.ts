export interface StockRows {}

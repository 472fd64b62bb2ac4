import { isProblemCode, problemText, type Language } from '@crossdock/contract'
import type { RowProblemCode } from '@crossdock/flows'

const texts: Record<RowProblemCode, { en: string; zh: string }> = {
  row_incomplete: { en: 'Fill in: {columns}.', zh: '請填寫：{columns}。' },
  tracking_number_invalid: { en: 'A tracking number has 1–64 letters, digits and signs.', zh: '物流單號須為 1–64 個英文字母、數字或符號。' },
  carrier_too_long: { en: 'A carrier’s name has at most 60 characters.', zh: '物流商名稱最多 60 個字元。' },
  quantity_invalid: { en: '“{quantity}” is not a whole number of 1 or more.', zh: '「{quantity}」不是大於或等於 1 的整數。' },
  quantity_without_sku: { en: 'A quantity needs a SKU. Leave both empty to ship all that is left.', zh: '填寫數量時須填寫品號；兩者皆留空則出貨全部剩餘商品。' },
  carrier_differs: { en: 'Another row of this parcel names the carrier {carrier}. A parcel has one carrier.', zh: '同一包裹的另一列物流商為 {carrier}，一個包裹只能有一個物流商。' },
  parcel_mixed: { en: 'Another row of this parcel ships all that is left. Give every row of the parcel a SKU, or only one row without.', zh: '同一包裹的另一列為全部出貨。請為每一列填寫品號，或只保留一列不填品號。' },
  parcel_row_refused: { en: 'Row {row} of the same parcel was refused, so the parcel was not shipped.', zh: '同一包裹的第 {row} 列有誤，因此該包裹未出貨。' },
  sku_not_in_order: { en: 'Order {orderNumber} has no SKU {sku}. Correct the SKU.', zh: '訂單 {orderNumber} 沒有品號 {sku}，請修正品號。' },
  order_not_found: { en: 'There is no order {orderNumber}. Check the number and the chosen merchant.', zh: '找不到訂單 {orderNumber}，請確認訂單編號與所選貨主。' },
  order_ambiguous: { en: 'Several stores have an order {orderNumber}. Choose the merchant or the EC account first.', zh: '有多個商店都有訂單 {orderNumber}，請先選擇貨主或電商帳號。' },
}

/** Why a row was refused and what to do, in the caller's language. */
export function rowProblemText({ code, params }: { code: string; params: Record<string, string | number> }, language: Language): string {
  if (isProblemCode(code)) return problemText(code, language, params).detail
  const text = texts[code as RowProblemCode][language]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

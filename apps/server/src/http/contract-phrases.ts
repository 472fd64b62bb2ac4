/** The contract's own field messages, which are English there, in Traditional Chinese. */
export const contractPhrases: Record<string, string> = {
  'must not contain NUL': '不可包含空字元（NUL）',
  'must be a time between 00:00 and 23:59': '必須為 00:00 至 23:59 之間的時間',
  'at most 3 times': '最多 3 個時間',
  'each time once': '時間不可重複',
  'must be a whole number': '必須為整數',
  'must be 0–100': '必須為 0–100',
  'must not be 0': '不可為 0',
  'letters, digits and signs only': '只能使用英文字母、數字與符號',
  'either productId or create': 'productId 與 create 請擇一填寫',
}

import type en from '../en/api-keys.ts'
import type { Same } from '../same.ts'

export default {
  title: 'API 金鑰', description: '供 WMS、ERP 或程式等其他軟體使用的金鑰。每把金鑰依其角色運作，與畫面使用相同的 API。', docs: 'API 文件', searchLabel: '名稱', role: '角色', works: '可檢視', allMerchants: '所有貨主', start: '開頭', lastUsed: '最後使用', never: '從未', new: '新增 API 金鑰', emptyTitle: '尚無 API 金鑰', emptyText: '其他軟體以金鑰登入：Authorization: Bearer …。建議每個軟體各用一把金鑰，以便個別停用。',
  create: '建立金鑰', nameHint: '使用此金鑰的軟體，例如「ERP」或「標籤印表機」。', madeTitle: '已建立 API 金鑰 {name}', madeText: '請立即複製密鑰，之後無法再次查看。', secret: '密鑰', done: '我已複製', usage: '每次要求請附上：', end: '終止金鑰', endOf: '終止金鑰 {name}', endTitle: '要終止金鑰 {name} 嗎？', endText: '使用此金鑰的軟體會立即遭到拒絕。此操作無法復原，如需使用請另建金鑰。', ended: '金鑰 {name} 已終止。',
} as const satisfies Same<typeof en>

import type en from '../en/push-proposals.ts'
import type { Same } from '../same.ts'

export default {
  title: '待通知商店的更正', hint: '入庫單完成後又經更正。確認之前不會通知商店；尚未處理的差額會由同品號的下一張入庫單自動扣抵。', hintDone: '此入庫單的更正提案與處理結果。',
  quantity: '增減', stateLabel: '狀態', why: '原因', decision: '處理結果', showPush: '查看庫存推送', decide: '更正提案的處理', evenedBy: '已由後續入庫單抵銷',
  state: { open: '待處理', confirmed: '已確認', dismissed: '已略過', evened: '已抵銷' },
  confirm: '通知商店', confirmTitle: '要將 {count, number} 項更正通知商店嗎？', confirmText: '各商店的庫存會依目前應更正的數量增減一次，與一般庫存推送相同。',
  dismiss: '略過', dismissTitle: '要略過 {count, number} 項更正嗎？', dismissText: '商店庫存維持不變，適用於您已確認商店數量正確的情況（例如已在商店手動修改）。此差額視為已通知，後續入庫單不會再補扣。',
} as const satisfies Same<typeof en>

import type en from '../en/ui.ts'
import type { Same } from '../same.ts'

export default {
  save: '儲存', showPassword: '顯示密碼', cancel: '取消', discard: '捨棄變更', close: '關閉', retry: '再試一次', reload: '重新載入', back: '返回', remove: '移除', edit: '編輯', create: '建立',
  copy: '複製', copied: '已複製', loadMore: '載入更多', search: '搜尋', clearFilters: '清除篩選', filters: '篩選', all: '全部', no: '否', on: '開啟', off: '關閉', none: '無', details: '詳細資料', actions: '操作',
  noMatch: '沒有符合篩選條件的資料', noMatchHint: '請調整篩選條件，或全部清除。',
  selected: '已選取 {count, number} 筆', selectAll: '選取目前顯示的所有列', selectRow: '選取 {name}', clearSelection: '取消選取', shown: '{count, number} 筆',
  unsaved: '尚有未儲存的變更', leaveTitle: '不儲存就離開嗎？', leaveText: '此頁的變更尚未儲存，離開後將會遺失。', stay: '留在此頁', leave: '不儲存並離開',
  errorSummary: '有 {count, number} 個問題需要處理', errorTitle: '錯誤：{title}', requestId: '要求編號', offlineTitle: 'Crossdock 沒有回應', offlineText: '連線失敗，無法確認操作是否完成。請檢查網路後再試一次，系統不會重複執行。',
  brokenTitle: '無法顯示此頁面', brokenText: '可能是頁面開啟期間 Crossdock 已更新。請重新載入；若仍發生，請告知倉庫管理員。',
  typeToConfirm: '請輸入「{text}」以確認', from: '起', to: '迄', skipToContent: '跳至主要內容',
  issueRequired: '請填寫此欄位', issueTime: '請輸入 00:00 到 23:59 的時間',
  duration: { days: '{days, number} 天 {hours, number} 小時', hours: '{hours, number} 小時 {minutes, number} 分鐘', minutes: '{minutes, number} 分鐘', moment: '不到 1 分鐘' },
} as const satisfies Same<typeof en>

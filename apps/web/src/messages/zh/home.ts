import type en from '../en/home.ts'
import type { Same } from '../same.ts'

export default {
  title: '首頁', description: '{scope}需要處理的事項。', allMerchants: '所有貨主',
  needs: '需要處理', allWell: '目前沒有需要處理的事項', allWellText: '所有商店皆已連線，沒有遭拒的項目，也沒有暫停出貨的訂單。',
  systemTrouble: { client_refused: '{platform} 拒絕 Crossdock 本身的憑證', secret_unreadable: 'Crossdock 無法開啟 {platform} 的存取權杖' },
  systemTroubleText: { client_refused: '請更正 Crossdock 設定中的 client id 或 secret 並重新啟動。{count, number} 個電商帳號等待中，皆不需重新授權。', secret_unreadable: '請將遺失的金鑰加回 CROSSDOCK_KEYS。{count, number} 個電商帳號等待中；金鑰恢復後不需重新授權。' },
  noWorker: '目前不會撈單也不會回傳：沒有執行中的背景程序', noWorkerText: '請倉庫管理員以「start --role worker」啟動。啟動後會自動繼續，資料不會遺失。', noWorkerSince: '最後一次執行：<at></at>。',
  disconnected: '{merchant}的「{account}」已斷線', degraded: '{merchant}的「{account}」連線異常', openAccount: '開啟電商帳號',
  orders: '訂單', pending: '待處理', pendingHint: '在此等待中', ready: '可處理', readyHint: '待處理且未暫停', processing: '作業中', shippedToday: '今日已出貨', waitingTracking: '物流單號未確認', waitingTrackingHint: '商店尚未得知或尚未顯示的包裹',
  holds: '暫停出貨原因', holdsEmpty: '沒有暫停出貨的訂單。', oldest: '最早 <at></at>', move: '由{owner}處理',
  refusedTitle: '「{account}」拒絕了{kind} {subject}', askedTitle: '「{account}」是否收到{kind} {subject}？', openRefused: '查看處理方式', answer: '前往回答', unknownProducts: '{count, number} 項未知商品造成訂單暫停', mapProducts: '前往對應',
  stockAtRisk: '各商店可售數量超出可用庫存：{skus, number} 個品號，共 {units, number} 件', showStock: '查看', stockDrift: '{count, number} 項商店庫存有無法解釋的差異', showDrift: '查看差異', pushProposals: '{count, number} 項入庫更正待處理', decide: '前往處理',
  nextSlots: '接下來的撈單', nextSlotsEmpty: '尚未排定撈單。', lastRuns: '最近撈單', lastRunsEmpty: '尚無撈單紀錄。', runResult: '新增 {new, number}、暫停 {held, number}',
  byHour: '每小時訂單', imported: '匯入', shipped: '出貨', byHourText: '過去 24 小時共匯入 {imported, number} 筆、出貨 {shipped, number} 筆訂單。', byHourTable: '過去 24 小時每小時匯入與出貨的訂單數', hour: '時間',
  firstSteps: '開始使用', firstStepsText: '已完成 {done, number}／{total, number}', steps: { salesChannel: '建立銷售通路', ecAccount: '建立電商帳號', connected: '至電商平台授權', mapping: '設定物流方式對應', shipped: '完成第一筆出貨' }, done: '已完成', toDo: '待完成',
} as const satisfies Same<typeof en>

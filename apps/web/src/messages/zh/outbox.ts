import type en from '../en/outbox.ts'
import type { Same } from '../same.ts'

export default {
  title: '傳送清單', description: '傳送至商店的所有項目：等待中、確認中、遭拒，以及需要有人回答的。', one: '傳送項目', emptyTitle: '尚無傳送項目', emptyText: '物流單號、庫存、Webhook 訂閱與撤銷授權一經排定就會列在此處。', openOrders: '前往訂單',
  state: '狀態', kind: '類型', account: '電商帳號', about: '對象', planned: '排定時間', attempts: '嘗試次數', answer: '回覆', next: '下次嘗試', all: '全部', tabs: '依狀態', unsent: '未送達', asked: '需要回答', refusedTab: '遭拒', checking: '確認中', accepted: '已接受',
  oldest: '最久未送達的項目排定於 <at></at>：{kind}，{account}。', nothingUnsent: '沒有等待中的項目，商店皆已收到。', show: '查看',
  sendAgain: '重新傳送', sendAgainText: '商店拒絕了這 {count, number} 項。請先排除商店指出的問題，否則仍會被拒絕。', sendAgainTitle: '要重新傳送 {count, number} 項嗎？', sentAgain: '將重新傳送', onlyRefused: '僅遭拒的項目可重新傳送或設為不再處理，其餘 {count, number} 項不受影響。',
  storeSays: '商店回覆：「{words}」', silent: '商店拒絕，未說明原因', none: '–', now: '儘快', key: '冪等金鑰', request: '傳送內容原文', facts: '基本資料',
  history: '歷程', historyEmpty: '尚未嘗試。', calls: '查看平台呼叫紀錄', showHistory: '嘗試與決定紀錄', attempt: '第 {number, number} 次嘗試：{outcome}', took: '耗時 {ms, number} 毫秒', http: 'HTTP {status}', noAnswer: '沒有回覆', by: '由 {name}', quoted: '「{text}」',
  event: { attempt: '嘗試', interrupted: '程序在收到回覆前結束', asked: '請人判斷結果', arrived: '已送達', not_arrived: '未送達，重新傳送', overwritten: '以核准的數量覆寫', by_item: '逐項回答，未送達者重新傳送', sent_again: '重新傳送', corrected: '已修正', left: '不再處理', account_deleted: '電商帳號已刪除' },
  outcome: { planned: '未接受，將再試', sending: '傳送中', unknown: '結果未知', accepted: '已接受', rejected: '遭拒' },
  question: '商店收到了嗎？', questionText: '未收到回覆，且已無法向商店查詢。以下並列商店目前的數字與兩種情況下應有的數字。在您回答之前不會傳送任何內容。', reading: '正在讀取商店…', readAt: '<at></at>自商店讀取。', unreadable: '目前無法讀取商店：{reason}', notConnected: '尚未連線', readAgain: '重新讀取',
  sku: '品號', change: '變更', figure: '設定數量', storeNow: '商店目前', ifArrived: '若已送達', ifNot: '若未送達', base: '先前商店數量扣除其後售出', speaks: { arrived: '較可能「已送達」', not_arrived: '較可能「未送達」' }, noBase: '無資料', units: '商店訂單顯示的已出貨件數',
  arrived: '已送達', notArrived: '未送達，重新傳送', overwrite: '改為覆寫', arrivedConfirm: '將視為完成，不再傳送。', notArrivedConfirm: '將以新的金鑰重新傳送；若其實已送達，會重複計算。', overwriteConfirm: '商店將設為這些數量，此項目隨即結案。', note: '備註（選填）', answered: '已記錄。回答者與時間列於歷程。', figureOf: '{sku} 的數量', figureMissing: '請為每個品號輸入數量',
  byItemText: '商店可能只接受部分品項，請逐項回答。', whatOf: '{sku} 是否已送達', itemAnswer: { arrived: '已送達', not_arrived: '未送達' }, allArrived: '全部已送達', noneArrived: '全部未送達', byFigures: '依商店數字判斷', answerItems: '記錄回答', answeredOf: '已回答 {answered, number}／{total, number} 項', shownAt: '（<at></at>的數字）',
  itemSaid: '{sku}（{quantity, number}）', itemsSaid: { arrived: '已送達：{skus}', not_arrived: '未送達：{skus}' }, byItemConfirm: '已送達者計入且不再傳送；未送達者將以新的金鑰重新傳送，若其實已送達，會重複計算。',
  leave: '不再處理', leaveTitle: '將 {count, number} 項遭拒的項目設為不再處理？', leaveText: '不會傳送任何內容。此項目仍為遭拒，但不再提醒任何人，相關警示隨即關閉；之後仍可重新傳送。', leaveTakenTitle: '將此物流單號設為不再處理？', leaveTakenText: '不會傳送任何內容，不再提醒任何人，相關警示隨即關閉。若商店之後仍顯示此單號，系統會自動確認。', leftTakenText: '已有人於 <at></at>認定此處無須再處理，原因列於歷程。商店已接受此單號，但未顯示。', leaveTakenReason: '已如何處理，或無法處理的原因', leaveReason: '無法處理的原因', leaveHint: '將連同您的名字記錄於歷程。', leftDone: '已設為不再處理', leftTitle: '不再處理', leftText: '已有人於 <at></at>認定無法再處理，原因列於歷程。商店拒絕的原因：{words}', leftTab: '不再處理',
  advice: {
    figures_outdated: '請以目前的數量重新覆寫庫存，再將此筆「不再處理」；若商店這段期間沒有銷售，也可重新傳送。',
    key_lost: '請 Crossdock 管理員將遺失的金鑰加回 CROSSDOCK_KEYS 並重新啟動，再重新傳送；或直接在商店移除 Crossdock 的存取權，並點選「不再處理」。',
    order_cancelled: '此訂單已在商店取消。請盡可能攔截包裹，並與貨主確認。', already_shipped: '商店已有此訂單的出貨紀錄。請至商店比對；若沒有我們的單號，請移除該紀錄後重新傳送。',
    quantity_exceeds_fulfillable: '商店的待出貨數量較少。請比對商店的訂單明細後重新傳送。', unknown_line: '包裹中的品項已不在商店的訂單中。請貨主補回後重新傳送。',
    invalid_tracking_number: '商店不接受此格式的單號。請在此修正單號或物流商，修正後會立即傳送。', insufficient_scope: '目前的授權不含此權限。請重新授權電商帳號並允許所有權限，再重新傳送。',
    not_supported: '此電商平台不接受這項資料。請在商店手動輸入，無須重新傳送。', not_found: '商店已查無此項目。請至商店確認後重新傳送。', idempotency_conflict: '商店曾以相同金鑰收到不同內容。請比對商店資料，僅重新傳送缺少的部分。', too_many_items: '單次傳送的項目過多，請回報 Crossdock 維運人員。', invalid_request: '商店無法解讀內容。請查看平台呼叫紀錄，並回報 Crossdock 維運人員。', invalid_client: '商店拒絕了 Crossdock 本身。請倉庫管理員檢查用戶端編號與密鑰，再重新傳送。',
    other: '請依商店的說明處理（於商店或電商帳號），再重新傳送。',
  },
} as const satisfies Same<typeof en>

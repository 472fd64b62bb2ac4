import type { AlertKind } from '@crossdock/domain'
import type { AlertWords } from './en.ts'

const reason = `{reason, select, unmapped_shipping_code {物流代碼未對應} unknown_product {未知商品} insufficient_stock {庫存不足} sales_channel_disabled {銷售通路已停用} canceled_on_platform {商店已取消} changed_on_platform {商店已變更} merchant_request {貨主要求} address_issue {地址問題} risk_control {風險控管} wrong_store_number {門市店號錯誤} other {人工暫停}}`

const writes = '{count, number} 筆{write, select, tracking {物流單號} stock_increment {入庫推送} stock_overwrite {庫存覆寫} other {寫入}}'

export const zh: Record<AlertKind, AlertWords> = {
  disconnected: {
    sentence: '{merchant} 的「{account}」已斷線：{reason, select, revoked_on_platform {授權已在商店端撤銷} key_lost {還原備份時遺失存取權的金鑰} other {商店拒絕我們的存取}}{unsent, plural, =0 {} other {，另有 # 筆寫入等待傳送}}。',
    todo: '請開啟電商帳號並點選「授權並串接」，期間漏掉的資料會自動補撈與補傳。',
  },
  degraded: {
    sentence: '{count, plural, =1 {{merchant} 的「{account}」與 {platform} 的連線異常} other {{merchant} 有 # 個商店與 {platform} 的連線異常}}。',
    todo: '無須處理，系統會自動重試；若持續未恢復，請洽 {platform}。',
  },
  platform_down: {
    sentence: '{platform} 目前無法正常使用：有 {count, number} 個商店同時異常。',
    todo: '此處無須處理，所有項目都會等待並自動重試。請查看 {platform} 的狀態頁面或洽其客服。',
  },
  client_refused: {
    sentence: '{platform} 拒絕 Crossdock 本身的憑證，{count, number} 個商店等待中。',
    todo: '請更正 Crossdock 設定中的 client id 或 secret 並重新啟動；所有商店皆不需重新授權。',
  },
  secret_unreadable: {
    sentence: 'Crossdock 無法開啟 {platform} {count, number} 個商店的存取權杖。',
    todo: '請將遺失的金鑰加回 CROSSDOCK_KEYS 並重新啟動；「crossdock doctor」會指出是哪一把。所有商店皆不需重新授權。',
  },
  rehearsal_failed: {
    sentence: '{merchant} 的「{account}」{slot} 的撈單{state, select, passing {若未及時恢復將會失敗：預演已連續失敗} other {將會失敗：預演遭到拒絕}}。',
    todo: '請開啟電商帳號，頁面會說明缺少什麼、該由誰處理。',
  },
  slot_late: {
    sentence: '{merchant} 的「{account}」{state, select, not_begun {已到撈單時間但尚未開始} other {撈單耗時過久}}。',
    todo: '{owner, select, platform {無須處理：商店目前異常，恢復後撈單會自動繼續。電商帳號頁面會顯示商店的回應；若持續未恢復，請洽平台。} merchant {Crossdock 在商店端沒有此權限。請開啟電商帳號、點選「授權並串接」並允許所有權限，訂單會立即撈取。} other {請確認 worker 是否運作並查看其記錄；也可在電商帳號頁面查看撈單正在等待什麼。}}',
  },
  slot_missed: {
    sentence: '{merchant} 的「{account}」{slot} 的撈單失敗，之後尚未成功撈單。',
    todo: '{owner, select, merchant {Crossdock 在商店端沒有讀取權限，「立即撈單」同樣會失敗。請開啟電商帳號、點選「授權並串接」並允許所有權限，系統會立即補撈。} crossdock {問題出在系統端，而非商店。請查看該次撈單與 Crossdock 的記錄；下一個撈單時間會補撈全部遺漏的訂單。} other {請查看該次撈單。下一個撈單時間會補撈全部遺漏的訂單，也可點選「立即撈單」馬上處理。}}',
  },
  coverage_gap: {
    sentence: '{merchant} 的「{account}」有部分時段無法讀取（{count, number} 個缺口）。',
    todo: '{owner, select, merchant {Crossdock 在商店端沒有讀取權限。請開啟電商帳號、點選「授權並串接」並允許所有權限，缺口會自動補齊。} crossdock {問題出在系統端，而非商店。請開啟電商帳號：「撈單涵蓋範圍」以紅色標示缺口，並請查看 Crossdock 的記錄。系統會自動重試。} other {請開啟電商帳號：「撈單涵蓋範圍」以紅色標示缺口，撈單紀錄會顯示商店的回應。系統會自動重試。}}',
  },
  reconciliation_failed: {
    sentence: '{state, select, incomplete {{merchant} 的「{account}」計算的訂單數多於列出的訂單，此處可能有遺漏} other {{merchant} 的「{account}」無法與商店比對訂單，無法確認是否有遺漏}}。',
    todo: '{state, select, incomplete {請開啟電商帳號並點選「立即檢查」。若結果仍相同，請向平台詢問訂單清單為何缺漏，並在商店查看是否有未匯入的訂單。} access {Crossdock 在商店端沒有讀取權限。請開啟電商帳號、點選「授權並串接」並允許所有權限，再點選「立即檢查」。} ours {問題出在系統端，而非商店：請查看 Crossdock 的記錄。系統今晚會再比對，也可點選「立即檢查」馬上處理。} other {請開啟電商帳號，「撈單涵蓋範圍」會顯示商店的回應。系統今晚會再比對，也可點選「立即檢查」馬上處理。}}',
  },
  orders_aging: {
    sentence: '{hoursLeft, plural, =0 {{merchant} 的「{account}」已有訂單過舊而無法撈取} other {再過 # 小時，{merchant} 的「{account}」將有訂單過舊而無法撈取}}。',
    todo: '{status, select, connected {請開啟電商帳號並點選「立即撈單」。} other {請開啟電商帳號並點選「授權並串接」，系統會立即補撈。}}平台只提供七天內的訂單。',
  },
  orders_held: {
    sentence: `{merchant} 有 {count, number} 筆訂單暫停出貨，原因：${reason}。`,
    todo: '請開啟暫停出貨清單；原因排除後訂單會自動放行。',
  },
  orders_unreadable: {
    sentence: '{merchant} 的「{account}」有 {count, number} 筆訂單內容無法解讀，因此未匯入。',
    todo: '請開啟電商帳號：「撈單涵蓋範圍」會列出是哪些訂單、哪裡有問題。請到商店查看，急件可先從商店出貨；商店改以約定的格式提供後，訂單會自動匯入。',
  },
  write_refused: {
    sentence: `{what, select, asked {無法得知 {merchant} 的「{account}」是否收到 ${writes}} key_lost {Crossdock 無法結束對 {merchant} 的「{account}」的存取：加密所用的金鑰遺失} other {{merchant} 的「{account}」拒絕了 ${writes}}}。`,
    todo: '{what, select, asked {請比對商店目前的數字與兩種情況下應有的數字，並回答是否已送達；在此之前不會傳送。} key_lost {請將遺失的金鑰加回 CROSSDOCK_KEYS、重新啟動並點選「重新傳送」；或在商店移除存取權後點選「不再處理」。} other {請查看商店的回覆，在商店或此處更正後點選「重新傳送」；已無法更正者，請填寫原因並點選「不再處理」。}}',
  },
  write_unsent: {
    sentence: '{status, select, revoking {{merchant} 的「{account}」已在此處撤銷授權，但尚未能通知商店} taken {{merchant} 的「{account}」已接受{count, plural, =1 {物流單號 {number}} other { # 筆物流單號}}，{reading, select, failed {但無法向商店查詢是否已顯示} other {商店卻未顯示}}，買家可能不知道商品已出貨} other {有 {count, number} 筆寫入等待傳送至 {merchant} 的「{account}」}}。',
    todo: '{status, select, connected {{owner, select, merchant {Crossdock 在商店端沒有此權限。請開啟電商帳號、點選「授權並串接」並允許所有權限，等待中的項目會立即傳送。} platform {請在「平台呼叫」查看商店的回應；若持續未恢復，請洽平台。系統會自動重試。} other {請確認 worker 是否運作並查看其記錄。系統會自動重試。}}} taken {{owner, select, merchant {無法向商店查詢是否已顯示。請開啟電商帳號、點選「授權並串接」並允許所有權限。} crossdock {因系統端的問題而無法回讀，請查看 Crossdock 的記錄。系統會自動再次回讀。} other {請在商店查看該訂單；若缺少物流單號，請在商店補上，並向平台詢問原因：平台曾回覆已接受。系統會自動再次回讀，商店顯示後此通知會自動結束。}}} revoking {請在「傳送清單」查看商店的回應，系統會自動再次通知；若不能等待，請在商店移除存取權。} other {商店尚未連線。請開啟電商帳號並點選「授權並串接」，等待中的項目會立即傳送。}}',
  },
  stock_at_risk: {
    sentence: '{merchant} 的商店可售數量超出可用庫存：{products, plural, =1 {{sku}} other {# 個品號}}，共 {short, number} 件。',
    todo: '請查看有超賣風險的品號，並調降商店庫存或推送比例，或安排補貨。',
  },
  stock_drift: {
    sentence: '{state, select, unread {無法讀取 {merchant} 的「{account}」所顯示的庫存} other {{merchant} 的「{account}」所顯示的庫存與應有數量不符：{products, plural, =1 {{sku}} other {# 個品號}}，銷售與已通知的數量皆無法解釋}}。',
    todo: '{state, select, unread {{owner, select, merchant {Crossdock 在商店端沒有讀取權限。請開啟電商帳號、點選「授權並串接」並允許所有權限，再點選「立即讀取庫存」。} crossdock {問題出在系統端，而非商店，請查看 Crossdock 的記錄；今晚會再讀取，也可點選「立即讀取庫存」。} other {請開啟電商帳號查看商店的回應；今晚會再讀取，也可點選「立即讀取庫存」。}}} other {請開啟「庫存差異」，接受商店所顯示的數量或予以更正。}}',
  },
  endpoint_disabled: {
    sentence: '傳送至 {host} 的 Webhook 已停用：{reason, select, gone {對方回覆該網址已不存在} other {已連續失敗五天}}。',
    todo: '請修復接收端後重新啟用，期間保留的通知會一併送出。',
  },
  mail_failing: {
    sentence: '有 {count, number} 封電子郵件無法寄出，或可能未送達。',
    todo: '請開啟電子郵件設定並寄送測試信，即可得知郵件伺服器在哪一步拒絕；無法確定是否寄出的郵件可於該頁重新寄送。',
  },
}

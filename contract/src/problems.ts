interface ProblemText {
  status: number
  title: { en: string; zh: string }
  /** Why, and what to do. `{name}` is filled from the problem's params. */
  detail: { en: string; zh: string }
}

const problem = (status: number, en: [title: string, detail: string], zh: [title: string, detail: string]): ProblemText => ({
  status, title: { en: en[0], zh: zh[0] }, detail: { en: en[1], zh: zh[1] },
})

/** Every refusal that Crossdock gives: what happened, why, and what to do, in both languages. */
export const problemCatalogue = {
  unauthenticated: problem(401,
    ['You are not signed in', 'Your session has ended or the API key is not valid. Sign in again, or send a valid API key.'],
    ['尚未登入', '登入已逾時或 API 金鑰無效，請重新登入，或改用有效的 API 金鑰。']),
  forbidden: problem(403,
    ['Your role may not do this', 'This needs another role. Ask a warehouse admin to do it or to change your role.'],
    ['您的角色無法執行此操作', '此操作需要其他角色，請洽倉庫管理員代為處理或調整您的角色。']),
  not_found: problem(404,
    ['Not found', 'There is nothing here under this id, or it is not yours to see. Go back to the list and choose again.'],
    ['找不到資料', '查無此編號的資料，或您無權檢視。請回到列表重新選擇。']),
  invalid_input: problem(400,
    ['Some fields need your attention', 'What was sent does not fit. Correct the fields that are named and send it again.'],
    ['部分欄位需要修正', '送出的內容不符規定，請修正標示的欄位後再送出。']),
  internal_error: problem(500,
    ['Something went wrong on our side', 'Nothing was changed. Try again; if it happens again, give the request id to a warehouse admin.'],
    ['系統發生錯誤', '資料未變更。請再試一次；若再次發生，請將要求編號提供給倉庫管理員。']),
  unavailable: problem(503,
    ['Crossdock cannot reach its database', 'Nothing was changed. Wait a moment and try again.'],
    ['系統暫時無法連線至資料庫', '資料未變更，請稍候再試。']),
  busy: problem(503,
    ['Crossdock is busy', 'Other work stood in the way for too long, and nothing was changed. Try again in a few seconds.'],
    ['系統忙碌中', '其他作業佔用過久，資料未變更，請數秒後再試。']),
  outcome_unknown: problem(503,
    ['It is not known whether this was saved', 'The connection to the database was lost at the moment of saving. See whether your change is there before you make it again. A program may repeat the request with the same Idempotency-Key: it is not done twice.'],
    ['無法確認是否已儲存', '儲存當下與資料庫的連線中斷，請先查看變更是否已存在，再決定是否重做。程式可用相同的 Idempotency-Key 重送，不會重複執行。']),
  too_many_requests: problem(429,
    ['Too many tries', 'Wait {seconds} seconds and try again.'],
    ['嘗試次數過多', '請等待 {seconds} 秒後再試。']),
  idempotency_conflict: problem(422,
    ['This Idempotency-Key was used for something else', 'The same key came with another body or path. Use a new key for a new request.'],
    ['此 Idempotency-Key 已用於其他要求', '相同的金鑰搭配了不同的內容或路徑，新的要求請使用新的金鑰。']),
  idempotency_in_progress: problem(409,
    ['The same request is still being worked on', 'Wait a moment and send it again with the same key: you will get the first answer.'],
    ['相同的要求仍在處理中', '請稍候並以相同金鑰再送一次，即可取得第一次的結果。']),
  idempotency_answer_lost: problem(409,
    ['This request was carried out, and its answer was lost', 'The same Idempotency-Key came before, and at least a part of its request was saved. Look at what is there; do not send it again under a new key.'],
    ['此要求已執行，但回應遺失', '先前已收到相同的 Idempotency-Key，且至少有一部分已儲存。請先查看現有資料，勿以新的金鑰重送。']),
  version_conflict: problem(409,
    ['Somebody else saved in the meantime', 'Nothing was overwritten. Reload the page to see what changed, then make your change again.'],
    ['資料已被他人更新', '您的變更尚未覆蓋對方的內容，請重新載入查看差異後再修改。']),
  name_taken: problem(409,
    ['“{name}” exists already', 'Names are unique here. Choose another name, or use the one that exists.'],
    ['「{name}」已存在', '名稱不可重複，請改用其他名稱，或直接使用既有的項目。']),
  sku_taken: problem(409,
    ['The SKU {sku} exists already', 'A merchant has each SKU once. Open the product that has it, or choose another SKU.'],
    ['品號 {sku} 已存在', '同一貨主的品號不可重複，請開啟既有商品或改用其他品號。']),
  email_taken: problem(409,
    ['{email} has an account already', 'Each e-mail address belongs to one user. Change the role of the existing user instead.'],
    ['{email} 已有帳號', '每個電子郵件只能有一位使用者，請改為調整既有使用者的角色。']),
  last_admin: problem(409,
    ['This is the last active admin', 'Somebody must be able to manage users. Make another user an admin first.'],
    ['這是最後一位啟用中的管理員', '必須保留一位可管理使用者的人，請先將其他使用者設為管理員。']),
  setup_link_used: problem(410,
    ['This set-up link is no longer valid', 'It was used, or is older than 30 minutes. Restart Crossdock to get a new one while there is no admin yet.'],
    ['此設定連結已失效', '連結已使用過或超過 30 分鐘。若尚無管理員，請重新啟動 Crossdock 以取得新連結。']),
  weak_password: problem(400,
    ['The password is too short', 'Use at least {length} characters; a sentence is easy to remember.'],
    ['密碼過短', '請至少使用 {length} 個字元，一句話最容易記住。']),

  no_sales_channel: problem(409,
    ['This merchant has no such sales channel', 'An EC account sells through one of its own merchant’s channels. Create the channel under Sales Channels first.'],
    ['此貨主沒有這個銷售通路', '電商帳號必須使用該貨主自己的銷售通路，請先至「銷售通路」建立。']),
  merchant_inactive: problem(409,
    ['{name} is inactive', 'New things cannot be made for an inactive merchant. Ask a warehouse admin to activate it.'],
    ['{name} 已停用', '無法為停用的貨主新增資料，請洽倉庫管理員啟用。']),
  unknown_platform: problem(400,
    ['This platform is not known here', 'Choose one of: {platforms}.'],
    ['不支援此電商平台', '請選擇：{platforms}。']),
  platform_fixed: problem(409,
    ['The platform of an EC account cannot be changed', 'Create another EC account for the other platform.'],
    ['電商平台建立後無法變更', '請為另一個平台另外建立電商帳號。']),
  not_authorized: problem(409,
    ['This EC account is not authorized yet', 'Settings unlock after authorization. Click “Authorize & Connect” first.'],
    ['此電商帳號尚未授權', '完成授權後才能設定，請先點選「授權並串接」。']),
  not_connected: problem(409,
    ['This EC account is not connected', 'The store refuses our access, so nothing can be fetched or sent. Click “Authorize & Connect” to restore it.'],
    ['此電商帳號未連線', '商店拒絕了我們的存取，無法撈單或傳送資料。請點選「授權並串接」以恢復。']),
  fetch_under_way: problem(409,
    ['This store is being read just now', 'Only one fetch runs in a store at a time. Wait for the one under way to end, then start again.'],
    ['此商店正在撈單', '每個商店同時只能執行一次撈單，請等目前的撈單結束後再試。']),
  slots_required: problem(400,
    ['A fetch schedule is missing', 'Fetch Orders is on, so choose at least 1 time (at most 3).'],
    ['尚未設定撈單時間', '已啟用撈單，請至少選擇 1 個時間（最多 3 個）。']),
  account_in_use: problem(409,
    ['This EC account has orders', 'An account with orders is kept for their history. Revoke its authorization instead.'],
    ['此電商帳號已有訂單', '為保留訂單紀錄，無法刪除，請改為撤銷授權。']),
  mapping_duplicate: problem(400,
    ['The code “{code}” is mapped twice', 'Each shipping code has one warehouse shipping type. Remove one of the two rows.'],
    ['代碼「{code}」重複對應', '每個物流代碼只能對應一種倉庫物流方式，請移除其中一列。']),
  shipping_type_not_enabled: problem(409,
    ['The shipping type “{code}” is not enabled', 'Only enabled shipping types can be chosen. Enable it under Shipping Types first.'],
    ['物流方式「{code}」尚未啟用', '只能選擇已啟用的物流方式，請先至「物流方式」啟用。']),
  shipping_type_in_use: problem(409,
    ['“{name}” is in use', 'These shipping type mappings use it: {mappings}. Map them to another type first.'],
    ['「{name}」使用中', '下列物流方式對應正在使用：{mappings}。請先改為其他物流方式。']),
  shipping_type_preset: problem(409,
    ['Preset shipping types cannot be edited', 'Enable or disable it, or create a custom shipping type.'],
    ['預設的物流方式無法編輯', '您可以啟用或停用它，或另建自訂物流方式。']),

  order_on_hold: problem(409,
    ['Order {orderNumber} is on hold', 'It waits for: {reasons}. Solve or release these first.'],
    ['訂單 {orderNumber} 暫停出貨中', '暫停原因：{reasons}。請先處理或解除。']),
  order_wrong_status: problem(409,
    ['Order {orderNumber} is {status}', 'This can only be done while it is {expected}.'],
    ['訂單 {orderNumber} 目前為「{status}」', '只有在「{expected}」時才能執行此操作。']),
  order_canceled_at_store: problem(409,
    ['Order {orderNumber} was canceled at the store', 'The store was asked just now: it was canceled {minutes} minutes ago. Do not ship it. While it was pending it is canceled here too; else it is on hold, and whoever releases it takes that on.'],
    ['訂單 {orderNumber} 已在商店取消', '剛才向商店查詢：{minutes} 分鐘前已取消，請勿出貨。待處理的訂單已一併取消，其餘已暫停；解除暫停者需自行負責。']),
  order_changed_at_store: problem(409,
    ['Order {orderNumber} was changed at the store', 'The store was asked just now, and {count} things differ. While it was pending the change is taken over; else it is on hold. Look at the difference, then do it again.'],
    ['訂單 {orderNumber} 已在商店變更', '剛才向商店查詢，有 {count} 項不同。待處理的訂單已採用新內容，其餘已暫停。請查看差異後再試一次。']),
  order_not_read: problem(409,
    ['The store cannot be asked about order {orderNumber}', 'It has not been reachable for {minutes} minutes ({cause}), so it may have been canceled or changed there. Wait for the store, or let it go all the same this once. A setting of the EC account says what happens by itself.'],
    ['無法向商店查詢訂單 {orderNumber}', '商店已 {minutes} 分鐘無法查詢（{cause}），訂單可能已取消或變更。請等待商店恢復，或僅此一次仍然放行；電商帳號的設定可決定預設處理方式。']),
  hold_needs_cause: problem(409,
    ['This hold goes when its cause goes', '“{reason}” cannot be released by hand, since the order could not be shipped correctly. Solve the cause; the order is released by itself.'],
    ['此暫停須排除原因後才會解除', '「{reason}」無法手動解除，否則訂單無法正確出貨。請排除原因，系統會自動解除。']),
  hold_released: problem(409,
    ['This hold was released already', 'Reload the list to see what still waits.'],
    ['此暫停已解除', '請重新載入列表查看仍在等待的訂單。']),
  tracking_number_taken: problem(409,
    ['{trackingNumber} is already a parcel of order {orderNumber}', 'One tracking number is one parcel. Check the number, or use another one.'],
    ['{trackingNumber} 已是訂單 {orderNumber} 的包裹', '一個物流單號對應一個包裹，請確認單號或改用其他單號。']),
  parcel_exceeds_order: problem(409,
    ['More than was ordered', '{sku}: {quantity} in the parcels, but only {left} left to ship. Correct the quantity.'],
    ['出貨數量超過訂單數量', '{sku}：包裹中為 {quantity}，但只剩 {left} 可出貨。請修正數量。']),
  parcel_empty: problem(400,
    ['A parcel has no lines', 'Say what is in the parcel: at least one line with a quantity.'],
    ['包裹內沒有商品', '請填寫包裹內容：至少一項商品及數量。']),
  write_not_retryable: problem(409,
    ['This cannot be sent again', 'It is not refused: it is {state}. Wait for its outcome.'],
    ['無法重新傳送', '此項目並未被拒絕，目前狀態為「{state}」，請等待結果。']),

  write_not_asked: problem(409,
    ['Nobody needs to answer this any more', 'It is {state}. Reload the page to see what became of it.'],
    ['此項目已無須回答', '目前狀態為「{state}」，請重新載入查看結果。']),
  write_unsettled: problem(409,
    ['{trackingNumber} is just being sent or checked', 'It is not known yet whether the store has it. Wait for the outcome, or answer the question below, then correct it.'],
    ['{trackingNumber} 正在傳送或確認中', '尚不確定商店是否已收到，請等待結果或回答下方的問題後再修正。']),
  nothing_to_correct: problem(409,
    ['Nothing to correct', 'Inbound {number} was put away just like this. Enter what was counted differently.'],
    ['沒有需要更正的內容', '入庫單 {number} 的上架數量即為此數，請輸入與原本不同的數量。']),
  proposal_decided: problem(409,
    ['This proposal is no longer open', 'Somebody decided about it, or a later inbound evened it out. Reload the list.'],
    ['此提案已結案', '已有人處理，或後續入庫單已將差額抵銷，請重新載入列表。']),
  not_enough_stock: problem(409,
    ['Not enough stock of {sku}', '{available} are free, {wanted} are wanted. Stock that is reserved for orders cannot be taken away.'],
    ['{sku} 庫存不足', '可用 {available}，需要 {wanted}。已保留給訂單的庫存不可移除。']),
  inbound_wrong_status: problem(409,
    ['Inbound {number} is {status}', 'This can only be done while it is {expected}.'],
    ['入庫單 {number} 目前為「{status}」', '只有在「{expected}」時才能執行此操作。']),
  put_away_exceeds_received: problem(409,
    ['More than was received', '{sku}: {quantity} to put away, but only {left} received and not yet put away.'],
    ['上架數量超過已收數量', '{sku}：欲上架 {quantity}，但已收未上架只有 {left}。']),
  nothing_received: problem(409,
    ['Nothing was received yet', 'An inbound completes when goods were received. Receive them first, or cancel the inbound.'],
    ['尚未收到任何商品', '須先收貨才能完成入庫，請先收貨或取消入庫單。']),
  unknown_sku: problem(400,
    ['The SKU {sku} is not a product of this merchant', 'Create the product first, or correct the SKU.'],
    ['品號 {sku} 不是此貨主的商品', '請先建立商品或修正品號。']),
  unknown_product_resolved: problem(409,
    ['This unknown product was mapped already', 'Reload the list to see what still waits.'],
    ['此未知商品已完成對應', '請重新載入列表查看仍待處理的項目。']),

  webhook_url_refused: problem(400,
    ['Webhooks are not sent to this address', 'It is not called since {reason}. Use an https:// address that can be reached from the internet.'],
    ['Webhook 不會傳送至此網址', '原因：{reason}。請使用可從網際網路連線的 https:// 網址。']),
  webhook_not_replayable: problem(409,
    ['This is still being sent', 'It is {state}. Wait for its outcome before sending it again.'],
    ['此通知仍在傳送中', '目前狀態為「{state}」，請等待結果後再重新傳送。']),
  too_many_endpoints: problem(409,
    ['There are {limit} receivers already', 'Remove one that is not needed any more, or use one of them.'],
    ['已有 {limit} 個接收端', '請移除不再需要的接收端，或改用既有的接收端。']),
  mail_not_resendable: problem(409,
    ['This e-mail cannot be sent again', 'It is {state}. Only one that failed, or of which nobody knows whether it arrived, can be sent again.'],
    ['此電子郵件無法重新寄送', '目前狀態為「{state}」。只有寄送失敗或不確定是否送達的郵件可以重新寄送。']),

  platform_unreachable: problem(502,
    ['{platform} cannot be reached', '{reason} Nothing was changed here. Try again in a few minutes.'],
    ['無法連線至 {platform}', '{reason} 資料未變更，請數分鐘後再試。']),
  platform_refused: problem(502,
    ['{platform} refused this', '{platform} says: {reason}'],
    ['{platform} 拒絕了此要求', '{platform} 回覆：{reason}']),
} as const satisfies Record<string, ProblemText>

export type ProblemCode = keyof typeof problemCatalogue
export type Language = 'en' | 'zh'

/** Codes that stand in params, in words. */
const words: Record<string, { en: string; zh: string }> = {
  pending: { en: 'pending', zh: '待處理' }, processing: { en: 'processing', zh: '作業中' }, shipped: { en: 'shipped', zh: '已出貨' }, canceled: { en: 'canceled', zh: '已取消' },
  partly_shipped: { en: 'partly shipped', zh: '部分出貨' }, receiving: { en: 'receiving', zh: '收貨中' }, received: { en: 'received', zh: '已收貨' }, completed: { en: 'completed', zh: '已完成' },
  planned: { en: 'waiting to be sent', zh: '等待傳送' }, sending: { en: 'being sent', zh: '傳送中' }, unknown: { en: 'being checked', zh: '確認中' }, accepted: { en: 'accepted', zh: '已接受' }, rejected: { en: 'refused', zh: '已拒絕' },
  unmapped_shipping_code: { en: 'unmapped shipping code', zh: '物流代碼未對應' }, unknown_product: { en: 'unknown product', zh: '未知商品' }, insufficient_stock: { en: 'out of stock', zh: '庫存不足' },
  sales_channel_disabled: { en: 'sales channel disabled', zh: '銷售通路已停用' }, canceled_on_platform: { en: 'canceled on the platform', zh: '平台已取消訂單' }, changed_on_platform: { en: 'changed on the platform', zh: '平台已變更訂單' }, tracking_differs: { en: 'the store shows another tracking number', zh: '商店顯示不同的物流單號' },
  disconnected: { en: 'the EC account is disconnected', zh: '電商帳號已斷線' }, unreachable: { en: 'it does not answer', zh: '沒有回應' }, late: { en: 'there was no time left to ask', zh: '時間內未及查詢' }, gone: { en: 'it knows no such order', zh: '商店查無此訂單' },
  merchant_request: { en: 'merchant’s request', zh: '貨主要求' }, address_issue: { en: 'address issue', zh: '地址問題' }, risk_control: { en: 'risk control', zh: '風險控管' }, wrong_store_number: { en: 'wrong store number', zh: '門市店號錯誤' }, other: { en: 'another reason', zh: '其他原因' },
  not_https: { en: 'it does not begin with https://', zh: '不是 https:// 開頭' }, has_credentials: { en: 'it carries a user name or password', zh: '網址含有帳號或密碼' }, port_not_allowed: { en: 'its port is neither 443 nor 8443', zh: '連接埠不是 443 或 8443' },
  private_address: { en: 'it lies within a private network', zh: '位於私人網路內' }, not_an_address: { en: 'it is not an address', zh: '不是有效的網址' },
  waiting: { en: 'waiting to be sent', zh: '等待傳送' }, sent: { en: 'sent', zh: '已寄出' }, delivered: { en: 'delivered', zh: '已送達' },
}
const worded = new Set(['status', 'expected', 'state', 'reason', 'reasons', 'cause'])

function inWords(name: string, value: string | number, language: Language): string {
  if (!worded.has(name)) return String(value)
  const parts = String(value).split(/, (?=[a-z_]+(?:,|$))/)
  return parts.map((part) => words[part]?.[language] ?? part).join(language === 'zh' ? '、' : ', ')
}

/** The texts of a problem in a language, filled with its params. */
export function problemText(code: ProblemCode, language: Language, params: Record<string, string | number> = {}): { title: string; detail: string } {
  const entry: ProblemText = problemCatalogue[code]
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    // What has a name in both languages comes as {name} and {nameZh}.
    const value = (language === 'zh' ? params[`${name}Zh`] : undefined) ?? params[name]
    return value === undefined ? whole : inWords(name, value, language)
  })
  return { title: fill(entry.title[language]), detail: fill(entry.detail[language]) }
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemCatalogue, code)
}

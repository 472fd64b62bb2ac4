import type en from '../en/mail.ts'
import type { Same } from '../same.ts'

export default {
  title: '電子郵件', description: '寄送警示所用的郵件伺服器，以及最近 30 天的郵件。', settings: '郵件伺服器', settingsText: '請向您的郵件管理者索取以下資料。密碼會加密保存，且不會再次顯示。',
  enabled: '寄送電子郵件', host: '主機', port: '連接埠', security: '加密方式', securities: { tls: '全程 TLS（465）', starttls: 'STARTTLS（587）', none: '不加密：明文傳送' }, clearWarning: '密碼與所有郵件都會以明文傳送，請僅在本機或倉庫內部網路使用。',
  username: '使用者名稱', usernameHint: '若伺服器不需登入，請留空。', password: '密碼', passwordKept: '已保存密碼；主機、連接埠與使用者名稱不變時會沿用。', fromAddress: '寄件人', language: '語言', languageHint: '用於尚未選擇語言的收件人。',
  save: '儲存', saved: '已儲存郵件伺服器。', test: '寄送測試信', testTo: '收件人', testText: '使用表單上的內容，無論是否已儲存。', testSent: '郵件伺服器已接受測試信（{ms} 毫秒）', testFailed: '在「{stage}」時失敗（{ms} 毫秒）', said: { refused: '{server} 拒絕連線', silent: '{server} 沒有回應', unresolved: '無法解析主機名稱 {server}', broke: '{server} 中斷連線', noTls: '{server} 不支援加密連線', certificate: '{server} 的憑證無效或不受信任', switchedOff: '電子郵件已停用', lost: '寄送程序在收到郵件伺服器回覆前結束', restored: '已還原備份：此郵件在備份時等待寄送，其後可能已寄出', words: '{server} 回覆：「{words}」' },
  stages: { resolve: '查詢伺服器名稱', connect: '連線至伺服器', tls: '建立加密連線', sign_in: '登入', sender: '指定寄件人', recipient: '指定收件人', content: '傳送郵件內容', unknown: '等待最後回覆，可能已寄出' },
  mails: '郵件', to: '收件人', subject: '主旨', state: '狀態', when: '建立時間', answer: '伺服器回覆', attempts: '次數', resend: '重新寄送', resendOf: '重新寄送給 {to}', resent: '正在重新寄送。', emptyTitle: '尚無郵件', emptyText: '有人選擇以電子郵件接收的警示發生時，郵件會顯示於此。',
  states: { waiting: '等待寄送', sending: '寄送中', sent: '已寄出', unknown: '不確定是否寄出', failed: '失敗' }, unknownHint: '郵件伺服器收到完整郵件後沒有回應，系統不會自動重複寄送。', nextTry: '下次嘗試',
} as const satisfies Same<typeof en>

export default {
  title: 'Alerts', description: 'What is the matter, since when, and whose move it is. An alert closes by itself when its cause is gone.',
  bell: '{count, plural, =0 {Alerts: nothing new} one {Alerts: # new} other {Alerts: # new}}', panel: 'Alerts', seeAll: 'See all alerts', nothing: 'Nothing is the matter.', more: '{count, plural, one {# more is open} other {# more are open}}',
  what: 'What is the matter', todo: 'What to do', owner: 'Whose move it is', since: 'Since', state: 'State', kind: 'Kind', closedAt: 'Closed', system: 'The system', urgency: 'Urgency',
  openState: 'Open', closedState: 'Closed', allStates: 'Open and closed', high: 'Urgent', normal: 'Normal', unseen: 'New', cameBack: '{count, plural, one {came back once} other {came back # times}}',
  says: 'They say: {words}', seeAllOpen: 'Mark all as seen', preferences: 'E-mail for you',
  emptyTitle: 'Nothing is the matter', emptyText: 'Stores that refuse us, fetches that are late, orders on hold, refused writes and more appear here, each with what to do.',
  owners: { merchant: 'Merchant', warehouse: 'Warehouse', platform: 'Platform', crossdock: 'Crossdock' },
  kinds: {
    disconnected: 'Disconnected', degraded: 'Store in trouble', platform_down: 'Platform in trouble', client_refused: 'Crossdock’s credentials refused', secret_unreadable: 'Stored access does not open', rehearsal_failed: 'Rehearsal failed', slot_late: 'Fetch late', slot_missed: 'Fetch failed', coverage_gap: 'Gap that could not be read', reconciliation_failed: 'Comparison failed', orders_aging: 'Orders about to age out', orders_held: 'Orders on hold', orders_unreadable: 'Orders that could not be read',
    write_refused: 'Write refused', write_unsent: 'Write waiting', stock_at_risk: 'Stock at risk of overselling', stock_drift: 'Store stock differs', endpoint_disabled: 'Webhooks switched off', mail_failing: 'E-mail failing',
  },
  preferencesTitle: 'How you hear of alerts', preferencesText: 'Every alert that concerns you stands under Alerts. By e-mail you hear of them as you choose here.', mailTo: 'Mails go to {email}.', mailOff: 'E-mail is not set up yet, so no mails are sent. A warehouse admin does that under E-mail.',
  mode: 'E-mail', modeLabel: 'When mails are sent', modes: { at_once: 'At once', digest: 'Once a day', none: 'None' }, modeHints: { at_once: 'A mail for what has just come up or has doubled, all of it in one.', digest: 'One mail a day with all that is open. A day on which nothing is open has no mail.', none: 'Alerts stand on the screen only.' },
  digestHour: 'Hour of the daily mail', digestHourHint: 'In the warehouse’s time zone.', mailLanguage: 'Language of mails', byDefault: 'This is the default of your role, until you save a choice.', save: 'Save', saved: 'Your choice is saved.',
} as const

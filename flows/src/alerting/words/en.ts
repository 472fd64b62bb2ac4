import type { AlertKind } from '@crossdock/domain'

export interface AlertWords {
  /** What is the matter, in one sentence. Times are not in it: the alert has one clock. */
  sentence: string
  /** What to do, and where. */
  todo: string
}

const reason = `{reason, select, unmapped_shipping_code {a shipping code is not mapped} unknown_product {a product is unknown} insufficient_stock {stock is short} sales_channel_disabled {the sales channel is disabled} canceled_on_platform {the store canceled it} changed_on_platform {the store changed it} merchant_request {the merchant asked for it} address_issue {the address has to be corrected} risk_control {of risk control} wrong_store_number {the pick-up store’s number is wrong} other {somebody held it}}`

const writes = '{write, select, tracking {{count, plural, one {# tracking number} other {# tracking numbers}}} stock_increment {{count, plural, one {# stock push} other {# stock pushes}}} stock_overwrite {{count, plural, one {# stock overwrite} other {# stock overwrites}}} other {{count, plural, one {# write} other {# writes}}}}'

/** ICU messages, filled with an alert’s params, its count, and `platform` by its name. */
export const en: Record<AlertKind, AlertWords> = {
  disconnected: {
    sentence: '“{account}” of {merchant} is disconnected: {reason, select, revoked_on_platform {its access was revoked at the store} key_lost {the key of its access was lost when a backup was restored} other {the store refuses our access}}{unsent, plural, =0 {} one {, and # write waits for it} other {, and # writes wait for it}}.',
    todo: 'Open the EC account and click “Authorize & Connect”. What was missed meanwhile is fetched and sent by itself.',
  },
  degraded: {
    sentence: '{count, plural, one {“{account}” of {merchant} has trouble with {platform}} other {# stores of {merchant} have trouble with {platform}}}.',
    todo: 'Nothing has to be done: everything is tried again by itself. If it lasts, ask {platform}.',
  },
  platform_down: {
    sentence: '{platform} does not work for us: {count, plural, one {# store is} other {# stores are}} in trouble at once.',
    todo: 'Nothing has to be done here: everything waits and is tried again by itself. Look at {platform}’s status page, or ask their support.',
  },
  client_refused: {
    sentence: '{platform} refuses Crossdock’s own credentials{count, plural, one {: # store waits} other {: # stores wait}}.',
    todo: 'Correct the client id or secret in Crossdock’s settings and restart it. No store has to be authorized again.',
  },
  secret_unreadable: {
    sentence: 'Crossdock cannot open the access that it keeps for {count, plural, one {# store} other {# stores}} of {platform}.',
    todo: 'Add the missing key back to CROSSDOCK_KEYS and restart; “crossdock doctor” says which. No store has to be authorized again.',
  },
  rehearsal_failed: {
    sentence: '{state, select, passing {The {slot} fetch of “{account}” of {merchant} will fail unless this passes: its rehearsal failed more than once} other {The {slot} fetch of “{account}” of {merchant} will fail: its rehearsal was refused}}.',
    todo: 'Open the EC account: it says what is missing and whose move it is.',
  },
  slot_late: {
    sentence: '{state, select, not_begun {A fetch of “{account}” of {merchant} is due and has not begun} other {A fetch of “{account}” of {merchant} takes very long}}.',
    todo: '{owner, select, platform {Nothing has to be done: the store is in trouble, and the fetch goes on by itself. The account’s page says what the store answers; if it lasts, ask the platform.} merchant {Crossdock may not do this at the store. Open the EC account, click “Authorize & Connect” and grant everything: the orders are fetched at once.} other {See that a worker runs and what its log says; on the account’s page, see what the run waits for.}}',
  },
  slot_missed: {
    sentence: 'The {slot} fetch of “{account}” of {merchant} failed, and nothing has been fetched since.',
    todo: '{owner, select, merchant {Crossdock may not read this at the store, and “Fetch now” would fail as well. Open the EC account, click “Authorize & Connect” and grant everything: what was missed is fetched at once.} crossdock {It failed here, not at the store. Look at the run and at Crossdock’s log; the next slot fetches all that was missed.} other {Look at the run. The next slot fetches all that was missed; “Fetch now” does it at once.}}',
  },
  coverage_gap: {
    sentence: 'Part of the time of “{account}” of {merchant} could not be read ({count, plural, one {# gap} other {# gaps}}).',
    todo: '{owner, select, merchant {Crossdock may not read this at the store. Open the EC account, click “Authorize & Connect” and grant everything: the gap is filled by itself.} crossdock {It failed here, not at the store. Open the EC account, where the gap is red under Coverage, and look at Crossdock’s log. It is tried again by itself.} other {Open the EC account: under Coverage the gap is red, and the run says what the store answered. It is tried again by itself.}}',
  },
  reconciliation_failed: {
    sentence: '{state, select, incomplete {“{account}” of {merchant} counts more orders than it lists, so some may be missing here} other {The orders of “{account}” of {merchant} could not be compared with ours, so nobody knows that none is missing}}.',
    todo: '{state, select, incomplete {Open the EC account and click “Check now”. If it ends like this again, ask the platform why its list lacks orders, and look in the store for orders that are not here.} access {Crossdock may not read this at the store. Open the EC account, click “Authorize & Connect” and grant everything, then click “Check now”.} ours {It failed here, not at the store: see Crossdock’s log. It is tried again tonight; “Check now” does it at once.} other {Open the EC account: under Coverage it says what the store answered. It is tried again tonight; “Check now” does it at once.}}',
  },
  orders_aging: {
    sentence: '{hoursLeft, plural, =0 {Orders of “{account}” of {merchant} have become too old to be fetched} one {In less than # hour, orders of “{account}” of {merchant} become too old to be fetched} other {In # hours, orders of “{account}” of {merchant} become too old to be fetched}}.',
    todo: '{status, select, connected {Open the EC account and click “Fetch now”.} other {Open the EC account and click “Authorize & Connect”: the orders are fetched at once.}} A platform shows orders for seven days only.',
  },
  orders_held: {
    sentence: `{count, plural, one {# order of {merchant} is} other {# orders of {merchant} are}} on hold since ${reason}.`,
    todo: 'Open the list of holds. Orders go by themselves once their cause is solved.',
  },
  orders_unreadable: {
    sentence: '{count, plural, one {# order of “{account}” of {merchant} could not be read, so it is not here} other {# orders of “{account}” of {merchant} could not be read, so they are not here}}.',
    todo: 'Open the EC account: under Coverage it says which, and what is wrong with each. See them in the store and ship them from there if they are pressing; once the store sends them as agreed, they come in by themselves.',
  },
  write_refused: {
    sentence: `{what, select, asked {Nobody knows whether “{account}” of {merchant} took ${writes}} key_lost {Crossdock cannot end its access to “{account}” of {merchant}: the key that sealed it is missing} other {“{account}” of {merchant} refused ${writes}}}.`,
    todo: '{what, select, asked {See what the store shows now beside what it would show either way, and say whether it arrived. Nothing is sent until then.} key_lost {Add the missing key back to CROSSDOCK_KEYS, restart and click “Send again”; or remove the access at the store, and click “Leave it”.} other {See what the store says, correct it there or here, and click “Send again”. What nobody can mend any more, leave with a reason.}}',
  },
  write_unsent: {
    sentence: '{status, select, revoking {The access to “{account}” of {merchant} was ended here, and the store has not been told yet} taken {“{account}” of {merchant} took {count, plural, one {the tracking number {number}} other {# tracking numbers}} and {reading, select, failed {cannot be asked whether it shows} other {does not show}} {count, plural, one {it: its buyer} other {them: their buyers}} may not know that the goods have left} other {{count, plural, one {# write waits} other {# writes wait}} to be sent to “{account}” of {merchant}}}.',
    todo: '{status, select, connected {{owner, select, merchant {Crossdock may not do this at the store. Open the EC account, click “Authorize & Connect” and grant everything: what waits is sent at once.} platform {See under Platform calls what the store answers; if it lasts, ask the platform. Everything is tried again by itself.} other {See that a worker runs and what its log says. Everything is tried again by itself.}}} taken {{owner, select, merchant {The store cannot be asked whether it shows it. Open the EC account, click “Authorize & Connect” and grant everything.} crossdock {It could not be read back, for a reason of ours: see Crossdock’s log. It is read back again by itself.} other {Look at the order in the store. Where the number is missing, enter it there and ask the platform what became of it: it answered that it had taken it. It is read back again by itself, and this closes once the store shows it.}}} revoking {See under Outbox what the store answers. It is told again by itself; if it must not wait, remove the access at the store.} other {The store is not connected. Open the EC account and click “Authorize & Connect”: what waits is sent at once.}}',
  },
  stock_at_risk: {
    sentence: 'The stores of {merchant} can sell {short, plural, one {# unit} other {# units}} of {products, plural, =1 {{sku}} other {# SKUs}} more than is free.',
    todo: 'Look at the SKUs at risk: lower the store’s stock, or the push percentages, or bring goods in.',
  },
  stock_drift: {
    sentence: '{state, select, unread {The stock that “{account}” of {merchant} shows could not be read} other {“{account}” of {merchant} shows a stock of {products, plural, =1 {{sku}} other {# SKUs}} that neither sales nor what it was told explain}}.',
    todo: '{state, select, unread {{owner, select, merchant {Crossdock may not read this at the store. Open the EC account, click “Authorize & Connect” and grant everything, then click “Read stock now”.} crossdock {It failed here, not at the store: see Crossdock’s log. It is read again tonight; “Read stock now” does it at once.} other {Open the EC account: it says what the store answered. It is read again tonight; “Read stock now” does it at once.}}} other {Open Stock Drift: accept what the store shows, or correct it.}}',
  },
  endpoint_disabled: {
    sentence: 'Webhooks to {host} were switched off: {reason, select, gone {it answered that it is gone} other {it has failed for five days}}.',
    todo: 'Repair the receiver and enable the endpoint again: what was kept meanwhile is sent then.',
  },
  mail_failing: {
    sentence: '{count, plural, one {# e-mail} other {# e-mails}} could not be sent, or may not have arrived.',
    todo: 'Open the e-mail settings and send a test: it says at which step the mail server refuses. What is in doubt can be sent again there.',
  },
}

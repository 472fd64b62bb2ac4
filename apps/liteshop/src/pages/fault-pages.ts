import type { Context } from '../context.ts'
import { readJournal } from '../control/journal.ts'
import { catalogue, findFault } from '../faults/catalogue.ts'
import type { Fault } from '../faults/fault.ts'
import { families } from '../faults/fault.ts'
import type { SettingSpec } from '../faults/settings.ts'
import type { SwitchedFault } from '../faults/switchboard.ts'
import { formatTaipei } from '../instants.ts'
import { listShops } from '../shop/shops.ts'
import type { Markup } from './html.ts'
import { html } from './html.ts'
import type { Language } from './language.ts'
import type { Translate } from './messages/messages.ts'

export interface Panel {
  ctx: Context
  language: Language
  t: Translate
}

const shown = 30

/** What is on, what was struck lately, and the catalogue. */
export function drawPanel({ ctx, language, t }: Panel, switched: SwitchedFault[]): Markup {
  return html`
<h1>${t('fireDrill')}</h1>
<p class="soft">${t('fireDrillHint')}</p>
<section aria-labelledby="switched"><div class="row spread"><h2 id="switched">${t('switchedOn')}</h2>
${switched.length > 0 && html`<form method="post" action="/faults/clear"><button class="danger" data-testid="clear-faults">${t('switchAllOff')}</button></form>`}</div>
${switched.length === 0 ? html`<p class="soft" data-testid="no-faults">${t('noFaults')}</p>` : drawSwitched({ ctx, language, t }, switched)}</section>
<section aria-labelledby="strikes"><h2 id="strikes">${t('recentStrikes')}</h2>${drawStrikes(ctx, t)}</section>
<h2>${t('faultCatalogue')}</h2>
${families.map((family) => html`
<section aria-labelledby="${family}"><h3 id="${family}">${t(`family_${family}`)}</h3>
<div class="table" tabindex="0" role="region" aria-label="${t(`family_${family}`)}"><table>
<thead><tr><th scope="col">${t('fault')}</th><th scope="col">${t('faultSettings')}</th><th scope="col">${t('serves')}</th><td></td></tr></thead>
<tbody>${catalogue.filter((fault) => fault.family === family).map((fault) => html`
<tr><th scope="row"><code>${fault.id}</code></th><td class="wrap">${fault.words[language]}</td><td class="wrap short">${fault.serves.join(' ')}</td>
<td><a class="button second" href="/faults/new?fault=${fault.id}" aria-label="${t('setUpOf', { fault: fault.id })}" data-testid="set-up-${fault.id}">${t('setUp')}</a></td></tr>`)}</tbody></table></div></section>`)}`
}

function drawSwitched({ ctx, language, t }: Panel, switched: SwitchedFault[]): Markup {
  const titles = new Map(listShops(ctx).map((shop) => [shop.id, shop.title]))
  return html`<div class="table" tabindex="0" role="region" aria-label="${t('switchedOn')}"><table data-testid="faults">
<thead><tr><th scope="col">${t('fault')}</th><th scope="col">${t('shop')}</th><th scope="col">${t('where')}</th><th scope="col">${t('whenStruck')}</th><th scope="col">${t('struckCount')}</th><th scope="col">${t('state')}</th><td></td></tr></thead>
<tbody>${switched.map((one) => html`
<tr><th scope="row" class="wrap"><code>${one.fault}</code><div class="soft">${findFault(one.fault)?.words[language]}</div>${drawChosen(one)}</th><td>${one.shop === null ? t('everyShop') : titles.get(one.shop)} ${one.order}</td>
<td class="wrap">${isEverywhere(one) ? t('allRoutes') : one.routes.join(', ')}</td><td class="wrap">${whenOf(t, one)}</td>
<td class="number">${t('struckOf', { struck: one.struck, calls: Math.max(one.calls, one.struck) })}</td><td><span class="state ${one.state === 'on' ? 'warm' : 'good'}">${t(one.state)}</span></td>
<td>${one.state === 'on' && html`<form method="post" action="/faults/${one.id}/off"><button class="second" aria-label="${t('switchOffOf', { fault: one.fault, id: one.id })}" data-testid="off-${one.id}">${t('switchOff')}</button></form>`}</td></tr>`)}
</tbody></table></div>`
}

/** What was chosen, where there was a choice: the same fault may be on more than once. */
function drawChosen({ fault, settings }: SwitchedFault): Markup {
  const chosen = (findFault(fault)?.settings ?? []).filter(({ name }) => settings[name] !== '')
  return html`${chosen.length > 0 && html`<div><code>${chosen.map(({ name }) => `${name}: ${settings[name]}`).join(', ')}</code></div>`}`
}

function isEverywhere({ fault, routes }: SwitchedFault): boolean {
  return findFault(fault)?.routes.length === routes.length
}

function whenOf(t: Translate, { times, seconds, every, after, probability }: SwitchedFault): string {
  const parts = [
    times !== null && t('timesOf', { count: times }), seconds !== null && t('secondsOf', { count: seconds }), after > 0 && t('afterOf', { count: after }),
    every > 1 && t('everyOf', { count: every }), probability < 1 && t('chanceOf', { count: probability })
  ].filter((part) => part !== false)
  return parts.length === 0 ? t('always') : parts.join(' · ')
}

function drawStrikes(ctx: Context, t: Translate): Markup {
  const strikes = readJournal(ctx, { struck: true, newest: shown })
  if (strikes.length === 0) return html`<p class="soft">${t('noStrikes')}</p>`
  return html`<div class="table" tabindex="0" role="region" aria-label="${t('recentStrikes')}"><table data-testid="strikes">
<thead><tr><th scope="col">${t('struckAt')}</th><th scope="col">${t('fault')}</th><th scope="col">${t('call')}</th><th scope="col">${t('shop')}</th><th scope="col">${t('answer')}</th><th scope="col">${t('workDone')}</th></tr></thead>
<tbody>${strikes.map((call) => html`<tr><td>${formatTaipei(Date.parse(call.at))}</td><th scope="row" class="wrap"><code>${call.faults.join(' ')}</code></th><td class="wrap">${call.method} ${call.path}</td><td>${call.shop_id}</td>
<td>${call.kind === 'fault' ? '' : call.status || t('unanswered')}</td><td>${call.kind === 'fault' ? '' : call.work_status ?? t('notDone')}</td></tr>`)}</tbody></table></div>`
}

/** The form for one fault; `filled` is what had been filled in. */
export function drawFaultForm({ ctx, language, t }: Panel, fault: Fault, filled: URLSearchParams): Markup {
  const value = (name: string, initial: string | number) => filled.get(name) ?? initial
  const figure = (name: string, label: string, initial: string | number, least: number, step = '1') => html`
<label class="field">${label}<input type="number" name="${name}" min="${least}" step="${step}" value="${value(name, initial)}"></label>`
  return html`
<p class="soft"><a href="/faults">${t('fireDrill')}</a></p>
<h1>${t('setUpTitle', { fault: fault.id })}</h1>
<p>${fault.words[language]}</p>
<p class="soft">${t('serves')}: ${fault.serves.join(' ')}</p>
<form method="post" action="/faults" data-testid="fault-form"><input type="hidden" name="fault" value="${fault.id}"><div class="columns">
<div class="card"><label class="field">${t('shop')}<select name="shop"><option value="">${t('everyShop')}</option>${listShops(ctx).map((shop) => html`
<option value="${shop.id}"${filled.get('shop') === shop.id && html` selected`}>${shop.title} (${shop.id})</option>`)}</select></label>
${fault.settings && html`<fieldset><legend>${t('faultSettings')}</legend>${fault.settings.map((spec) => drawSetting(spec, language, value))}</fieldset>`}
${fault.atOnce ? html`<p>${t('strikesAtOnce')}</p>` : html`<fieldset><legend>${t('whenStruck')}</legend><div class="two">
${figure('times', t('strikeTimes'), fault.times ?? '', 1)}${figure('seconds', t('strikeSeconds'), '', 1)}${figure('after', t('strikeAfter'), 0, 0)}${figure('every', t('strikeEvery'), 1, 1)}
${figure('probability', t('strikeProbability'), 1, 0, 'any')}<label class="field">${t('strikeSeed')}<input name="seed" maxlength="64" autocomplete="off" value="${value('seed', '1')}"></label></div></fieldset>
<label class="field">${t('onlyOrder')}<input name="order" maxlength="64" autocomplete="off" value="${value('order', '')}"></label>`}
<button data-testid="switch-on">${t('switchOn')}</button></div>
${fault.atOnce ? html`` : html`<fieldset><legend>${t('where')}</legend>
${fault.routes.length > 1 && html`<p><a href="/faults/new?fault=${fault.id}&amp;route=">${t('chooseNone')}</a> · <a href="/faults/new?fault=${fault.id}">${t('chooseAll')}</a></p>`}${fault.routes.map((route) => html`
<label class="choice"><input type="checkbox" name="route" value="${route}"${(!filled.has('route') || filled.getAll('route').includes(route)) && html` checked`}> <code>${route}</code></label>`)}</fieldset>`}
</div></form>`
}

function drawSetting(spec: SettingSpec, language: Language, value: (name: string, initial: string | number) => string | number): Markup {
  const name = `setting.${spec.name}`
  const current = value(name, spec.initial)
  if (spec.kind === 'choice') {
    return html`<label class="field">${spec.words[language]}<select name="${name}">${spec.options?.map((option) => html`<option${current === option && html` selected`}>${option}</option>`)}</select></label>`
  }
  return spec.kind === 'whole'
    ? html`<label class="field">${spec.words[language]}<input type="number" name="${name}" min="${spec.least}" max="${spec.most}" step="1" value="${current}"></label>`
    : html`<label class="field">${spec.words[language]}<input name="${name}" maxlength="500" autocomplete="off"${spec.suggestions && html` list="${name}.list"`} value="${current}"></label>
${spec.suggestions && html`<datalist id="${name}.list">${spec.suggestions.map((each) => html`<option value="${each}"></option>`)}</datalist>`}`
}

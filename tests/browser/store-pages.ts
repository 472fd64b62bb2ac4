import { expect, type Page } from '@playwright/test'

/** Shops of the sandbox store and who looks after them, as it seeds itself. */
export const teaShop = { email: 'shan@liteshop.test', merchant: '小山茶業有限公司', id: 'shp_8f2c', title: '小山茶行' }
export const selectShop = { ...teaShop, id: 'shp_41d7', title: '小山選物' }
export const seaShop = { email: 'hai@liteshop.test', merchant: '海風生活工作室', id: 'shp_c90a', title: '海風生活' }
export type Shop = typeof teaShop

/** Walks the store's log-in, choose-a-shop and consent pages; a browser that is logged in already is asked for the shop at once. */
export async function authorizeAtStore(page: Page, shop: Shop, onEach: () => Promise<void> = async () => {}): Promise<void> {
  await chooseShop(page, shop, onEach)
  await page.getByTestId('allow').click()
}

export async function chooseShop(page: Page, shop: Shop, onEach: () => Promise<void> = async () => {}): Promise<void> {
  await expect(page.getByTestId('login-form').or(page.getByTestId('shop-form'))).toBeVisible()
  if (await page.getByTestId('login-form').isVisible()) {
    await onEach()
    await page.getByTestId('demo-login').filter({ hasText: shop.email }).click()
    await page.getByTestId('log-in').click()
  }
  await page.getByTestId(`shop-${shop.id}`).check()
  await onEach()
  await page.getByTestId('continue').click()
  await expect(page.getByTestId('consent-form')).toBeVisible()
  await onEach()
}

/** Lets the sandbox store misbehave, as its page *Fire drill* does. */
export async function switchOnFault(storeUrl: string, wish: object): Promise<void> {
  const answer = await fetch(`${storeUrl}/_sandbox/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) })
  if (!answer.ok) throw new Error(`The fault was refused: ${await answer.text()}`)
}

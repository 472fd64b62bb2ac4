/** The texts of all refusals weigh as much as a screen: they are fetched with the first refusal. */
export { isProblemCode, problemText } from '@crossdock/contract'

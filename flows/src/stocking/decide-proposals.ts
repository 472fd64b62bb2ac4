import { newId, pushDue } from '@crossdock/domain'
import { outcomesOf, type Outcome } from '../matching/outcome.ts'
import { Refusal, type Actor, type LockedProposal, type Needs, type Scope, type Transaction } from '../ports/index.ts'
import { planStockPush } from './plan-stock-push.ts'

interface Decision {
  scope: Scope
  actor: Actor
  proposalIds: readonly string[]
  note?: string | null | undefined
}

/**
 * Tells stores what corrections proposed: one stock push for each store and inbound, planned as any other, of what the ledger
 * says is due now. Each proposal has its own outcome: not_found, or proposal_decided (somebody, or a later inbound, was faster).
 */
export async function confirmProposals(needs: Needs, { scope, actor, proposalIds, note }: Decision): Promise<Outcome[]> {
  return decide(needs, scope, proposalIds, async (tx, proposals) => {
    const at = needs.now()
    for (const group of Map.groupBy(proposals, (proposal) => `${proposal.ecAccountId} ${proposal.inboundId}`).values()) {
      const due = await takeDue(tx, group)
      const lines = due.filter((each) => each.quantity !== 0)
      const id = newId()
      const { merchantId, ecAccountId, inboundId, inboundNumber } = group[0]!
      needs.failpoint?.('proposal.taken')
      if (lines.length > 0) await planStockPush(tx, merchantId, { id, ecAccountId, kind: 'increment', origin: 'correction', inboundId, percentage: null, actor, lines, reference: inboundNumber })
      for (const { proposalId, quantity } of due) {
        await tx.stocking.decideProposal(merchantId, proposalId, { state: quantity === 0 ? 'evened' : 'confirmed', quantity, stockPushId: quantity === 0 ? null : id, note: note ?? null, actor, at })
      }
    }
  })
}

/**
 * Leaves stores as they are, because somebody knows that they are right: what was due counts as pushed, so that no later
 * inbound makes up for it behind that person's back.
 */
export async function dismissProposals(needs: Needs, { scope, actor, proposalIds, note }: Decision): Promise<Outcome[]> {
  return decide(needs, scope, proposalIds, async (tx, proposals) => {
    const at = needs.now()
    for (const group of Map.groupBy(proposals, (proposal) => proposal.ecAccountId).values()) {
      for (const { merchantId, ecAccountId, productId, proposalId, quantity } of await takeDue(tx, group)) {
        await tx.stocking.noteDismissed(merchantId, ecAccountId, productId, quantity)
        await tx.stocking.decideProposal(merchantId, proposalId, { state: 'dismissed', quantity, stockPushId: null, note: note ?? null, actor, at })
      }
    }
  })
}

async function decide(needs: Needs, scope: Scope, ids: readonly string[], act: (tx: Transaction, open: LockedProposal[]) => Promise<void>): Promise<Outcome[]> {
  return needs.store.transact(scope, async (tx) => {
    const found = new Map((await tx.stocking.lockProposals(ids)).map((proposal) => [proposal.id, proposal]))
    const outcomes = outcomesOf(ids, (id) => {
      const proposal = found.get(id)
      if (!proposal) throw new Refusal('not_found')
      if (proposal.state !== 'open') throw new Refusal('proposal_decided')
    })
    const open = new Set(outcomes.flatMap(({ id, refusal }) => (refusal ? [] : [id])))
    await act(tx, [...found.values()].filter((proposal) => open.has(proposal.id)))
    return outcomes
  })
}

/** Counts what is due as pushed. All proposals are of one account. */
async function takeDue(tx: Transaction, proposals: readonly LockedProposal[]) {
  const { merchantId, ecAccountId } = proposals[0]!
  const ledgers = await tx.stocking.lockLedger(merchantId, ecAccountId, proposals.map((proposal) => proposal.productId))
  const due = proposals.map(({ id, productId, sku }) => ({ merchantId, ecAccountId, proposalId: id, productId, sku, quantity: pushDue(ledgers.get(productId)!) }))
  for (const { productId, quantity } of due) {
    const ledger = ledgers.get(productId)!
    ledgers.set(productId, { ...ledger, pushed: ledger.pushed + quantity })
  }
  await tx.stocking.saveLedger(merchantId, ecAccountId, ledgers)
  return due
}

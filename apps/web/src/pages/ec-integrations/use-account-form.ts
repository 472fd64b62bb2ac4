import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { ProblemError } from '../../api/problem-error.ts'
import { useWrite } from '../../api/use-write.ts'
import { useForm } from '../../ui/form.ts'
import { forgetDraft, useKeepDraft, useKeptDraft } from '../../ui/kept-draft.ts'
import { checkDraft, draftOf, isChanged, updateOf, type Account, type AccountDraft } from './account-draft.ts'

/** The page's one form and its one Save. What the server holds is followed while nothing is being edited. */
export function useAccountForm(account: Account) {
  const t = useTranslations('ecIntegrations')
  const ui = useTranslations('ui')
  const queryClient = useQueryClient()
  const draftName = `ec-account.${account.id}`
  const unfinished = useKeptDraft<AccountDraft>(draftName, account.version)
  const [base, setBase] = useState(account)
  const form = useForm<AccountDraft>(unfinished ?? draftOf(account))
  const [theirs, setTheirs] = useState<Account | null>(null)
  const [released, setReleased] = useState<number | null>(null)
  const dirty = isChanged(form.values, draftOf(base))
  useKeepDraft(draftName, base.version, form.values, dirty)

  const follow = (next: Account) => {
    setBase(next)
    form.reset(draftOf(next))
  }
  if (!dirty && account.version > base.version) follow(account)

  const save = useWrite(api.ecAccounts.update, {
    refreshes: [api.ecAccounts.list.key(), api.ecAccounts.getMappings.key(), api.ecAccounts.checklist.key(), api.ecAccounts.timeline.key(), api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: ({ released: freed, ...saved }) => {
      queryClient.setQueryData(api.ecAccounts.get.queryKey({ input: { id: account.id } }), saved)
      follow(saved)
      setReleased(freed)
    },
    onError: (error) => {
      if (!(error instanceof ProblemError)) return
      if (error.code === 'version_conflict') {
        void queryClient.fetchQuery(api.ecAccounts.get.queryOptions({ input: { id: account.id }, staleTime: 0 })).then(setTheirs)
      } else if (error.code === 'slots_required') {
        form.setErrors({ 'settings.fetchSchedule': t('scheduleMissing') })
      } else if (error.code === 'mapping_duplicate') {
        const index = form.values.shippingMappings.findLastIndex((each) => each.platformCode.trim() === error.params['code'])
        form.setErrors({ [`shippingMappings.${index}.platformCode`]: t('codeTwice') })
      } else form.take(error)
    },
  })
  const submit = () => {
    if (save.isPending) return
    const kept = draftOf(base)
    const errors = checkDraft(form.values, kept, t, ui('issueTime'))
    form.setErrors(errors)
    setReleased(null)
    if (Object.keys(errors).length === 0) save.mutate(updateOf(account.id, base.version, form.values, kept))
  }
  const discard = () => {
    setReleased(null)
    save.reset()
    follow(account)
  }
  /** The error to be shown above the form: one that no field and no dialog shows already. */
  const refusal = save.error && theirs === null && Object.keys(form.errors).length === 0 ? save.error : null
  const conflict = theirs && {
    base: draftOf(base), mine: form.values, theirs: draftOf(theirs),
    onMerged: (merged: AccountDraft) => {
      setBase(theirs)
      form.setAll(merged)
      setTheirs(null)
      save.reset()
    },
    onClose: () => setTheirs(null),
  }
  return { form, base, dirty, saving: save.isPending, released, refusal, conflict, submit, discard, forget: () => forgetDraft(draftName), forgetReleased: () => setReleased(null) }
}

import { isolate, roles } from '@crossdock/domain'
import { Button, Group, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed, IconPlus, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession } from '../../app/session.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { EditUser } from './edit-user.tsx'
import { NewUser } from './new-user.tsx'
import { SetPassword } from './set-password.tsx'
import type { User } from './user.ts'

type Opened = { kind: 'new' } | { kind: 'edit' | 'password' | 'deactivate'; user: User }

export function UsersPage() {
  const t = useTranslations('users')
  const words = useTranslations('words')
  const session = useSession()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'role', 'active'])
  const { q = '', role, active } = filters.values
  const [opened, setOpened] = useState<Opened | null>(null)
  const close = () => setOpened(null)
  const list = useQuery(api.users.list.queryOptions({ input: {} }))
  const change = useWrite(api.users.update, {
    refreshes: [api.users.key()],
    onSuccess: (_, input) => {
      const name = list.data?.items.find((user) => user.id === input.id)?.name ?? ''
      notifyDone(input.active ? t('activated', { name: isolate(name) }) : t('deactivated', { name: isolate(name) }))
      close()
    },
  })
  // Whoever works for all merchants is shown with each.
  const rows = (list.data?.items ?? []).filter((user) => [user.name, user.email].some((text) => text.toLowerCase().includes(q.toLowerCase())) && (!role || user.role === role) && (!active || String(user.active) === active) && (!merchantId || user.merchant === null || user.merchant.id === merchantId))
  const columns: Column<User>[] = [
    { id: 'name', header: t('name'), primary: true, wrap: true, cell: (user) => <>{user.name}{user.id === session.user.id && <Text span size="xs" c="dimmed"> ({t('you')})</Text>}</> },
    { id: 'email', header: t('email'), wrap: true, cell: (user) => user.email },
    { id: 'role', header: t('role'), cell: (user) => words(`role.${user.role}`) },
    { id: 'works', header: t('works'), wrap: true, cell: (user) => user.merchant?.name ?? t('allMerchants') },
    { id: 'state', header: t('state'), cell: (user) => (user.active ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('active')} bare /> : <StatusBadge tone="neutral" icon={IconCircleDashed} label={t('inactive')} />) },
    { id: 'seen', header: t('lastSeen'), cell: (user) => <RelativeTime value={user.lastSeenAt} fallback={t('never')} /> },
    {
      id: 'actions', header: words('actions'), cell: (user) => (
        <Group gap={6} wrap="nowrap">
          <Button size="compact-sm" variant="default" aria-label={t('editOf', { name: user.name })} onClick={() => setOpened({ kind: 'edit', user })}>{t('edit')}</Button>
          <Button size="compact-sm" variant="default" aria-label={t('setPasswordOf', { name: user.name })} onClick={() => setOpened({ kind: 'password', user })}>{t('setPassword')}</Button>
          {user.active
            ? <Button size="compact-sm" variant="default" aria-label={t('deactivateOf', { name: user.name })} onClick={() => { change.reset(); setOpened({ kind: 'deactivate', user }) }}>{t('deactivate')}</Button>
            : <Button size="compact-sm" variant="default" aria-label={t('activateOf', { name: user.name })} loading={change.isPending && change.variables.id === user.id} onClick={() => change.mutate({ id: user.id, active: true })}>{t('activate')}</Button>}
        </Group>
      ),
    },
  ]
  const create = (variant: 'filled' | 'default') => <Button variant={variant} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened({ kind: 'new' })}>{t('new')}</Button>
  const name = opened !== null && opened.kind !== 'new' ? opened.user.name : ''
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={session.role === 'admin' && create('filled')} />
      {change.error && opened === null && <div style={{ marginBottom: 12 }}><ErrorPanel error={change.error} /></div>}
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="role" label={t('role')} options={roles.map((value) => ({ value, label: words(`role.${value}`) }))} />
        <FilterSelect filters={filters} name="active" label={t('state')} options={[{ value: 'true', label: t('active') }, { value: 'false', label: t('inactive') }]} />
      </FilterBar>
      <DataTable label={t('title')} columns={columns} rows={rows} rowKey={(user) => user.id} loading={list.isPending} error={list.error} retry={() => void list.refetch()} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconUsers size={32} stroke={1.4} />} title={t('emptyTitle')} action={create('default')}>{t('emptyText')}</EmptyState>} />
      <Dialog opened={opened?.kind === 'new'} title={t('new')} onClose={close}><NewUser onClose={close} /></Dialog>
      <Dialog opened={opened?.kind === 'edit'} title={t('editTitle', { name: isolate(name) })} onClose={close}>{opened?.kind === 'edit' && <EditUser user={opened.user} onClose={close} />}</Dialog>
      <Dialog opened={opened?.kind === 'password'} title={t('setPasswordTitle', { name: isolate(name) })} onClose={close}>{opened?.kind === 'password' && <SetPassword user={opened.user} onClose={close} />}</Dialog>
      <ConfirmDialog opened={opened?.kind === 'deactivate'} title={t('deactivateTitle', { name: isolate(name) })} confirmLabel={t('deactivateAction')} danger pending={change.isPending} error={change.error} onConfirm={() => opened?.kind === 'deactivate' && change.mutate({ id: opened.user.id, active: false })} onClose={() => { change.reset(); close() }}>
        <p>{t('deactivateText', { name: isolate(name) })}</p>
        {opened?.kind === 'deactivate' && opened.user.id === session.user.id && <p>{t('deactivateSelf')}</p>}
      </ConfirmDialog>
    </>
  )
}

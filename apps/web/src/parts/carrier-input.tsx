import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { api } from '../api/client.ts'
import quiet from './carrier-input.module.css'

/** The carriers of the shipping types that the warehouse works with, each once. */
export function useCarriers(): string[] {
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: {}, staleTime: 60_000 }))
  return [...new Set((types.data?.items ?? []).filter((type) => type.enabled).map((type) => type.carrier))]
}

/** Who carries a parcel: any name, with the usual ones to choose from. `quiet` hides the label from sight alone. */
export function CarrierInput({ label, value, carriers, error, disabled = false, quiet: hidden = false, id, onChange }: { label: string; value: string; carriers: readonly string[]; error?: string | undefined; disabled?: boolean; quiet?: boolean; id?: string; onChange: (value: string) => void }) {
  const list = useId()
  return (
    <>
      <TextInput id={id} label={label} {...(hidden ? { labelProps: { className: quiet.hidden } } : {})} value={value} error={error} disabled={disabled} maxLength={60} list={list} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
      <datalist id={list}>{carriers.map((carrier) => <option key={carrier} value={carrier} />)}</datalist>
    </>
  )
}

import { useState } from 'react'
import { useIssueText } from '../api/error-text.ts'
import { ProblemError } from '../api/problem-error.ts'

export type FieldErrors = Record<string, string>

export interface Form<Values extends object> {
  values: Values
  set: <Key extends keyof Values>(key: Key, value: Values[Key]) => void
  setAll: (values: Values) => void
  /** Something differs from what is kept; changing it and changing it back does not count. */
  dirty: boolean
  errors: FieldErrors
  setErrors: (errors: FieldErrors) => void
  /** Spread into a Mantine input: id, value, error and change. Field errors are found under the same path as the server's. */
  field: <Key extends keyof Values & string>(key: Key) => { id: string; value: Values[Key]; error: string | undefined; onChange: (value: Values[Key] | { currentTarget: { value: string } }) => void }
  /** Puts the fields that a refusal names at their fields; answers whether it named any. */
  take: (error: Error) => boolean
  reset: (values?: Values) => void
}

/** The id of a field's control, which the error summary links to. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`
}

/** A form's draft beside what is kept. */
export function useForm<Values extends object>(initial: Values): Form<Values> {
  const issueText = useIssueText()
  const [kept, setKept] = useState(initial)
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<FieldErrors>({})
  const set = <Key extends keyof Values>(key: Key, value: Values[Key]) => {
    setValues((before) => ({ ...before, [key]: value }))
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([path]) => path !== key && !path.startsWith(`${String(key)}.`))))
  }
  return {
    values,
    set,
    setAll: setValues,
    dirty: JSON.stringify(values) !== JSON.stringify(kept),
    errors,
    setErrors,
    field: (key) => ({
      id: fieldId(key),
      value: values[key],
      error: errors[key],
      onChange: (change) => set(key, (typeof change === 'object' && change !== null && 'currentTarget' in change ? change.currentTarget.value : change) as Values[typeof key]),
    }),
    take: (error) => {
      if (!(error instanceof ProblemError) || error.fields.length === 0) return false
      setErrors(Object.fromEntries(error.fields.map((issue) => [issue.path, issueText(issue)])))
      return true
    },
    reset: (next) => {
      const to = next ?? kept
      setKept(to)
      setValues(to)
      setErrors({})
    },
  }
}

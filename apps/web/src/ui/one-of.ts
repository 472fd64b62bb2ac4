/** A value from outside (the address, say) as one of a closed list, or undefined. */
export function oneOf<const Value extends string>(list: readonly Value[], value: string | undefined): Value | undefined {
  return list.find((each) => each === value)
}

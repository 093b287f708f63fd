import { useEffect, useRef } from 'react'

/** Whether the component is still mounted: an action that ends after the user left the page must not navigate. */
export function useHere(): () => boolean {
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return () => here.current
}

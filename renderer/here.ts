import { useEffect, useRef } from 'react'

/** Whether the component is still on the page: what goes on behind the back of a person who left it leads nowhere any more. */
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

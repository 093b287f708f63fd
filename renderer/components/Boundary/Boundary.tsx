import { Center } from '@mantine/core'
import type { ReactNode } from 'react'
import { Component } from 'react'
import { ErrorNote } from '../ErrorNote/ErrorNote.tsx'

interface Props {
  /** The page; navigating to another one resets the error. */
  readonly page: string
  readonly children: ReactNode
}
interface State {
  readonly broken: boolean
  readonly page: string
}

/**
 * Error boundary: a page that fails shows a message and a retry instead of a white window. React writes the error to the console. A class, since React has no
 * hook for it.
 */
export class Boundary extends Component<Props, State> {
  override state: State = { broken: false, page: this.props.page }

  static getDerivedStateFromError(): Pick<State, 'broken'> {
    return { broken: true }
  }

  static getDerivedStateFromProps({ page }: Props, shown: State): State | null {
    return page === shown.page ? null : { broken: false, page }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <Center h="80vh" p="xl">
        <ErrorNote kind="internal" retry={() => this.setState({ broken: false })} />
      </Center>
    )
  }
}

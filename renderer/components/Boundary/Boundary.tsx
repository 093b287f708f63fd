import { Center } from '@mantine/core'
import type { ReactNode } from 'react'
import { Component } from 'react'
import { ErrorNote } from '../ErrorNote/ErrorNote.tsx'

interface Props {
  /** Which page it is: another one is drawn, whatever became of this. */
  readonly page: string
  readonly children: ReactNode
}
interface State {
  readonly broken: boolean
  readonly page: string
}

/** In place of a white window: a page that broke says so and can be drawn again. React writes the error to the console. A class, because React knows no other way. */
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

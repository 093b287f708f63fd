import { Center } from '@mantine/core'
import type { ReactNode } from 'react'
import { Component } from 'react'
import { ErrorNote } from '../ErrorNote/ErrorNote.tsx'

interface Props {
  readonly children: ReactNode
}
interface State {
  readonly broken: boolean
}

/** In place of a white window: a page that broke says so and can be drawn again. A class, because React knows no other way. */
export class Boundary extends Component<Props, State> {
  override state: State = { broken: false }

  static getDerivedStateFromError(): State {
    return { broken: true }
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

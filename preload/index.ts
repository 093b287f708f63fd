import { contextBridge, ipcRenderer } from 'electron'
import type { Answer } from './contract/rpc.ts'

const bridge = {
  /** Calls a method by name; the main process refuses names that the contract does not have. */
  call: (name: string, input: unknown): Promise<Answer> => ipcRenderer.invoke('call', name, input),
  /** Subscribes to every event; the returned function unsubscribes. */
  on(listener: (event: string, payload: unknown) => void): () => void {
    const hear = (_: unknown, event: string, payload: unknown) => listener(event, payload)
    ipcRenderer.on('event', hear)
    return () => ipcRenderer.off('event', hear)
  },
}
export type Bridge = typeof bridge

contextBridge.exposeInMainWorld('prilavok', bridge)

/**
 * The same pages, the next of which is always under way: its request does not wait until the one before is mapped and stored. The first is asked for at once.
 * An error is thrown in the place of its page.
 */
export function prefetch<P>(pages: AsyncIterable<P>): AsyncIterable<P> {
  const iterator = pages[Symbol.asyncIterator]()
  const ask = () => {
    const page = iterator.next()
    // It is told when its turn comes; whoever stops before does not care.
    page.catch(() => {})
    return page
  }
  let next = ask()
  return {
    async *[Symbol.asyncIterator]() {
      for (let page = await next; !page.done; page = await next) {
        next = ask()
        yield page.value
      }
    },
  }
}

/**
 * Prefetches pages: while one page is mapped and stored, the next is already requested. The first is requested immediately. An error is thrown in place of
 * its page.
 */
export function prefetch<P>(pages: AsyncIterable<P>): AsyncIterable<P> {
  const iterator = pages[Symbol.asyncIterator]()
  const ask = () => {
    const page = iterator.next()
    // The error is thrown when the page is reached; a consumer that stops earlier ignores it.
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

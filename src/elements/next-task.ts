/** Calls a function in a task of its own, once the browser has looked after what waits; gives what calls it off. A timer would wait for milliseconds. */
export function nextTask(work: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    work();
  };
  port2.postMessage(null);
  return () => port1.close();
}

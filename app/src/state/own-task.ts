/** Resolves in a task of its own: between tasks the browser answers the user. */
export function ownTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { pickLanguage, type Language } from '../words/language.js';

/**
 * The language of an element's words: that of the closest element with a `lang`, itself included, also across shadow roots; English where none says.
 * Renders its host again when a `lang` of the page changes.
 */
export class ElementLanguage implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer: MutationObserver;

  /** @param host the element; it renders with {@link current} */
  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    host.addController(this);
  }

  get current(): Language {
    return languageOf(this.#host);
  }

  hostConnected(): void {
    for (let root = this.#host.getRootNode(); ; root = root.host.getRootNode()) {
      this.#observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['lang'] });
      if (!(root instanceof ShadowRoot)) break;
    }
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}

function languageOf(element: Element): Language {
  const nearest = element.closest('[lang]');
  if (nearest !== null) return pickLanguage([nearest.getAttribute('lang') ?? '']);
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : pickLanguage([]);
}

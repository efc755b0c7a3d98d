import type { ViewName } from '../views/options.js';

/** A module of the page's script: CommonJS, since modules inside one page cannot import one another by address. */
export interface PagePart {
  code: string;
  /** The names of the modules that it requires when it runs. */
  needs: readonly string[];
}

/** The script of the pages, in the parts that scripts/build-page.ts makes of it. */
export interface PageScript {
  parts: Readonly<Record<string, PagePart>>;
  /** The module that starts the page. */
  entry: string;
  /** The module that registers the element of each view. */
  views: Readonly<Partial<Record<ViewName, string>>>;
}

/** What stands in a page. */
export interface PageCode {
  /** The script that runs at once: what the page needs to show its first view. */
  first: string;
  /** The other parts, each a script that runs when it is first required: another view, saving as a file. */
  later: [name: string, code: string][];
}

/**
 * Keeps modules until they are required; one that is not there yet stands in the page as text, under the policy's hash. A browser reads code as soon as it runs
 * a script, whether it is used or not: for all views that takes longer than for all that one view does until it is drawn.
 */
const RUNTIME = `var lupaPart=(function(){var made={},modules={};function require(name){if(!Object.hasOwn(modules,name)){if(!Object.hasOwn(made,name)){var script=document.createElement('script');script.textContent=document.getElementById('part-'+name).textContent;document.head.append(script);script.remove()}var module=modules[name]={exports:{}};made[name](require,module,module.exports)}return modules[name].exports}return function(name,make){if(make)made[name]=make;else require(name)}})();`;

/** The scripts of a page that shows a view first. */
export function pageCode({ parts, entry, views }: PageScript, view: ViewName): PageCode {
  const first = new Set<string>();
  // What a part needs comes before it: a reader finds things in the order in which they run.
  const take = (name: string): void => {
    if (first.has(name)) return;
    parts[name].needs.forEach(take);
    first.add(name);
  };
  take(entry);
  const shown = views[view];
  if (shown !== undefined) take(shown);
  return {
    first: `${RUNTIME}\n${[...first].map((name) => made(name, parts[name])).join('\n')}\nlupaPart("${entry}");`,
    later: Object.entries(parts).flatMap(([name, part]) => (first.has(name) ? [] : [[name, made(name, part)] as [string, string]])),
  };
}

/** In parentheses, browsers compile a function at once: those of the first script all run. */
function made(name: string, { code }: PagePart): string {
  return `lupaPart("${name}",(function(require,module,exports){${code}\n}));`;
}

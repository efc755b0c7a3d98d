import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeLatex, includeSnippet } from '../../src/figures/latex.js';

test('no sign of a text is a command', () => {
  assert.equal(escapeLatex('50% of $5 & #1_a {b} ~^\\'), '50\\% of \\$5 \\& \\#1\\_a \\{b\\} \\textasciitilde{}\\textasciicircum{}\\textbackslash{}');
  assert.equal(escapeLatex('[CLS] <s> a|b "q"'), '{[}CLS{]} \\textless{}s\\textgreater{} a\\textbar{}b \\textquotedbl{}q\\textquotedbl{}');
  assert.equal(escapeLatex('\\input{/etc/passwd}\n\n\\end{figure}'), '\\textbackslash{}input\\{/etc/passwd\\} \\textbackslash{}end\\{figure\\}');
  assert.equal(escapeLatex('Grüße 日本'), 'Grüße 日本');
});

test('a figure is included in its own size', () => {
  assert.equal(
    includeSnippet({ file: 'figures/my cat.pdf', width: 96, caption: '100% cat', label: undefined }),
    '% Needs \\usepackage{graphicx}\n\\begin{figure}[t]\n  \\centering\n  \\includegraphics[width=25.4mm]{figures/my cat.pdf}\n  \\caption{100\\% cat}\n  \\label{fig:my-cat}\n\\end{figure}\n',
  );
  assert.match(
    includeSnippet({ file: 'a.svg', width: 96, caption: '', label: 'fig:x' }),
    /\\includesvg\[width=25\.4mm\]\{a\}\n.*\n {2}\\label\{fig:x\}/,
  );
});

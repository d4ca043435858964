import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../../test/characters.ts';
import { escapeHtml, h, toHtml } from './markup.ts';

test('text and attributes are escaped', () => {
  const html = toHtml(h('p', { title: `"'<&>` }, '</p><script>alert(1)</script>'));
  assert.equal(
    html,
    '<p title="&quot;&#39;&lt;&amp;&gt;">&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>',
  );
});

test('escaped text never opens a tag, an attribute or an entity of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      assert.doesNotMatch(escapeHtml(text).replace(/&(?:amp|lt|gt|quot|#39);/g, ''), /[<>"'&]/);
    }),
  );
});

test('there is no way to a script, a style, a handler or a foreign link', () => {
  for (const tag of ['script', 'style', 'iframe', 'object', 'img', 'base', 'meta', 'link']) {
    assert.throws(() => h(tag), /internal error: tag/);
  }
  for (const name of ['onclick', 'style', 'src', 'srcdoc', 'formaction', 'xlink:href']) {
    assert.throws(() => h('a', { [name]: 'x' }), /internal error: attribute/);
  }
  for (const href of ['javascript:alert(1)', 'https://a.example', '//a', 'data:text/html,x']) {
    assert.throws(() => h('a', { href }), /a link that leaves the page/);
  }
  assert.equal(toHtml(h('a', { href: '#where' }, 'there')), '<a href="#where">there</a>');
});

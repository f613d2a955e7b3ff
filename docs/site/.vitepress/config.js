import { readFileSync } from 'node:fs';

const order = [
  'index', 'quickstart', 'operator-guide', 'operations', 'dba', 'monitoring', 'security', 'migration', 'errors',
  'configuration', 'cli', 'extension', 'compatibility', 'reliability', 'performance', 'comparison', 'architecture',
];

const entries = ending => order.flatMap(name => {
  try {
    const text = readFileSync(new URL(`../pages/${name}${ending}.md`, import.meta.url), 'utf8');
    return [{ text: text.match(/^# (.+)$/m)[1], link: `/${name}${ending}` }];
  } catch {
    return [];
  }
});

/** Names in angle brackets and braces are text here, not templates. */
const plain = markdown => {
  markdown.options.html = false;
  const fence = markdown.renderer.rules.code_inline;
  markdown.renderer.rules.code_inline = (...all) => fence(...all).replace('<code', '<code v-pre');
};

export default {
  srcDir: 'pages',
  outDir: 'dist',
  title: 'Otter',
  cleanUrls: false,
  lastUpdated: false,
  ignoreDeadLinks: [/^(\.\/)?\.\.\//, /CONTRIBUTING/, /LICENSE/, /SECURITY/, /openapi\.json/, /shop\.yaml/],
  markdown: { config: plain },
  transformHtml: (code, id) => id.includes('.zh-CN.') ? code.replace(/<html lang="[^"]*"/, '<html lang="zh-CN"') : code,
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [{ text: 'English', link: '/' }, { text: '中文', link: '/index.zh-CN' }],
    sidebar: [
      { text: 'English', collapsed: false, items: entries('') },
      { text: '中文', collapsed: false, items: entries('.zh-CN') },
    ],
  },
};

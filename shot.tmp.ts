import fs from 'node:fs';
import { chromium } from 'playwright-core';
import { startGraphPage } from './test/web/page.ts';
const [,, cases='bybit', sizes='1440x900', schemes='light', script=''] = process.argv;
await using page = await startGraphPage({} as never);
const browser = await chromium.launch({executablePath:'/usr/bin/chromium', args:['--no-sandbox','--use-angle=swiftshader','--enable-unsafe-swiftshader','--ignore-gpu-blocklist', ...(process.env.NOGL?['--disable-gpu','--disable-3d-apis']:[])]});
for (const c of cases.split(',')) for (const s of sizes.split(',')) for (const scheme of schemes.split(',')) {
  page.result = JSON.parse(fs.readFileSync(`/tmp/graphres/${c}.json`,'utf8'));
  const [width,height]=s.split('x').map(Number);
  const ctx = await browser.newContext({viewport:{width:width!,height:height!}, colorScheme: scheme as 'light'});
  const p = await ctx.newPage();
  p.on('console',m=>{ if(['error','warning'].includes(m.type())) console.log('console',m.text().slice(0,300))}); p.on('pageerror',e=>console.log('ERR',e.stack?.slice(0,600)));
  await p.goto(page.url); await p.waitForSelector('body[data-ready]',{timeout:15000}).catch(e=>console.log(String(e).slice(0,200)));
  await p.waitForTimeout(600);
  if (script) { const f = new Function('p','return (async()=>{'+script+'})()'); await f(p); await p.waitForTimeout(500); }
  console.log(c,s,scheme, await p.evaluate(()=>{const e=document.querySelector('.graph-stage') as HTMLElement; return JSON.stringify(e?.dataset)+' '+document.documentElement.scrollWidth}));
  await p.screenshot({path:`/tmp/graphres/shot-${c}-${width}-${scheme}${process.env.TAG??''}.png`});
  await ctx.close();
}
await browser.close();

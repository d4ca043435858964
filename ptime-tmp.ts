import { syntheticResult } from '/work/fast-graph/test/browser/synthetic.ts';
import { startGraphPage } from '/work/fast-graph/test/web/page.ts';
import { startGraphBrowser } from '/work/fast-graph/test/web/browser.ts';
const result = syntheticResult({ holders: 5000, seed: 7 });
await using page = await startGraphPage(result);
const b = await startGraphBrowser();
const ctx = await b.newContext({viewport:{width:1440,height:900}});
const tab = await ctx.newPage();
tab.on('console',m=>console.log(m.text()));
for (let k=0;k<3;k++){
await tab.goto(page.url+'?all');
await tab.waitForFunction(() => document.body.dataset.painted !== undefined);
console.log('painted',await tab.evaluate(()=>document.body.dataset.painted));
await new Promise(r=>setTimeout(r,300)); console.log('--- fit');
await tab.focus('.graph-stage'); await tab.keyboard.press('0');
await new Promise(r=>setTimeout(r,800)); console.log('--- zoom');
await tab.evaluate(async()=>{const host=document.querySelector('.graph-stage') as HTMLElement;const bx=host.getBoundingClientRect();
  for(let i=0;i<60;i++){host.dispatchEvent(new WheelEvent('wheel',{deltaY:-28,ctrlKey:true,cancelable:true,clientX:bx.left+bx.width/2,clientY:bx.top+bx.height/2,bubbles:true}));await new Promise(requestAnimationFrame)}});
await new Promise(r=>setTimeout(r,400));
}
await b.close();

import { syntheticResult } from './test/browser/synthetic.ts';
import { startGraphBrowser } from './test/web/browser.ts';
import { startGraphPage } from './test/web/page.ts';
const result = syntheticResult({ holders: Number(process.argv[2]??5000), seed: 7 });
await using page = await startGraphPage(result);
const browser = await startGraphBrowser();
const c = await browser.newContext({viewport:{width:1440,height:900}});
const t = await c.newPage();
t.on('console',m=>console.log('c',m.text().slice(0,200)));
let t0=performance.now();
await t.goto(page.url+'?all'); console.log('goto',performance.now()-t0);
await t.waitForFunction(() => document.body.dataset.painted !== undefined, {timeout:60000});
console.log('painted', await t.evaluate(()=>document.body.dataset.painted+' '+document.querySelector<HTMLElement>('.graph-stage')!.dataset.drawn+' '+document.querySelector<HTMLElement>('.graph-stage')!.dataset.surface), performance.now()-t0);
await t.focus('.graph-stage'); await t.keyboard.press('0'); 
await t.waitForTimeout(2500);
console.log('still', await t.evaluate(()=>document.querySelector('.graph-stage[data-still]')!==null));
const r = await t.evaluate(async()=>{
  const host=document.querySelector('.graph-stage') as HTMLElement; host.setPointerCapture=()=>{};
  const out:number[]=[]; const box=host.getBoundingClientRect();
  const ev=(type:string,dx:number)=>host.dispatchEvent(new PointerEvent(type,{pointerId:1,clientX:box.left+700+dx,clientY:box.top+300+dx/3,bubbles:true}));
  ev('pointerdown',0); let b=await new Promise<number>(requestAnimationFrame);
  for(let i=0;i<20;i++){ev('pointermove',160*Math.sin(i/9)); const n=await new Promise<number>(requestAnimationFrame); out.push(Math.round(n-b)); b=n;}
  ev('pointerup',0); return out;});
console.log(r.join(' '));
await t.screenshot({path:'/tmp/graphres/prof.png'});
await browser.close();

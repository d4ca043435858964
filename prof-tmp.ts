import { syntheticResult } from './test/browser/synthetic.ts';
import { startGraphBrowser } from './test/web/browser.ts';
import { startGraphPage } from './test/web/page.ts';
const result = syntheticResult({ holders: 5000, seed: 7 });
console.log('json MB', JSON.stringify(result).length/1e6);
await using page = await startGraphPage(result);
const b = await startGraphBrowser();
const what = process.argv[2] ?? 'paint';
for (let k=0;k<(what==='paint'?2:1);k++){
const ctx = await b.newContext({viewport:{width:1440,height:900}});
const tab = await ctx.newPage();
const cdp = await ctx.newCDPSession(tab);
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval',{interval:500});
if(what==='paint') await cdp.send('Profiler.start');
await tab.goto(page.url+'?all');
await tab.waitForFunction(() => document.body.dataset.painted !== undefined);
console.log('painted', await tab.evaluate(()=>document.body.dataset.painted), await tab.evaluate(()=>JSON.stringify(performance.getEntriesByType('resource').map((r:any)=>[r.name.split('/').pop(),Math.round(r.startTime),Math.round(r.responseEnd)]))), await tab.evaluate(()=>JSON.stringify(performance.getEntriesByType('mark').map((r:any)=>[r.name,Math.round(r.startTime)]))));
if(what!=='paint'){
 await tab.focus('.graph-stage'); await tab.keyboard.press('0');
 await tab.waitForFunction(() => document.querySelector('.graph-stage[data-still]') !== null);
 await cdp.send('Profiler.start');
 await tab.evaluate(async()=>{const host=document.querySelector('.graph-stage') as HTMLElement;const bx=host.getBoundingClientRect();
  for(let i=0;i<120;i++){host.dispatchEvent(new WheelEvent('wheel',{deltaY:i%60<30?-28:28,ctrlKey:true,cancelable:true,clientX:bx.left+bx.width/2,clientY:bx.top+bx.height/2,bubbles:true}));await new Promise(requestAnimationFrame)}});
}
const {profile} = await cdp.send('Profiler.stop') as any;
const self=new Map<string,number>(), tot=new Map<string,number>(); const byId=new Map(profile.nodes.map((n:any)=>[n.id,n])); const par=new Map<number,number>(); for(const n of profile.nodes) for(const c of n.children??[]) par.set(c,n.id);
profile.samples.forEach((s:number,i:number)=>{const dt=profile.timeDeltas[i]/1000;let n:any=byId.get(s);const nm=(n:any)=>n.callFrame.functionName+':'+n.callFrame.lineNumber;self.set(nm(n),(self.get(nm(n))??0)+dt);const seen=new Set();let id:any=s;while(id!==undefined){const x=nm(byId.get(id));if(!seen.has(x)){seen.add(x);tot.set(x,(tot.get(x)??0)+dt)}id=par.get(id)}});
const top=(m:Map<string,number>,n:number)=>[...m].sort((a,b)=>b[1]-a[1]).slice(0,n).map(([k,v])=>k+' '+v.toFixed(0)).join('\n  ');
console.log('TOTAL\n  '+top(tot,60)); console.log('SELF\n  '+top(self,25));
await ctx.close();
}
await b.close();
